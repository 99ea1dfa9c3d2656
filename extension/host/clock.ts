import type { Clock } from '../core/clock.ts';

/** The clocks of this machine. Timers do not keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    // A browser's timers are numbers and keep nothing alive.
    if (typeof timer === 'object') timer.unref();
    return { dispose: () => clearTimeout(timer) };
  },
};
