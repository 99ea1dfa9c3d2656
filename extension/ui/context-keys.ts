import * as vscode from 'vscode';

/** Facts for the `when` clauses of the manifest; only changes are told to the editor. */
export function createContextKeys(): { set: (key: `tickmark.${string}`, value: string | boolean) => void } {
  const told = new Map<string, string | boolean>();
  return {
    set(key, value) {
      if (told.get(key) === value) return;
      told.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    },
  };
}
