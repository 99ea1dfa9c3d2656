import * as vscode from 'vscode';
import type { PathMode } from '../core/heartbeat.ts';
import type { WorkSettings } from '../ui/work.ts';

export interface Settings {
  server: string;
  heartbeats: { enabled: boolean; paths: PathMode; idleMinutes: number };
}

/** The settings as written now. A value of the wrong kind counts as its default. */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('tickmark');
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

/** The settings for work on tasks, read like the others. */
export function readWorkSettings(): WorkSettings {
  const settings = vscode.workspace.getConfiguration('tickmark');
  const text = (name: string): string => {
    const value: unknown = settings.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    branchTemplate: text('branchTemplate') || 'feature/{key}-{slug}',
    defaultBranch: text('defaultBranch'),
    commitMessage: text('commitMessage'),
  };
}

/** Switches counting of coding time on or off for all windows. */
export async function setCounting(enabled: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration('tickmark');
  await settings.update('heartbeats.enabled', enabled, vscode.ConfigurationTarget.Global);
}
