import * as vscode from 'vscode';
import { withoutLinks } from '../core/text.ts';
import type { Editor } from '../ui/context.ts';
import type { ShownDocuments } from './shown-documents.ts';

/** The editor itself. Documents are shown read-only from memory and are never written into the workspace. */
export function createEditor(showLog: () => void, documents: ShownDocuments): Editor {
  return {
    openExternal: (url) => void vscode.env.openExternal(vscode.Uri.parse(url)),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    openSetting: (id) => void vscode.commands.executeCommand('workbench.action.openSettings', id),
    showLog,
    async showDocument(name, text) {
      const document = await vscode.workspace.openTextDocument(documents.put(name, text));
      await vscode.window.showTextDocument(document, { preview: true });
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
  };
}
