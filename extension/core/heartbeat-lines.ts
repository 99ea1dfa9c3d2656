import { isUuid } from '../../shared/ids.ts';
import type { Heartbeat } from '../../shared/api/heartbeats.ts';

/** One heartbeat per line. */
export function lineOf(heartbeat: Heartbeat): string {
  return `${JSON.stringify(heartbeat)}\n`;
}

/** Reads a segment. A line that was cut by a power loss is skipped and counted; the others are kept. */
export function readLines(text: string): { heartbeats: Heartbeat[]; damaged: number } {
  const read = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => readLine(line));
  const heartbeats = read.filter((heartbeat) => heartbeat !== null);
  return { heartbeats, damaged: read.length - heartbeats.length };
}

function readLine(line: string): Heartbeat | null {
  try {
    const value = JSON.parse(line) as Partial<Heartbeat> | null;
    if (typeof value?.id !== 'string' || !isUuid(value.id) || typeof value.at !== 'string') return null;
    return typeof value.repository === 'string' && typeof value.entity === 'string' ? (value as Heartbeat) : null;
  } catch {
    return null;
  }
}
