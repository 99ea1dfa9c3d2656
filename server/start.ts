import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createIdFactory } from '../shared/ids.ts';
import { ConfigurationError, type Environment } from './config/environment.ts';
import { createLog } from './config/log.ts';
import { openSecretBox } from './config/secret.ts';
import { openDatabase } from './open-database.ts';
import type { OpenDatabase } from './database/database.ts';
import { isDatabaseThere } from './database/health.ts';
import { prepareFirstStart } from './departments/first-start.usecases.ts';
import { createEventFeed } from './events/feed.ts';
import { createApp } from './http/app.ts';
import { listen, type Listening } from './http/listen.ts';
import { trackBackground } from './jobs/background.ts';
import { parseSyncCron, type SyncCron } from './jobs/cron-expression.ts';
import { endLeasesOfTheDead } from './jobs/lease.ts';
import { sleepUnless } from './jobs/sleep.ts';
import { createBudgetStore } from './budgets/budgets.repository.ts';
import { createLocalBudgetStore } from './budgets/local-budgets.ts';
import type { BudgetStore } from './notion/budget.ts';
import { createNotionGateway } from './notion/gateway.ts';
import type { Paths } from './paths.ts';
import type { Services } from './services.ts';
import { connectFromEnvironment } from './sources/first-connection.usecases.ts';
import { pollNotion } from './sources/sources.jobs.ts';
import { syncJobName } from './sources/sync.usecases.ts';
import { startJobs, type Schedules } from './start-jobs.ts';

export interface RunningServer {
  url: string;
  services: Services;
  /** To be shown until somebody signs in. */
  adminToken: string | undefined;
  /** Resolves when the configured connection was made, with what is wrong with it, for the console. */
  connected: Promise<string | undefined>;
  /** Rejects when the server can no longer do its work and has to be started again. */
  lost: Promise<never>;
  close: () => Promise<void>;
}

/**
 * The one place where everything is put together. The address is taken first and the database opened second, because
 * a taken one of either ends the start, and neither may be touched by two.
 * @throws ConfigurationError when a variable is wrong; says which one and what to do.
 */
export async function start(environment: Environment, paths: Paths, version: string): Promise<RunningServer> {
  const crons = {
    sync: scheduleOf(environment, 'NOTION_SYNC_CRON'),
    reconcile: scheduleOf(environment, 'NOTION_RECONCILE_CRON'),
  };
  const listening = await listen(environment);
  try {
    const database = await openDatabase(environment, paths, listening.url);
    try {
      return await startOn({ environment, paths, version, crons, listening, database });
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    await listening.close();
    throw error;
  }
}

type CronVariable = 'NOTION_SYNC_CRON' | 'NOTION_RECONCILE_CRON';

function scheduleOf(environment: Environment, variable: CronVariable): SyncCron {
  const cron = parseSyncCron(environment[variable]);
  if (cron.ok) return cron;
  throw new ConfigurationError(`${variable} is wrong, so the server did not start: ${cron.message}`);
}

interface Parts {
  environment: Environment;
  paths: Paths;
  version: string;
  crons: Schedules;
  listening: Listening;
  database: OpenDatabase;
}

async function startOn({ environment, paths, version, crons, listening, database }: Parts): Promise<RunningServer> {
  const { db } = database;
  await database.migrate();
  if (database.kind === 'embedded') await endLeasesOfTheDead(db);
  const log = createLog(environment.LOG_LEVEL);
  if (crons.sync.style === 'unix')
    log.info({ job: syncJobName }, 'NOTION_SYNC_CRON has five fields: read as Unix cron');
  const stopping = new AbortController();
  const shared = createBudgetStore(db);
  const budgetStore = database.kind === 'embedded' ? createLocalBudgetStore(shared, log) : shared;
  const background = trackBackground(log);
  const secrets = await openSecretBox(db, environment);
  const wake = { outbox: () => {}, events: () => {}, webhooks: () => {} };
  const made = { db, log, environment, secrets, wake, stopping: stopping.signal, background: background.run };
  const services = { ...made, ...createPorts(environment, budgetStore, log, stopping.signal) };
  const { adminToken } = await prepareFirstStart({ ...services, now: services.clock.now() });
  const feed = createEventFeed(db);
  const jobs = startJobs(services, feed, crons, database);
  Object.assign(wake, jobs.wake);
  const health = {
    version,
    databaseKind: database.kind,
    isDatabaseThere: () => isDatabaseThere(database),
    nextRunAt: jobs.poller.nextRunAt,
    lastTickAt: jobs.poller.lastTickAt,
  };
  listening.answerWith(createApp({ services, feed, health, publicFolder: paths.publicFolder }).fetch);
  return {
    url: environment.PUBLIC_URL ?? listening.url,
    services,
    adminToken,
    connected: connectAndCatchUp(services),
    lost: database.lost,
    close: async () => {
      stopping.abort();
      feed.end();
      await listening.close();
      await jobs.stop();
      await background.settled();
      await database.close();
    },
  };
}

/** The clock, the ids and the way to Notion: the ports that tests replace. */
function createPorts(environment: Environment, store: BudgetStore, log: Logger, stopping: AbortSignal) {
  const clock = { now: () => new Date() };
  const nowMs = () => clock.now().getTime();
  const notion = createNotionGateway({
    baseUrl: environment.NOTION_BASE_URL,
    requestsPerMinute: environment.NOTION_REQUESTS_PER_MINUTE,
    log,
    store,
    nowMs,
    sleep: (durationMs) => sleepUnless(stopping, durationMs),
    random: Math.random,
  });
  return { clock, newId: createIdFactory({ nowMs, randomBytes }), notion };
}

/** Nobody waits for Notion to start a server. What was missed while it was down is read now and not at the next tick. */
function connectAndCatchUp(services: Services): Promise<string | undefined> {
  const connected = connectFromEnvironment(services);
  services.background('CatchUp', async () => {
    await connected;
    await pollNotion(services);
  });
  // The background has logged why.
  return connected.catch(() => undefined);
}
