import { schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from 'pino';
import type { Clock } from '../context.ts';
import type { Database } from '../database/database.ts';
import type { SyncCron } from './cron-expression.ts';
import { claimTick } from './ticks.repository.ts';

export interface CronJob {
  nextRunAt: () => Date;
  lastTickAt: () => Date | null;
  /** No further ticks; resolves when the one under way has ended. */
  stop: () => Promise<void>;
}

interface CronParts {
  name: string;
  cron: SyncCron;
  db: Database;
  clock: Clock;
  log: Logger;
  work: (tickAt: Date) => Promise<void>;
}

/** Runs `work` at the ticks of a schedule, each tick on one server only. A failing tick does not end the schedule. */
export function startCronJob({ name, cron, db, clock, log, work }: CronParts): CronJob {
  let lastTickAt: Date | null = null;
  let underWay: Promise<void> = Promise.resolve();

  async function tick(tickAt: Date): Promise<void> {
    try {
      if (!(await claimTick(db, name, tickAt))) return;
      lastTickAt = tickAt;
      log.info({ job: name }, 'tick');
      await work(tickAt);
    } catch (error) {
      log.error({ err: error, job: name }, 'tick failed');
    }
  }

  const task: ScheduledTask = schedule(
    cron.expression,
    async ({ date }) => {
      const tickAt = new Date(Math.floor(date.getTime() / 1000) * 1000);
      if (!cron.matches(tickAt)) return;
      underWay = tick(tickAt);
      await underWay;
    },
    { name, timezone: 'UTC', noOverlap: true, logger: quietLogger(log) },
  );
  return {
    nextRunAt: () => cron.next(clock.now()),
    lastTickAt: () => lastTickAt,
    stop: async () => {
      await task.destroy();
      await underWay;
    },
  };
}

function quietLogger(log: Logger) {
  return {
    info: (message: string) => log.debug(message),
    warn: (message: string) => log.warn(message),
    error: (message: string | Error) => log.error(String(message)),
    debug: (message: string | Error) => log.debug(String(message)),
  };
}
