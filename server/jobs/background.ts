import type { Logger } from 'pino';

/** Work that outlives the request that started it. */
export interface Background {
  run: (name: string, work: () => Promise<void>) => void;
  /** Resolves when nothing is under way. */
  settled: () => Promise<void>;
}

export function trackBackground(log: Logger): Background {
  const underWay = new Set<Promise<void>>();
  return {
    run(name, work) {
      const task: Promise<void> = work()
        .catch((error: unknown) => log.error({ err: error, job: name }, 'background work failed'))
        .finally(() => underWay.delete(task));
      underWay.add(task);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
