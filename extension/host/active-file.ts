import * as vscode from 'vscode';
import { findTodo, withKey } from '../core/todo.ts';
import type { Selection, TodoInFile, TodoPlace } from '../ui/work.ts';
import type { FileUri } from './git-api.ts';

/** The selected lines of the active editor; null without a selection, or outside of the repository. */
export function selectedLines(root: FileUri | undefined): Selection | null {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty || root === undefined) return null;
  const path = pathBelow(root, editor.document.uri);
  const { start, end } = editor.selection;
  // A selection of whole lines ends at the beginning of the next one.
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return path === null
    ? null
    : { path, firstLine: start.line + 1, lastLine: last + 1, isUnsaved: editor.document.isDirty };
}

/** The note at a place, or where the cursor is. */
export function todoAt(root: FileUri | undefined, place?: TodoPlace): TodoInFile | null {
  const editor = vscode.window.activeTextEditor;
  const document =
    place === undefined
      ? editor?.document
      : vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === place.uri);
  const line = place?.line ?? editor?.selection.active.line ?? 0;
  if (document === undefined || line >= document.lineCount) return null;
  const todo = findTodo(document.lineAt(line).text);
  if (todo === null) return null;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  return {
    todo,
    path: (root === undefined ? null : pathBelow(root, document.uri)) ?? name,
    line,
    isUnsaved: document.isDirty,
    async writeKey(key) {
      // While the task was made the person may have typed: the note is looked for nearby.
      const near = Array.from({ length: document.lineCount }, (_, at) => at).sort(
        (a, b) => Math.abs(a - line) - Math.abs(b - line),
      );
      for (const at of near.slice(0, 200)) {
        const { text, range } = document.lineAt(at);
        const written = withKey(text, todo, key);
        if (written === null) continue;
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, range, written);
        return vscode.workspace.applyEdit(edit);
      }
      return false;
    },
  };
}

function pathBelow(root: FileUri, file: FileUri): string | null {
  const top = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return file.scheme === root.scheme && file.path.startsWith(top) ? file.path.slice(top.length) : null;
}
