import type { Heartbeat, HeartbeatResults } from '../../../shared/api/heartbeats.ts';
import { createIdFactory } from '../../../shared/ids.ts';
import type { Result } from '../../../extension/core/failure.ts';
import { startMs } from './fake-clock.ts';
import { success } from './samples.ts';

/** Heartbeats in the order they were made. */
export function createHeartbeats(): (count: number) => Heartbeat[] {
  let made = 0;
  const newId = createIdFactory({
    nowMs: () => startMs + made,
    randomBytes: (length) => Uint8Array.from({ length }, (_, index) => (made * 31 + index * 7) % 256),
  });
  return (count) =>
    Array.from({ length: count }, () => {
      made += 1;
      return {
        id: newId(),
        at: new Date(startMs + made * 1000).toISOString(),
        repository: 'git.example.com/team/app',
        branch: 'feature/NT-42',
        entity: 'a'.repeat(64),
        language: 'typescript',
        category: 'coding',
      };
    });
}

type Answer = Result<HeartbeatResults>;

/** A server that stores each heartbeat once and answers for each, or as the test wishes. */
export interface HeartbeatServer {
  stored: string[];
  duplicates: () => number;
  batches: number[];
  next: (...answers: ((heartbeats: readonly Heartbeat[]) => Answer | null)[]) => void;
  /** Every call is answered so, until null is given. */
  always: (answer: ((heartbeats: readonly Heartbeat[]) => Answer | null) | null) => void;
  send: (heartbeats: readonly Heartbeat[]) => Promise<Answer>;
}

export function createHeartbeatServer(): HeartbeatServer {
  const stored: string[] = [];
  const batches: number[] = [];
  const queued: ((heartbeats: readonly Heartbeat[]) => Answer | null)[] = [];
  let standing: ((heartbeats: readonly Heartbeat[]) => Answer | null) | null = null;
  let duplicates = 0;
  return {
    stored,
    batches,
    duplicates: () => duplicates,
    next: (...answers) => void queued.push(...answers),
    always: (answer) => {
      standing = answer;
    },
    async send(heartbeats) {
      batches.push(heartbeats.length);
      const special = (queued.shift() ?? standing)?.(heartbeats) ?? null;
      if (special !== null) return special;
      const results = heartbeats.map(({ id }) => {
        const isKnown = stored.includes(id);
        if (isKnown) duplicates += 1;
        else stored.push(id);
        return { id, status: isKnown ? ('duplicate' as const) : ('stored' as const) };
      });
      return success({ results });
    },
  };
}
