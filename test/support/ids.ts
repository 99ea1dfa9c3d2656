import { createHash } from 'node:crypto';
import { createIdFactory } from '../../shared/ids.ts';
import type { Clock } from '../../server/context.ts';

/** Bytes that look random and are the same in every run. */
export function createBytes(seed: string): (count: number) => Uint8Array {
  let calls = 0;
  return (count) => {
    calls += 1;
    return createHash('sha512').update(`${seed}:${calls}`).digest().subarray(0, count);
  };
}

/** Ids ordered by the clock, the same in every run. */
export function createTestIds(clock: Clock, seed = 'test'): () => string {
  return createIdFactory({ nowMs: () => clock.now().getTime(), randomBytes: createBytes(seed) });
}
