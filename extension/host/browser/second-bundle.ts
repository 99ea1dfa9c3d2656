import * as vscode from 'vscode';
import type * as work from '../../work.ts';

type Work = typeof work;

/**
 * Loads the second bundle. A browser's editor gives a bundle no way to require another file, so this one is read from
 * the extension's own folder and run as the editor runs the first: as the body of a function that is given `require`.
 */
export async function loadWork(extension: vscode.Uri): Promise<Work> {
  const file = vscode.Uri.joinPath(extension, 'dist/extension/work-web.js');
  const code = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const bundle: { exports: Partial<Work> } = { exports: {} };
  new Function('module', 'exports', 'require', code)(bundle, bundle.exports, onlyTheEditor);
  const { openWorkLoop } = bundle.exports;
  if (openWorkLoop === undefined) throw new Error('The second bundle is damaged. Install the extension again.');
  return { openWorkLoop };
}

function onlyTheEditor(name: string): typeof vscode {
  if (name !== 'vscode') throw new Error(`There is no ${name} in a browser.`);
  return vscode;
}
