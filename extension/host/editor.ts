import * as vscode from 'vscode';
import type { Disposable } from '../core/lifecycle.ts';
import { withoutLinks } from '../core/text.ts';
import type { Editor } from '../ui/context.ts';

const scheme = 'tickmark';

/**
 * The editor itself. Documents are shown read-only from memory and are never written into the workspace.
 * @param gone text of a document that was shown before the window was reloaded
 */
export function createEditor(showLog: () => void, gone: string): Editor & Disposable {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? gone,
  });
  return {
    openExternal: (url) => void vscode.env.openExternal(vscode.Uri.parse(url)),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    openSetting: (id) => void vscode.commands.executeCommand('workbench.action.openSettings', id),
    showLog,
    async showDocument(name, text) {
      const uri = vscode.Uri.from({ scheme, path: `/${name}` });
      texts.set(uri.path, text);
      changed.fire(uri);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    },
    run: async (command, subject) => {
      await (subject === undefined
        ? vscode.commands.executeCommand(command)
        : vscode.commands.executeCommand(command, subject));
    },
    progress: async (title, work) =>
      vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work),
    cancellable: async (title, work) =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true },
        (_, cancel) => work((listener) => cancel.onCancellationRequested(() => listener())),
      ),
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
