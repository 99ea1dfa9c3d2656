import type { Disposable } from './lifecycle.ts';

/** The only way to get the time or to wait. Tests move it by hand. */
export interface Clock {
  /** Wall clock, milliseconds since 1970 UTC; may jump. */
  nowMs: () => number;
  /** Never runs backwards; may stand still while the machine sleeps. */
  monotonicMs: () => number;
  /** Calls once after the delay unless disposed first. */
  after: (delayMs: number, run: () => void) => Disposable;
}

/**
 * Milliseconds between two readings of both clocks. The larger one is right: the monotonic clock stands still in sleep,
 * the wall clock runs backwards when it is corrected.
 */
export function elapsedMs(from: { wallMs: number; monotonicMs: number }, wallMs: number, monotonicMs: number): number {
  return Math.max(wallMs - from.wallMs, monotonicMs - from.monotonicMs);
}

/** Calls `run` once, `delayMs` after the last trigger. */
export function createDebounce(clock: Clock, delayMs: number, run: () => void): Disposable & { trigger: () => void } {
  let waiting: Disposable | undefined;
  return {
    trigger() {
      waiting?.dispose();
      waiting = clock.after(delayMs, run);
    },
    dispose() {
      waiting?.dispose();
      waiting = undefined;
    },
  };
}
