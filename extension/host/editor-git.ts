import * as vscode from 'vscode';
import type { GitExtension } from './git-api.ts';
import { type Git, type GitPorts, watchGit } from './git.ts';

/** Follows the editor's own Git extension and active editor. */
export function watchEditorGit(ports: Pick<GitPorts, 'clock' | 'branchBeingRebased' | 'onPosition' | 'onError'>): Git {
  return watchGit({
    ...ports,
    findExtension: () => vscode.extensions.getExtension<GitExtension>('vscode.git'),
    onExtensionsChange: vscode.extensions.onDidChange,
    activeFile: () => vscode.window.activeTextEditor?.document.uri ?? vscode.window.activeNotebookEditor?.notebook.uri,
    onActiveFileChange: (listener) => vscode.window.onDidChangeActiveTextEditor(listener),
    folderCount: () => vscode.workspace.workspaceFolders?.length ?? 0,
  });
}
