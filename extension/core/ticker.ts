import type { Clock } from './clock.ts';
import type { Disposable } from './lifecycle.ts';

/** Calls `run` every so often, and not at all while switched off. */
export interface Ticker extends Disposable {
  setRunning: (running: boolean) => void;
}

export function createTicker(clock: Clock, everyMs: number, run: () => void): Ticker {
  let timer: Disposable | null = null;
  const stop = (): void => {
    timer?.dispose();
    timer = null;
  };
  const next = (): void => {
    timer = clock.after(everyMs, () => {
      next();
      run();
    });
  };
  return {
    setRunning(running) {
      if (!running) stop();
      else if (timer === null) next();
    },
    dispose: stop,
  };
}
