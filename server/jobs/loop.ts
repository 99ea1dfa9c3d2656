import type { Logger } from 'pino';

/** Work that is done again and again, never twice at a time. */
export interface Loop {
  /** Does the work soon instead of at the next turn. */
  wake: () => void;
  /** No further turns; resolves when the one under way has ended. */
  stop: () => Promise<void>;
}

/** Repeats `work` every `everyMs`. A failing turn is logged and the next one comes all the same. */
export function startLoop(name: string, everyMs: number, log: Logger, work: () => Promise<unknown>): Loop {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failing = false;

  async function turn(): Promise<void> {
    try {
      await work();
      failing = false;
    } catch (error) {
      // While the database is away this comes every second: said once, until a turn works again.
      if (!failing) log.warn({ err: error, job: name }, 'a turn failed; trying again');
      failing = true;
    }
  }

  function start(): void {
    if (stopped) return;
    if (running !== undefined) {
      again = true;
      return;
    }
    running = turn().finally(() => {
      running = undefined;
      if (!again) return;
      again = false;
      start();
    });
  }

  const timer = setInterval(start, everyMs);
  return {
    wake: start,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
