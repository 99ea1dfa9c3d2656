import * as vscode from 'vscode';

/** Asks where a file is to be saved and writes it there, by the editor's own file systems. Null when the person went away. */
export async function saveFile(name: string, text: string): Promise<string | null> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const offered = folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, '..', name) };
  const place = await vscode.window.showSaveDialog({ ...offered, title: name });
  if (place === undefined) return null;
  await vscode.workspace.fs.writeFile(place, new TextEncoder().encode(text));
  return place.path.slice(place.path.lastIndexOf('/') + 1);
}
