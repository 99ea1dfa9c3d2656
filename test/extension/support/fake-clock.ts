import type { Clock } from '../../../extension/core/clock.ts';

interface Timer {
  dueMs: number;
  run: () => void;
}

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves both clocks and runs what becomes due, in order. */
  advance: (byMs: number) => void;
  /** Moves the clocks and lets promises settle between timers. */
  advanceSettling: (byMs: number) => Promise<void>;
  /** Sleep: the wall clock goes on, the monotonic clock stands still, timers do not run. */
  sleep: (byMs: number) => void;
  /** The wall clock is set, forwards or backwards. */
  setWall: (byMs: number) => void;
  timers: () => number;
}

export const startMs = Date.UTC(2026, 2, 2, 9, 0, 0);

export function createFakeClock(nowMs = startMs): FakeClock {
  let wallMs = nowMs;
  let monotonicMs = 1000;
  const timers = new Set<Timer>();
  const next = (untilMs: number): Timer | undefined =>
    [...timers].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  const moveTo = (ms: number): void => {
    wallMs += Math.max(0, ms - monotonicMs);
    monotonicMs = Math.max(monotonicMs, ms);
  };
  const fire = (timer: Timer): void => {
    timers.delete(timer);
    moveTo(timer.dueMs);
    timer.run();
  };
  return {
    nowMs: () => wallMs,
    monotonicMs: () => monotonicMs,
    after(delayMs, run) {
      const timer = { dueMs: monotonicMs + Math.max(0, delayMs), run };
      timers.add(timer);
      return { dispose: () => timers.delete(timer) };
    },
    advance(byMs) {
      const untilMs = monotonicMs + byMs;
      for (let timer = next(untilMs); timer !== undefined; timer = next(untilMs)) fire(timer);
      moveTo(untilMs);
    },
    async advanceSettling(byMs) {
      const untilMs = monotonicMs + byMs;
      await settled();
      for (let timer = next(untilMs); timer !== undefined; timer = next(untilMs)) {
        fire(timer);
        await settled();
      }
      moveTo(untilMs);
      await settled();
    },
    sleep(byMs) {
      wallMs += byMs;
    },
    setWall(byMs) {
      wallMs += byMs;
    },
    timers: () => timers.size,
  };
}

/** Lets promises that are ready run, without waiting for time to pass. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
