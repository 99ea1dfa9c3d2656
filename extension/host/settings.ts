import * as vscode from 'vscode';
import type { PathMode } from '../core/heartbeat.ts';
import { readServerAddress } from '../core/server-address.ts';
import type { FileUri } from './git-api.ts';

export interface Settings {
  server: string;
  heartbeats: { enabled: boolean; paths: PathMode; idleMinutes: number };
}

/**
 * The settings as written now. A value of the wrong kind counts as its default. Only the server may differ by folder; the
 * editor leaves out what a workspace says of it that is not trusted.
 * @param root repository or folder in front; null when there is none
 */
export function readSettings(root: FileUri | null): Settings {
  const settings = vscode.workspace.getConfiguration('tickmark', root === null ? null : folderFor(root));
  const server: unknown = settings.get('server');
  const idleMinutes: unknown = settings.get('idleMinutes');
  return {
    server: typeof server === 'string' && server.trim() !== '' ? server : 'http://127.0.0.1:4242',
    heartbeats: {
      enabled: settings.get('heartbeats.enabled') === true,
      paths: settings.get('heartbeats.paths') === 'relative' ? 'relative' : 'hashed',
      idleMinutes: typeof idleMinutes === 'number' ? Math.min(60, Math.max(5, idleMinutes)) : 15,
    },
  };
}

/** The server that the settings name for a place; null when the address cannot be used. */
export function addressFor(place: FileUri): string | null {
  const server = readServerAddress(readSettings(place).server);
  return server.ok ? server.address : null;
}

/** The open folder whose settings count for a repository: the innermost that holds it, else one that lies in it. */
function folderFor(root: FileUri): vscode.Uri | null {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const around = folders.filter((folder) => isWithin(folder.path, root.path));
  const [inner] = around.toSorted((a, b) => b.path.length - a.path.length);
  return inner ?? folders.find((folder) => isWithin(root.path, folder.path)) ?? null;
}

function isWithin(folder: string, place: string): boolean {
  return place === folder || place.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Switches counting of coding time on or off for all windows. */
export async function setCounting(enabled: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration('tickmark');
  await settings.update('heartbeats.enabled', enabled, vscode.ConfigurationTarget.Global);
}
