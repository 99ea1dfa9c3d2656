import type { Heartbeat, HeartbeatResults } from '../../shared/api/heartbeats.ts';
import { backoffMs } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import type { Failure, Result } from '../core/failure.ts';
import { deliver } from '../core/heartbeat-delivery.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { type HeartbeatNotes, openHeartbeatNotes } from './heartbeat-notes.ts';
import { type HeartbeatSegments, openHeartbeatSegments } from './heartbeat-segments.ts';
import { type LockPorts, withLock } from './node/lock.ts';
import * as path from './node/path.ts';

export interface HeartbeatQueuePorts extends Omit<LockPorts, 'nowMs'> {
  clock: Clock;
  random: () => number;
  /** Shared by all windows of the person. */
  folder: string;
  limits?: { heartbeats: number; bytes: number };
  /** Never throws. */
  send: (heartbeats: readonly Heartbeat[]) => Promise<Result<HeartbeatResults>>;
  onSettled: (ids: ReadonlySet<string>) => void;
  onFailure: (failure: Failure) => void;
  onError: (error: unknown) => void;
}

/** Heartbeats on their way: on the disk at once, at the server soon, or when it can be reached again. */
export interface HeartbeatQueue extends Disposable {
  append: (heartbeat: Heartbeat) => Promise<void>;
  /** Sends what waits, unless another window is at it. */
  drain: () => Promise<void>;
  counts: HeartbeatSegments['counts'];
  parked: HeartbeatNotes['parked'];
  discardAll: () => Promise<void>;
  /** Leaves nothing behind that only this window would look at. Resolves when nothing more is written here. */
  close: () => Promise<void>;
}

/** The most that waits on the disk. */
export const queueLimits = { heartbeats: 5000, bytes: 2 * 1024 * 1024 };
const gatherMs = 60_000;
const firstRetryMs = 30_000;
const longestRetryMs = 30 * 60_000;

export function createHeartbeatQueue(ports: HeartbeatQueuePorts): HeartbeatQueue {
  const { clock, folder } = ports;
  const { nowMs } = clock;
  const notes = openHeartbeatNotes(folder, nowMs);
  const segments = openHeartbeatSegments({
    ...ports,
    notes,
    nowMs,
    windowId: ports.newId(),
    limits: ports.limits ?? queueLimits,
  });
  let timer: Disposable | null = null;
  let failures = 0;
  let ended = false;
  let underWay: Promise<void> | null = null;

  const scheduleIn = (delayMs: number): void => {
    if (ended) return;
    timer?.dispose();
    timer = clock.after(delayMs, () => {
      // A sending under way has not seen what was written since; another one follows it.
      void (underWay ?? Promise.resolve()).then(drain).catch(ports.onError);
    });
  };

  const burst = (keep: () => Promise<void>): Promise<Failure | null> =>
    segments
      .adopt()
      .then(segments.close)
      .then(segments.trim)
      .then(() =>
        deliver({
          segments: segments.closed,
          read: segments.read,
          keep: segments.keep,
          park: notes.park,
          send: ports.send,
          onSettled: ports.onSettled,
          onProgress: keep,
        }),
      );

  const drainOnce = async (): Promise<void> => {
    timer?.dispose();
    timer = null;
    const failure = await withLock(path.join(folder, 'sending.lock'), { ...ports, nowMs }, burst);
    if (failure === 'busy') return scheduleIn(gatherMs);
    failures = failure === null ? 0 : failures + 1;
    if (failure === null) return undefined;
    ports.onFailure(failure);
    // Without a token there is nothing to try until somebody signs in.
    if (failure.kind === 'unauthorised') return undefined;
    const askedMs = failure.retryAfterMs;
    const options = { firstMs: firstRetryMs, longestMs: longestRetryMs, askedMs };
    return scheduleIn(backoffMs(failures, ports.random(), options));
  };

  const drain = (): Promise<void> => {
    underWay ??= drainOnce().finally(() => {
      underWay = null;
    });
    return underWay;
  };

  return {
    async append(heartbeat) {
      await segments.append(heartbeat);
      if (timer === null) scheduleIn(gatherMs * (0.75 + ports.random() / 2));
    },
    drain,
    counts: segments.counts,
    parked: notes.parked,
    discardAll: segments.discardAll,
    async close() {
      await segments.close();
      // What became of a sending is told by who began it.
      await underWay?.catch(() => undefined);
    },
    dispose() {
      ended = true;
      timer?.dispose();
    },
  };
}
