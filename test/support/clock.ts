import type { Clock } from '../../server/context.ts';

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  set: (to: Date | string) => void;
  advance: (durationMs: number) => void;
}

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export function createTestClock(start = '2026-03-02T09:00:00.000Z'): TestClock {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    set: (to) => {
      nowMs = new Date(to).getTime();
    },
    advance: (durationMs) => {
      nowMs += durationMs;
    },
  };
}
