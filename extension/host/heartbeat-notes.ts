import type { ParkedHeartbeat } from '../core/heartbeat-delivery.ts';
import { ifMissing } from './files.ts';
import { appendDurably, writeWhole } from './node/durable.ts';
import { readFile } from './node/fs.ts';
import * as path from './node/path.ts';

export interface Losses {
  /** Given up because the queue was full or the disk refused to write. */
  dropped: number;
  /** Lines cut by a power loss. */
  damaged: number;
}

/** What became of heartbeats that were not delivered: visible, never silent. */
export interface HeartbeatNotes {
  lose: (kind: keyof Losses, count: number) => Promise<void>;
  losses: () => Promise<Losses>;
  /** Sets refused heartbeats aside with the server's reason. */
  park: (refused: readonly ParkedHeartbeat[]) => Promise<void>;
  parked: () => Promise<ParkedHeartbeat[]>;
}

const mostParked = 200;

export function openHeartbeatNotes(folder: string, nowMs: () => number): HeartbeatNotes {
  const lossesFile = path.join(folder, 'losses.jsonl');
  const parkedFile = path.join(folder, 'parked.jsonl');
  const readParked = async (): Promise<ParkedHeartbeat[]> =>
    (await linesOf(parkedFile)).flatMap((line) => (parsed(line) as ParkedHeartbeat | null) ?? []);
  return {
    lose: (kind, count) =>
      appendDurably(lossesFile, `${JSON.stringify({ at: new Date(nowMs()).toISOString(), kind, count })}\n`),
    async losses() {
      const losses: Losses = { dropped: 0, damaged: 0 };
      for (const line of await linesOf(lossesFile)) {
        const loss = parsed(line) as { kind: keyof Losses; count: number } | null;
        if (loss !== null && Object.hasOwn(losses, loss.kind)) losses[loss.kind] += loss.count;
      }
      return losses;
    },
    async park(refused) {
      const kept = [...(await readParked()), ...refused].slice(-mostParked);
      await writeWhole(parkedFile, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    },
    parked: readParked,
  };
}

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8').catch(ifMissing(''))).split('\n').filter((line) => line !== '');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
