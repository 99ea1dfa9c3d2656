import { afterEach, describe, expect, it, vi } from 'vitest';
import { pino } from 'pino';
import { readEnvironment } from '../../../server/config/environment.ts';
import { parseSyncCron, type SyncCron } from '../../../server/jobs/cron-expression.ts';
import { startCronJob, type CronJob } from '../../../server/jobs/cron.ts';
import { claimTick } from '../../../server/jobs/ticks.repository.ts';
import { syncJobName } from '../../../server/sources/sync.usecases.ts';
import { minuteMs } from '../../support/clock.ts';
import { onPostgres } from '../../support/database.ts';
import { useTestServer } from '../../support/server.ts';
import { readIssue, tick } from './support.ts';

function cronOf(text: string): SyncCron {
  const cron = parseSyncCron(text);
  if (!cron.ok) throw new Error(cron.message);
  return cron;
}

describe('the ticks of the poller', () => {
  const server = useTestServer();
  const jobs: CronJob[] = [];

  afterEach(async () => {
    await Promise.all(jobs.splice(0).map((job) => job.stop()));
    vi.useRealTimers();
  });

  /** A poller as each server starts it; answers the ticks that it got to do. */
  function startPoller(text: string, name = syncJobName): Date[] {
    const ticks: Date[] = [];
    const { db } = server().services;
    const work = (tickAt: Date) => {
      ticks.push(tickAt);
      return Promise.resolve();
    };
    const clock = { now: () => new Date() };
    jobs.push(startCronJob({ name, cron: cronOf(text), db, clock, log: pino({ level: 'silent' }), work }));
    return ticks;
  }

  /** Lets time pass minute by minute, and the database answer in between. */
  async function pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await vi.advanceTimersByTimeAsync(minuteMs);
      await claimTick(server().services.db, 'to be behind the others', new Date());
    }
  }

  it('a default installation starts a sync every 10 minutes', () => {
    const cron = cronOf(readEnvironment({}).NOTION_SYNC_CRON);
    const first = cron.next(new Date('2026-03-02T09:00:00Z'));
    expect(first).toEqual(new Date('2026-03-02T09:10:00Z'));
    expect(cron.next(first)).toEqual(new Date('2026-03-02T09:20:00Z'));
  });

  it('the job is called NotionSyncCronJob in logs and in health', async () => {
    const health = (await (await server().request('/health')).json()) as { jobs: object };
    expect(Object.keys(health.jobs)).toEqual(['NotionSyncCronJob']);
    expect(syncJobName).toBe('NotionSyncCronJob');
  });

  it('a status change in Notion is here within 10 minutes, with the next tick', async () => {
    await server().connect();
    const { workspace } = server().sample;
    workspace.people.setStatus(workspace.findPage('NT-42'), 'In Review');
    server().clock.advance(10 * minuteMs);
    await tick(server());
    expect(await readIssue(server(), 'NT-42')).toMatchObject({ status: 'In Review', defaultStatus: 'IN_PROGRESS' });
  });

  it('of two servers with one database one claims a tick, and each tick is done once', async () => {
    const { db } = server().services;
    for (let minute = 0; minute < 10; minute += 1) {
      const tickAt = new Date(Date.parse('2026-03-02T09:00:00Z') + minute * minuteMs);
      const claims = await Promise.all([1, 2, 3].map(() => claimTick(db, 'a job', tickAt)));
      expect(claims.filter(Boolean)).toHaveLength(1);
    }
    expect(await claimTick(db, 'a job', new Date('2026-03-02T09:05:00Z'))).toBe(false);
    expect(await claimTick(db, 'another job', new Date('2026-03-02T09:05:00Z'))).toBe(true);
  });

  // The driver of PostgreSQL waits with the very timers that stand still here; who gets a tick is told above for both.
  it.runIf(!onPostgres)('two pollers that are due at the same second share the ticks between them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-03-02T09:00:00.400Z') });
    const done = [startPoller('0 */5 * * * *'), startPoller('0 */5 * * * *')];
    await pass(15);
    const ticks = done.flat().map((at) => at.toISOString());
    expect(ticks.toSorted()).toEqual([
      '2026-03-02T09:05:00.000Z',
      '2026-03-02T09:10:00.000Z',
      '2026-03-02T09:15:00.000Z',
    ]);
  });

  it.runIf(!onPostgres)(
    'a schedule where day of month and day of week both count is met by neither alone',
    async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-12T23:59:50.000Z') });
      const fridayThe13th = startPoller('0 0 0 13 * FRI');
      await pass(1);
      expect(fridayThe13th).toEqual([new Date('2026-11-13T00:00:00Z')]);
      vi.setSystemTime(new Date('2026-12-12T23:59:50.000Z'));
      await pass(1);
      expect(fridayThe13th).toHaveLength(1);
    },
  );
});
