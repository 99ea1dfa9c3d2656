import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Heartbeat } from '../../../shared/api/heartbeats.ts';
import { createHeartbeatQueue, type HeartbeatQueue, queueLimits } from '../../../extension/host/heartbeat-queue.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import type { HeartbeatServer } from './heartbeats.ts';

let windows = 0;

/** A window of an editor with its queue. */
export interface Window {
  queue: HeartbeatQueue;
  clock: FakeClock;
  failures: string[];
  errors: unknown[];
  delivered: string[];
}

export function openWindow(
  folder: string,
  server: Pick<HeartbeatServer, 'send'>,
  options: { pid?: number; alive?: readonly number[]; clock?: FakeClock; limits?: typeof queueLimits } = {},
): Window {
  const { pid = 100, alive = [pid], clock = createFakeClock(), limits = queueLimits } = options;
  const failures: string[] = [];
  const errors: unknown[] = [];
  const delivered: string[] = [];
  let ids = 0;
  windows += 1;
  const name = `window${windows}`;
  const queue = createHeartbeatQueue({
    clock,
    random: () => 0.5,
    newId: () => `${name}-${(ids += 1)}`,
    folder,
    pid,
    machine: 'here',
    isRunning: (other) => alive.includes(other),
    limits,
    send: server.send,
    onSettled: (settled) => void delivered.push(...settled),
    onFailure: ({ kind }) => void failures.push(kind),
    onError: (error) => void errors.push(error),
  });
  return { queue, clock, failures, errors, delivered };
}

export async function appendAll({ queue }: Window, heartbeats: readonly Heartbeat[]): Promise<void> {
  for (const heartbeat of heartbeats) await queue.append(heartbeat);
}

/** As if the files had been written long before the clock's time. */
export async function age(folder: string, clock: FakeClock, byMs: number): Promise<void> {
  const at = new Date(clock.nowMs() - byMs);
  for (const name of await readdir(folder)) await utimes(path.join(folder, name), at, at);
}

export const ids = (heartbeats: readonly Heartbeat[]): string[] => heartbeats.map(({ id }) => id);
