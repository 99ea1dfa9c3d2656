import * as vscode from 'vscode';
import { createOwner } from '../core/lifecycle.ts';
import type { FileUri, GitExtension } from './git-api.ts';
import { type Git, type GitPorts, watchGit } from './git.ts';

/** Follows the editor's own Git extension and active editor. */
export function watchEditorGit(
  ports: Pick<
    GitPorts,
    | 'clock'
    | 'privacyOf'
    | 'unfinishedOperation'
    | 'onRepository'
    | 'onPosition'
    | 'onLook'
    | 'messageLinks'
    | 'onError'
  >,
): Git {
  return watchGit({
    ...ports,
    findExtension: () => vscode.extensions.getExtension<GitExtension>('vscode.git'),
    onExtensionsChange: vscode.extensions.onDidChange,
    activeFile: () => vscode.window.activeTextEditor?.document.uri ?? vscode.window.activeNotebookEditor?.notebook.uri,
    onActiveFileChange(listener) {
      const owner = createOwner();
      owner.add(vscode.window.onDidChangeActiveTextEditor(listener));
      owner.add(vscode.window.onDidChangeActiveNotebookEditor(listener));
      return owner;
    },
    folderCount: () => vscode.workspace.workspaceFolders?.length ?? 0,
  });
}

/** The open folder that holds a file. */
export function folderOf(uri: FileUri): { name: string; path: string } | null {
  const folder = uri instanceof vscode.Uri ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  return folder === undefined ? null : { name: folder.name, path: folder.uri.path };
}
