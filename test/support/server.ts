import { pino } from 'pino';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { readEnvironment, type Environment } from '../../server/config/environment.ts';
import { createSecretBox } from '../../server/config/secret-box.ts';
import { sampleWorkspace, type Sample } from '../../server/demo/workspace/sample.ts';
import { serveWorkspace } from '../../server/demo/workspace/serve.ts';
import type { WorkspaceOptions } from '../../server/demo/workspace/workspace.ts';
import type { OpenDatabase } from '../../server/database/database.ts';
import { isDatabaseThere } from '../../server/database/health.ts';
import { prepareFirstStart } from '../../server/departments/first-start.usecases.ts';
import { createEventFeed, type EventFeed } from '../../server/events/feed.ts';
import { createApp } from '../../server/http/app.ts';
import { trackBackground } from '../../server/jobs/background.ts';
import { createBudgetStore } from '../../server/budgets/budgets.repository.ts';
import { createNotionGateway } from '../../server/notion/gateway.ts';
import type { Services } from '../../server/services.ts';
import { pollNotion } from '../../server/sources/sources.jobs.ts';
import { deliverDue } from '../../server/worklogs/outbox.usecases.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { openTestDatabase } from './database.ts';
import { createTestIds } from './ids.ts';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** The whole server without a port, against a sample Notion workspace over HTTP, with a clock that tests move. */
export interface TestServer {
  app: ReturnType<typeof createApp>;
  clock: TestClock;
  services: Services;
  feed: EventFeed;
  sample: Sample;
  departmentId: string;
  /** Token of the administrator. */
  token: string;
  request: (path: string, init?: RequestInit) => Promise<Response>;
  /** A call below /api/v1, as the administrator unless another token (or null for none) is given. */
  call: <T>(method: string, path: string, body?: unknown, token?: string | null) => Promise<Answer<T>>;
  /** Connects the department to the sample workspace and reads it. */
  connect: () => Promise<void>;
  /** One tick of the poller, finished. */
  poll: () => Promise<void>;
  /** Everything due is delivered; answers when nothing is due any more. */
  deliver: () => Promise<void>;
  /** Waits for work in the background. */
  settled: () => Promise<void>;
  /** A developer of the department with a token of their own. */
  addDeveloper: (name: string, email?: string) => Promise<{ id: string; token: string }>;
  close: () => Promise<void>;
}

export interface TestServerOptions {
  environment?: Record<string, string>;
  workspace?: Partial<WorkspaceOptions>;
  startAt?: string;
  /** Instead of the shared test database; the server closes it. */
  database?: OpenDatabase;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = createTestClock(options.startAt);
  const newId = createTestIds(clock);
  const database = options.database ?? (await openTestDatabase());
  const workspaceIds = createTestIds(clock, 'workspace');
  const sample = sampleWorkspace({ clock, newId: workspaceIds, requestsPerMinute: Infinity, ...options.workspace });
  const served = await serveWorkspace(sample.workspace);
  const environment = readEnvironment({
    LOG_LEVEL: 'silent',
    NOTION_BASE_URL: served.url,
    NOTION_REQUESTS_PER_MINUTE: '6000',
    ...options.environment,
  });
  const parts = createParts({ database, clock, newId, environment });
  const { services, background, feed, stopping } = parts;
  const { adminToken = environment.TICKMARK_ADMIN_TOKEN ?? '' } = await prepareFirstStart({
    db: database.db,
    environment,
    newId,
    now: clock.now(),
  });
  const health = {
    version: '0.0.0',
    databaseKind: database.kind,
    isDatabaseThere: () => isDatabaseThere(database),
    nextRunAt: () => new Date(clock.now().getTime() + 600_000),
    lastTickAt: () => null,
  };
  const app = createApp({ services, feed, health, publicFolder: 'dist/public' });
  const request = async (path: string, init?: RequestInit) => app.request(path, init);
  const call = caller(request, adminToken);
  const me = await call<{ departments: { id: string }[] }>('GET', '/me');
  const departmentId = me.body.departments[0]?.id ?? '';
  const server: TestServer = {
    app,
    clock,
    services,
    feed,
    sample,
    departmentId,
    token: adminToken,
    request,
    call,
    settled: () => background.settled(),
    async connect() {
      const body = { enabled: true, database: sample.databaseUrl, token: sample.token, prefix: 'NT' };
      const saved = await call('PUT', `/departments/${departmentId}/notion`, body);
      if (saved.status !== 200) throw new Error(`not connected: ${JSON.stringify(saved.body)}`);
      await background.settled();
    },
    async poll() {
      await pollNotion(services);
      await background.settled();
    },
    async deliver() {
      while ((await deliverDue(services, () => 0.5)) > 0);
    },
    async addDeveloper(name, email) {
      const person = await call<{ id: string }>('POST', '/people', { name, ...(email === undefined ? {} : { email }) });
      const token = await call<{ token: string }>('POST', '/tokens', { name: 'test', personId: person.body.id });
      return { id: person.body.id, token: token.body.token };
    },
    async close() {
      stopping.abort();
      feed.end();
      await background.settled();
      await served.close();
      await database.close();
    },
  };
  return server;
}

interface Parts {
  database: OpenDatabase;
  clock: TestClock;
  newId: () => string;
  environment: Environment;
}

function createParts({ database, clock, newId, environment }: Parts) {
  const log = pino({ level: environment.LOG_LEVEL });
  const background = trackBackground(log);
  const stopping = new AbortController();
  const services: Services = {
    db: database.db,
    clock,
    newId,
    log,
    environment,
    secrets: createSecretBox('the secret of the tests'),
    notion: createNotionGateway({
      baseUrl: environment.NOTION_BASE_URL,
      requestsPerMinute: environment.NOTION_REQUESTS_PER_MINUTE,
      log,
      store: createBudgetStore(database.db),
      nowMs: () => clock.now().getTime(),
      // Waiting moves the clock: nobody sleeps in a test.
      sleep: (durationMs) => {
        clock.advance(durationMs);
        return Promise.resolve();
      },
      random: () => 0.5,
      deadlineMs: 1000,
    }),
    wake: { outbox: () => {}, events: () => {}, webhooks: () => {} },
    stopping: stopping.signal,
    background: background.run,
  };
  const feed = createEventFeed(database.db);
  return { services, background, feed, stopping };
}

function caller(request: TestServer['request'], adminToken: string): TestServer['call'] {
  return (async (method: string, path: string, body?: unknown, token: string | null = adminToken) => {
    const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
    if (body !== undefined) headers.set('content-type', 'application/json');
    const response = await request(`/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as unknown,
    };
  }) as TestServer['call'];
}

/** A new server before each test of the file, closed after it. Use the answered function inside tests. */
export function useTestServer(options: TestServerOptions = {}): () => TestServer {
  let server: TestServer | undefined;
  beforeEach(async () => {
    server = await startTestServer(options);
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
  afterAll(() => {
    server = undefined;
  });
  return () => {
    if (server === undefined) throw new Error('The server is there inside tests only.');
    return server;
  };
}
