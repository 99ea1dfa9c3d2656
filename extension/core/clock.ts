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

/** Calls `run` once, `delayMs` after the last trigger, and at most `longestMs` after the first one. */
export function createDebounce(
  clock: Clock,
  { delayMs, longestMs }: { delayMs: number; longestMs: number },
  run: () => void,
): Disposable & { trigger: () => void } {
  let waiting: Disposable | undefined;
  let firstMs: number | null = null;
  const end = (): void => {
    firstMs = null;
    run();
  };
  return {
    trigger() {
      const nowMs = clock.monotonicMs();
      firstMs ??= nowMs;
      waiting?.dispose();
      waiting = clock.after(Math.max(0, Math.min(delayMs, firstMs + longestMs - nowMs)), end);
    },
    dispose() {
      waiting?.dispose();
      waiting = undefined;
    },
  };
}
