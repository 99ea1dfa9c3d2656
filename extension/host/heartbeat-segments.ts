import type { Heartbeat } from '../../shared/api/heartbeats.ts';
import { type Segment, batchSize } from '../core/heartbeat-delivery.ts';
import { lineOf, readLines } from '../core/heartbeat-lines.ts';
import { createTurns } from '../core/in-turn.ts';
import { ageMs, ifMissing, listFiles, removeFile, sizeOf } from './files.ts';
import type { HeartbeatNotes, Losses } from './heartbeat-notes.ts';
import { appendDurably, writeWhole } from './node/durable.ts';
import { readFile, rename } from './node/fs.ts';
import * as path from './node/path.ts';

export interface SegmentPorts {
  folder: string;
  /** Of this window; part of the name of the file that only it writes. */
  windowId: string;
  pid: number;
  nowMs: () => number;
  isRunning: (pid: number) => boolean;
  notes: HeartbeatNotes;
  limits: { heartbeats: number; bytes: number };
}

export interface QueueCounts extends Losses {
  waiting: number;
  bytes: number;
}

/**
 * The queue on disk. Each window appends to a file of its own (`open-…`) and closes it by renaming it to
 * `<first id>-<count>.jsonl`; closed files never change and may be read, sent and removed by any window.
 */
export interface HeartbeatSegments {
  /** Resolves when the heartbeat is on the disk. */
  append: (heartbeat: Heartbeat) => Promise<void>;
  /** Hands over what this window has written so far. */
  close: () => Promise<void>;
  /** Closes what windows left open that ended without doing so. */
  adopt: () => Promise<void>;
  closed: () => Promise<Segment[]>;
  read: (name: string) => Promise<Heartbeat[]>;
  keep: (name: string, heartbeats: readonly Heartbeat[]) => Promise<void>;
  /** Gives up the oldest beyond the limits. */
  trim: () => Promise<void>;
  counts: () => Promise<QueueCounts>;
  discardAll: () => Promise<void>;
}

const untouchedMs = 60_000;
const longAgoMs = 24 * 3_600_000;

export function openHeartbeatSegments(ports: SegmentPorts): HeartbeatSegments {
  const { folder, nowMs, notes } = ports;
  const inTurn = createTurns();
  const openName = `open-${ports.pid}-${ports.windowId}.jsonl`;
  const at = (name: string): string => path.join(folder, name);
  let openIds: string[] = [];
  let mayBeCut = false;

  const closed = async (): Promise<Segment[]> =>
    (await listFiles(folder)).flatMap((name) => {
      const count = closedName.exec(name)?.[1];
      return count === undefined ? [] : [{ name, count: Number(count) }];
    });
  const load = async (name: string): Promise<ReturnType<typeof readLines>> =>
    readLines(await readFile(at(name), 'utf8').catch(ifMissing('')));
  const close = async (): Promise<void> => {
    const [first] = openIds;
    if (first === undefined) return;
    await rename(at(openName), at(nameOf(first, openIds.length))).catch(ifMissing(undefined));
    openIds = [];
  };

  const trim = async (): Promise<void> => {
    const sized = await Promise.all(
      (await closed()).map(async ({ name, count }) => ({ name, count, bytes: await sizeOf(at(name)) })),
    );
    let heartbeats = openIds.length + sum(sized.map(({ count }) => count));
    let bytes = sum(sized.map((segment) => segment.bytes));
    for (const segment of sized) {
      if (heartbeats <= ports.limits.heartbeats && bytes <= ports.limits.bytes) return;
      await removeFile(at(segment.name));
      heartbeats -= segment.count;
      bytes -= segment.bytes;
      await notes.lose('dropped', segment.count);
    }
  };

  const dropOldest = async (): Promise<void> => {
    const [oldest] = await closed();
    if (oldest === undefined) return;
    await removeFile(at(oldest.name));
    await notes.lose('dropped', oldest.count).catch(() => undefined);
  };

  const append = async (heartbeat: Heartbeat): Promise<void> => {
    if (openIds.length >= batchSize) {
      await close();
      await trim();
    }
    const write = async (): Promise<void> => {
      // Behind a failed write there may be half a line.
      const text = mayBeCut ? `\n${lineOf(heartbeat)}` : lineOf(heartbeat);
      mayBeCut = true;
      await appendDurably(at(openName), text);
      mayBeCut = false;
    };
    await write().catch(async () => {
      // No room: the oldest go first, then it is tried once more.
      await dropOldest();
      await write();
    });
    openIds.push(heartbeat.id);
  };

  const adoptOne = async (name: string, pid: number): Promise<void> => {
    if ((await ageMs(at(name), nowMs())) < (ports.isRunning(pid) ? longAgoMs : untouchedMs)) return;
    const { heartbeats, damaged } = await load(name);
    if (damaged > 0) await notes.lose('damaged', damaged);
    const [first] = heartbeats;
    if (first === undefined) await removeFile(at(name));
    else await rename(at(name), at(nameOf(first.id, heartbeats.length))).catch(ifMissing(undefined));
  };

  return {
    append: (heartbeat) => inTurn(() => append(heartbeat)),
    close: () => inTurn(close),
    async adopt() {
      for (const name of await listFiles(folder)) {
        const pid = openedName.exec(name)?.[1];
        if (pid !== undefined && name !== openName) await adoptOne(name, Number(pid));
      }
    },
    closed,
    read: async (name) => (await load(name)).heartbeats,
    async keep(name, heartbeats) {
      const [first] = heartbeats;
      // Written under its new name before the old one goes: a crash in between doubles, and never loses.
      if (first !== undefined)
        await writeWhole(at(nameOf(first.id, heartbeats.length)), heartbeats.map(lineOf).join(''));
      await removeFile(at(name));
    },
    trim,
    async counts() {
      const segments = await closed();
      const sizes = await Promise.all([...segments.map(({ name }) => name), openName].map((name) => sizeOf(at(name))));
      return {
        waiting: openIds.length + sum(segments.map(({ count }) => count)),
        bytes: sum(sizes),
        ...(await notes.losses()),
      };
    },
    discardAll: () =>
      inTurn(async () => {
        openIds = [];
        const names = (await listFiles(folder)).filter((name) => name.endsWith('.jsonl'));
        await Promise.all(names.map((name) => removeFile(at(name))));
      }),
  };
}

const closedName = /^[0-9a-f-]{36}-(\d+)\.jsonl$/u;
const openedName = /^open-(\d+)-.*\.jsonl$/u;

function nameOf(firstId: string, count: number): string {
  return `${firstId}-${count}.jsonl`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
