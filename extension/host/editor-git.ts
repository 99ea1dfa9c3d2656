import * as vscode from 'vscode';
import type { FileUri, GitExtension } from './git-api.ts';
import { type Git, type GitPorts, watchGit } from './git.ts';

/** Follows the editor's own Git extension and active editor. */
export function watchEditorGit(
  ports: Pick<GitPorts, 'clock' | 'branchBeingRebased' | 'onRepository' | 'onPosition' | 'onError'>,
): Git {
  return watchGit({
    ...ports,
    findExtension: () => vscode.extensions.getExtension<GitExtension>('vscode.git'),
    onExtensionsChange: vscode.extensions.onDidChange,
    activeFile: () => vscode.window.activeTextEditor?.document.uri ?? vscode.window.activeNotebookEditor?.notebook.uri,
    onActiveFileChange: (listener) => vscode.window.onDidChangeActiveTextEditor(listener),
    folderCount: () => vscode.workspace.workspaceFolders?.length ?? 0,
  });
}

/** The open folder that holds a file. */
export function folderOf(uri: FileUri): { name: string; path: string } | null {
  const folder = uri instanceof vscode.Uri ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  return folder === undefined ? null : { name: folder.name, path: folder.uri.path };
}
