import * as vscode from 'vscode';

export interface Settings {
  server: string;
}

/** The settings as written now. */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('tickmark');
  return { server: settings.get('server', 'http://127.0.0.1:4242') };
}
