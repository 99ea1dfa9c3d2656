import * as vscode from 'vscode';
import type { PathMode } from '../core/heartbeat.ts';
import { type ItemPlace, itemParts, type ItemStyle, usualPlace, usualStyle } from '../core/status-item.ts';

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

/** How and where the person wants the status item, as written now. */
export function readItemSettings(): ItemStyle & ItemPlace {
  const settings = vscode.workspace.getConfiguration('tickmark');
  const listed: unknown = settings.get('statusItem.parts');
  const priority: unknown = settings.get('statusItem.priority');
  const wanted: readonly unknown[] = Array.isArray(listed) ? listed : usualStyle.parts;
  return {
    parts: itemParts.filter((part) => wanted.includes(part)).toSorted((a, b) => wanted.indexOf(a) - wanted.indexOf(b)),
    compact: settings.get('statusItem.compact') === true,
    alignment: settings.get('statusItem.alignment') === 'right' ? 'right' : 'left',
    priority: typeof priority === 'number' && Number.isFinite(priority) ? priority : usualPlace.priority,
  };
}

/** Switches counting of coding time on or off for all windows. */
export async function setCounting(enabled: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration('tickmark');
  await settings.update('heartbeats.enabled', enabled, vscode.ConfigurationTarget.Global);
}
