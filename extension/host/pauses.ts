import type { Clock } from '../core/clock.ts';
import { createTurns } from '../core/in-turn.ts';
import { createSignal, type Disposable, type Event } from '../core/lifecycle.ts';
import {
  type KnownPauses,
  pausedBefore,
  pauseNow,
  type PauseState,
  readPause,
  readWorkspacePause,
  straightened,
  wasPausedAt,
} from '../core/pause.ts';
import { ifMissing, removeFile } from './files.ts';
import type { Memento } from './link-memory.ts';
import { writeWhole } from './node/durable.ts';
import { readFile } from './node/fs.ts';
import * as path from './node/path.ts';

export interface PausesPorts {
  clock: Clock;
  /** Folder of the extension, which all windows share. */
  storage: string;
  /** Of the workspace. */
  memory: Memento;
  onError: (error: unknown) => void;
}

/**
 * When coding time is not counted. A pause of all windows is a file that they share: each window reads it before it records a
 * sign of activity, so one asked for elsewhere counts from that moment on, and when it comes to the front, so it is seen.
 */
export interface Pauses extends Disposable {
  /** As this window knows it. */
  now: () => PauseState | null;
  /** The same after looking at what other windows did. */
  look: () => Promise<PauseState | null>;
  /** True for a moment ago that was in a pause, as this window knows it. */
  wasAt: (atMs: number) => boolean;
  /** For a sign of activity after `lastBeatMs` of this window: when the pause before it began, else null. */
  before: (lastBeatMs: number) => number | null;
  /** @param untilMs null pauses this workspace until it is resumed */
  pause: (untilMs: number | null) => Promise<void>;
  resume: () => Promise<void>;
  /** Leaves no trace. */
  forget: () => Promise<void>;
  /** A pause began or ended, by itself too. */
  readonly onChange: Event<void>;
}

export const pauseFileName = 'pause.json';
const mementoKey = 'tickmark.paused';

export function openPauses({ clock, storage, memory, onError }: PausesPorts): Pauses {
  const file = path.join(storage, pauseFileName);
  const changed = createSignal<void>();
  const inTurn = createTurns();
  const known: KnownPauses = { everywhere: null, workspace: readWorkspacePause(memory.get(mementoKey)) };
  let told = JSON.stringify(null);
  let end: Disposable | undefined;

  const now = (): PauseState | null => pauseNow(known, clock.nowMs());
  const follow = (): void => {
    const state = now();
    end?.dispose();
    // Fires once, at the end; a clock that was set meanwhile is looked at again then.
    if (state !== null && state.untilMs !== null) end = clock.after(Math.max(0, state.untilMs - clock.nowMs()), follow);
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    changed.fire();
  };
  const read = async (): Promise<void> => {
    const stored = readPause(parsed(await readFile(file, 'utf8').catch(ifMissing(''))));
    const right = stored === null ? null : straightened(stored, clock.nowMs());
    known.everywhere = right;
    // Written back, so that what is left of a pause does not begin anew each time it is seen.
    if (right !== null && right.untilMs !== stored?.untilMs) await writeWhole(file, JSON.stringify(right));
  };
  const look = (): Promise<PauseState | null> =>
    inTurn(async () => {
      // What cannot be read now was known a moment ago.
      await read().catch(onError);
      known.workspace = readWorkspacePause(memory.get(mementoKey));
      follow();
      return now();
    });

  follow();
  return {
    now,
    look,
    wasAt: (atMs) => wasPausedAt(known, atMs),
    before: (lastBeatMs) => pausedBefore(known, lastBeatMs, clock.nowMs()),
    pause: (untilMs) =>
      inTurn(async () => {
        const askedAtMs = clock.nowMs();
        if (untilMs === null) {
          known.workspace = { askedAtMs, endedAtMs: null };
          await memory.update(mementoKey, known.workspace);
        } else {
          known.everywhere = { askedAtMs, untilMs };
          await writeWhole(file, JSON.stringify(known.everywhere));
        }
        follow();
      }),
    resume: () =>
      inTurn(async () => {
        const nowMs = clock.nowMs();
        await read().catch(onError);
        if (known.workspace?.endedAtMs === null) {
          known.workspace = { ...known.workspace, endedAtMs: nowMs };
          await memory.update(mementoKey, known.workspace);
        }
        if (known.everywhere !== null && nowMs < known.everywhere.untilMs) {
          known.everywhere = { ...known.everywhere, untilMs: nowMs };
          await writeWhole(file, JSON.stringify(known.everywhere));
        }
        follow();
      }),
    forget: () =>
      inTurn(async () => {
        known.everywhere = null;
        known.workspace = null;
        await memory.update(mementoKey, undefined);
        await removeFile(file);
        follow();
      }),
    onChange: changed.on,
    dispose: () => end?.dispose(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
