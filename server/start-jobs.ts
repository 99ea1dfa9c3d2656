import { bookAutomatically, bookingJobName } from './booking/booking.jobs.ts';
import type { OpenDatabase } from './database/database.ts';
import { tidyDatabase } from './database/maintenance.ts';
import { deleteEventsBefore } from './events/events.repository.ts';
import type { EventFeed } from './events/feed.ts';
import { recomputeDirty } from './heartbeats/heartbeats.jobs.ts';
import { startCronJob, type CronJob } from './jobs/cron.ts';
import { parseSyncCron, type SyncCron } from './jobs/cron-expression.ts';
import { startLoop } from './jobs/loop.ts';
import type { Services } from './services.ts';
import { cleanSignIns } from './sign-ins/sign-ins.jobs.ts';
import { deleteRunsBefore } from './sources/runs.repository.ts';
import { pollNotion, reconcileNotion, takeOverRuns } from './sources/sources.jobs.ts';
import { syncJobName } from './sources/sync.usecases.ts';
import { readChangedPages, webhookJobName } from './webhooks/webhooks.jobs.ts';
import { deleteWebhookEventsBefore } from './webhooks/webhooks.repository.ts';
import { keepEventsMs } from './webhooks/subscription.ts';
import { deliverDue, outboxJobName } from './worklogs/outbox.usecases.ts';

const secondMs = 1000;
const dayMs = 86_400_000;
const runsKeptDays = 90;

export interface Jobs {
  poller: CronJob;
  /** Does at once what is done every second anyway. */
  wake: Services['wake'];
  stop: () => Promise<void>;
}

/** When Notion is polled, and when everything is compared. */
export interface Schedules {
  sync: SyncCron;
  reconcile: SyncCron;
}

/** Starts everything that runs without being asked. */
export function startJobs(services: Services, feed: EventFeed, crons: Schedules, database: OpenDatabase): Jobs {
  const { db, clock, log } = services;
  const parts = { db, clock, log };
  const poller = startCronJob({ ...parts, name: syncJobName, cron: crons.sync, work: () => pollNotion(services) });
  const reconciler = startCronJob({
    ...parts,
    name: 'NotionReconcileCronJob',
    cron: crons.reconcile,
    work: () => reconcileNotion(services),
  });
  const night = parseSyncCron('0 20 3 * * *');
  if (!night.ok) throw new Error(night.message);
  const maintenance = startCronJob({
    ...parts,
    name: 'MaintenanceCronJob',
    cron: night,
    work: async (tickAt) => {
      await deleteEventsBefore(db, new Date(tickAt.getTime() - dayMs));
      await deleteRunsBefore(db, new Date(tickAt.getTime() - runsKeptDays * dayMs));
      await deleteWebhookEventsBefore(db, new Date(tickAt.getTime() - keepEventsMs));
      await cleanSignIns(db, tickAt);
      await tidyDatabase(database);
    },
  });
  const outbox = startLoop(outboxJobName, secondMs, log, () => deliverDue(services, Math.random));
  const events = startLoop('EventFeed', secondMs, log, () => feed.look());
  const takeover = startLoop('SyncTakeover', 10 * secondMs, log, () => takeOverRuns(services));
  const webhooks = startLoop(webhookJobName, secondMs, log, () => readChangedPages(services));
  const codingTime = startLoop('CodingTime', 5 * secondMs, log, () => recomputeDirty(services));
  const booking = startLoop(bookingJobName, 60 * secondMs, log, () => bookAutomatically(services));
  return {
    poller,
    wake: { outbox: outbox.wake, events: events.wake, webhooks: webhooks.wake },
    stop: async () => {
      const jobs = [poller, reconciler, maintenance, outbox, events, takeover, webhooks, codingTime, booking];
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}
