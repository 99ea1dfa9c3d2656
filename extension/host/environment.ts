import { userInfo } from 'node:os';
import * as vscode from 'vscode';

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
    system: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
    remote: remoteName ?? 'none',
    language,
    userName: userName(),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list.
    return '';
  }
}
