import * as vscode from 'vscode';
import { systemName, userName } from './node/machine.ts';

/** Where the extension runs, for reports. */
export interface Environment {
  editor: string;
  system: string;
  remote: string;
  language: string;
  /** Name of the system's user, to be taken out of reports. */
  userName: string;
}

export function readEnvironment(): Environment {
  const { appName, appHost, remoteName, uiKind, language } = vscode.env;
  return {
    editor: `${appName} ${vscode.version} (${appHost}, ${uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`,
    system: systemName(),
    remote: remoteName ?? 'none',
    language,
    userName: userName(),
  };
}
