import * as vscode from 'vscode';
import type { Disposable } from '../core/lifecycle.ts';

const scheme = 'tickmark';

/** Documents in memory that the editor shows. */
export interface ShownDocuments extends Disposable {
  /** Puts this text under this name, also where it is shown already. */
  put: (name: string, text: string) => vscode.Uri;
}

/**
 * Documents that the editor shows as files which cannot be written. Being files, those that are open are found by the
 * search over files as well; they lie in memory and in no folder of the workspace.
 * @param gone text of a document that was shown before the window was reloaded
 */
export function createShownDocuments(
  nowMs: () => number,
  gone: string,
  onError: (error: unknown) => void,
): ShownDocuments {
  const shown = new Map<string, { bytes: Uint8Array; mtime: number }>();
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  const before = { bytes: bytesOf(gone), mtime: 0 };
  const at = ({ path }: vscode.Uri): typeof before => shown.get(path) ?? before;
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const provider = vscode.workspace.registerFileSystemProvider(
    scheme,
    {
      onDidChangeFile: changed.event,
      watch: () => ({ dispose: () => undefined }),
      stat(uri) {
        const { bytes, mtime } = at(uri);
        const type = uri.path === '/' ? vscode.FileType.Directory : vscode.FileType.File;
        return { type, ctime: 0, mtime, size: bytes.length, permissions: vscode.FilePermission.Readonly };
      },
      readDirectory: () => [...shown.keys()].map((path) => [path.slice(1), vscode.FileType.File]),
      readFile: (uri) => at(uri).bytes,
      createDirectory: refuse,
      writeFile: refuse,
      delete: refuse,
      rename: refuse,
    },
    { isCaseSensitive: true, isReadonly: true },
  );
  openAgain().catch(onError);
  return {
    put(name, text) {
      const uri = vscode.Uri.from({ scheme, path: `/${name}` });
      // Later than before also within one millisecond: by this the editor knows that it has to read again.
      const mtime = Math.max(nowMs(), at(uri).mtime + 1);
      shown.set(uri.path, { bytes: bytesOf(text), mtime });
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
      return uri;
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}

/**
 * A document in front when the window was closed was looked for before it could be read, and its tab shows an error.
 * Those behind are read when they come to the front.
 */
async function openAgain(): Promise<void> {
  const inFront = vscode.window.tabGroups.all.flatMap(({ activeTab }) => activeTab ?? []);
  for (const tab of inFront) {
    if (!(tab.input instanceof vscode.TabInputText) || tab.input.uri.scheme !== scheme) continue;
    const { uri } = tab.input;
    const { viewColumn } = tab.group;
    await vscode.window.tabGroups.close(tab, true);
    await vscode.window.showTextDocument(uri, { viewColumn, preserveFocus: true, preview: tab.isPreview });
  }
}
