import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createIdFactory, uuidv7 } from '../shared/ids.ts';
import { ConfigurationError, type Environment } from './config/environment.ts';
import { createLog } from './config/log.ts';
import { openSecretBox } from './config/secret.ts';
import { openEmbedded, openPostgres } from './database/connect.ts';
import type { OpenDatabase } from './database/database.ts';
import { isDatabaseThere } from './database/health.ts';
import { prepareFirstStart } from './departments/first-start.usecases.ts';
import { createEventFeed } from './events/feed.ts';
import { createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { parseSyncCron } from './jobs/cron-expression.ts';
import { trackBackground } from './jobs/background.ts';
import { createNotionGateway } from './notion/gateway.ts';
import type { Paths } from './paths.ts';
import type { Services } from './services.ts';
import { connectFromEnvironment } from './sources/first-connection.usecases.ts';
import { pollNotion } from './sources/sources.jobs.ts';
import { startJobs, type Jobs } from './start-jobs.ts';

export interface RunningServer {
  url: string;
  services: Services;
  /** Shown once, at the very first start. */
  adminToken: string | undefined;
  /** What is wrong with the configured connection, for the console. */
  connectionProblem: string | undefined;
  close: () => Promise<void>;
}

/**
 * The one place where everything is put together.
 * @throws ConfigurationError when a variable is wrong; says which one and what to do.
 */
export async function start(environment: Environment, paths: Paths, version: string): Promise<RunningServer> {
  const cron = parseSyncCron(environment.NOTION_SYNC_CRON);
  if (!cron.ok) throw new ConfigurationError(`NOTION_SYNC_CRON is wrong, so the server did not start: ${cron.message}`);
  const log = createLog(environment.LOG_LEVEL);
  const clock = { now: () => new Date() };
  const nowMs = () => clock.now().getTime();
  const newId = createIdFactory({ nowMs, randomBytes });
  const database = await openDatabase(environment, paths);
  const stopping = new AbortController();
  const background = trackBackground(log);
  try {
    await database.migrate();
    const { adminToken } = await prepareFirstStart({ db: database.db, environment, newId, now: clock.now() });
    let jobs: Jobs | undefined;
    const services: Services = {
      db: database.db,
      clock,
      newId,
      log,
      environment,
      secrets: await openSecretBox(database.db, environment),
      notion: createNotionGateway({
        baseUrl: environment.NOTION_BASE_URL,
        requestsPerMinute: environment.NOTION_REQUESTS_PER_MINUTE,
        log,
        nowMs,
        sleep: (durationMs) => sleepUnless(stopping.signal, durationMs),
        random: Math.random,
      }),
      wake: { outbox: () => jobs?.wakeOutbox(), events: () => jobs?.wakeEvents() },
      stopping: stopping.signal,
      background: background.run,
    };
    const feed = createEventFeed(services.db, clock, (ms) => uuidv7(ms, new Uint8Array(10)));
    const health = {
      version,
      databaseKind: database.kind,
      isDatabaseThere: () => isDatabaseThere(database),
      nextRunAt: () => jobs?.poller.nextRunAt() ?? null,
      lastTickAt: () => jobs?.poller.lastTickAt() ?? null,
    };
    const app = createApp({ services, feed, health, publicFolder: paths.publicFolder });
    const listening = await listen(app, environment);
    const connectionProblem = await connectFromEnvironment(services);
    jobs = startJobs(services, feed, cron, database);
    // What was missed while the server was down is read now and not at the next tick.
    background.run('CatchUp', () => pollNotion(services));
    return {
      url: environment.PUBLIC_URL ?? listening.url,
      services,
      adminToken,
      connectionProblem,
      close: async () => {
        stopping.abort();
        feed.end();
        await listening.close();
        await jobs?.stop();
        await background.settled();
        await database.close();
      },
    };
  } catch (error) {
    stopping.abort();
    await database.close();
    throw error;
  }
}

function openDatabase(environment: Environment, paths: Paths): Promise<OpenDatabase> | OpenDatabase {
  const { DATABASE_URL: url, TICKMARK_DATA: folder } = environment;
  return url === undefined
    ? openEmbedded(path.resolve(folder), paths.migrations, paths.pgliteWorker)
    : openPostgres(url, paths.migrations);
}

/** Waits, or ends at once with an AbortError when the server stops. */
function sleepUnless(stopping: AbortSignal, durationMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, durationMs);
    function done(): void {
      clearTimeout(timer);
      stopping.removeEventListener('abort', done);
      if (stopping.aborted) reject(new DOMException('The server stops.', 'AbortError'));
      else resolve();
    }
    stopping.addEventListener('abort', done);
  });
}
