import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Disposable } from '../../extension/core/lifecycle.ts';
import { createEventConnector } from '../../extension/host/event-connection.ts';
import { listenToServer } from '../../extension/host/server-news.ts';
import { createSession, type Session } from '../../extension/host/session.ts';
import { ana } from './support/context.ts';
import { createFakeClock, type FakeClock } from './support/fake-clock.ts';
import { createFakeSecrets } from './support/fake-secrets.ts';
import { sampleLink } from './support/samples.ts';
import { until } from './support/until.ts';

// Over real HTTP; only the waiting times are moved by hand.

const servers: Server[] = [];
const listeners: Disposable[] = [];

afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.dispose();
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

interface Listening {
  session: Session;
  clock: FakeClock;
  news: ReturnType<typeof listenToServer>;
  /** Requests that came, with what answers them. */
  requests: { headers: IncomingMessage['headers']; url: string | undefined; response: ServerResponse }[];
  /** Begins to answer the request that came last. */
  stream: (text: string) => Promise<ServerResponse>;
  openCount: () => number;
  heard: boolean[];
  caughtUp: number[];
  logged: string[];
}

/** A signed-in person at a window in use, at a server that a test answers for. */
async function startListening(): Promise<Listening> {
  const requests: Listening['requests'] = [];
  let openCount = 0;
  const server = createServer((request, response) => {
    openCount += 1;
    response.on('close', () => (openCount -= 1));
    requests.push({ headers: request.headers, url: request.url, response });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [heard, caughtUp, logged]: [boolean[], number[], string[]] = [[], [], []];
  const session = createSession(createFakeSecrets(), () => address);
  const clock = createFakeClock();
  const network = {
    fetch: async (url: string, init: RequestInit) => fetch(url, init),
    userAgent: 'tickmark-vscode/test',
  };
  const news = listenToServer({
    clock,
    random: () => 1,
    session,
    task: {
      noteNews: (isConcerned) => void heard.push(isConcerned('', sampleLink())),
      catchUp: (sinceMs) => void caughtUp.push(sinceMs),
    },
    connect: createEventConnector(network),
    log: { debug: (message) => void logged.push(message) },
  });
  listeners.push(news);
  news.setFocused(true);
  await session.signIn({ ...ana, address });
  await until(() => requests.length === 1);
  const stream = async (text: string): Promise<ServerResponse> => {
    const response = requests.at(-1)?.response;
    if (response === undefined) throw new Error('nobody asked');
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(text);
    return response;
  };
  return { session, clock, news, requests, stream, openCount: () => openCount, heard, caughtUp, logged };
}

const ready = 'event: ready\ndata: {}\n\n';
const changed = `id: 7\nevent: issue\ndata: {"issueIds":["${sampleLink().issue?.id}"]}\n\n`;

test('the stream is asked for with the token in the header only, and news reach the task', async () => {
  const { requests, stream, heard, caughtUp } = await startListening();
  expect(requests[0]?.url).toBe('/api/v1/events');
  expect(requests[0]?.headers).toMatchObject({
    authorization: 'Bearer tm_a',
    accept: 'text/event-stream',
    'user-agent': 'tickmark-vscode/test',
  });
  expect(requests[0]?.headers).not.toHaveProperty('last-event-id');
  const response = await stream(ready);
  await until(() => caughtUp.length === 1);
  response.write(changed);
  await until(() => heard.length === 1);
  expect(heard).toEqual([true]);
});

test('a character that arrives in two pieces is one character', async () => {
  const { stream, heard } = await startListening();
  const response = await stream(ready);
  const bytes = Buffer.from(`: für\n${changed}`);
  for (const byte of bytes) {
    response.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  await until(() => heard.length === 1);
});

test('when the server breaks off, it is asked again behind the last event', async () => {
  const { stream, heard, clock, requests, caughtUp, logged } = await startListening();
  const response = await stream(ready + changed);
  await until(() => heard.length === 1);
  response.destroy();
  await until(() => logged.length === 1);
  clock.advance(1000);
  await until(() => requests.length === 2);
  expect(requests[1]?.headers['last-event-id']).toBe('7');
  await stream(ready);
  await until(() => caughtUp.length === 2);
  expect(caughtUp[1]).toBe(0);
});

test('a full server is given the time that it asks for', async () => {
  const { requests, clock, logged } = await startListening();
  const problem = {
    code: 'events.too_many',
    title: 'Too many',
    detail: 'You have 32 streams open.',
    fix: 'Close some.',
  };
  requests[0]?.response
    .writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '60' })
    .end(JSON.stringify(problem));
  await until(() => logged.length === 1);
  expect(logged[0]).toContain('rate_limited. You have 32 streams open.');
  clock.advance(59_000);
  await new Promise(setImmediate);
  expect(requests).toHaveLength(1);
  clock.advance(1000);
  await until(() => requests.length === 2);
});

test('a token that was ended signs the editor off, and the stream is not asked for again', async () => {
  const { requests, session, clock } = await startListening();
  requests[0]?.response
    .writeHead(401, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ code: 'auth.invalid', detail: 'This token was revoked.' }));
  await until(() => session.state().kind === 'token_refused');
  expect(clock.timers()).toBe(0);
});

test.each([
  ['a page of the network', 200, 'text/html', '<p>Sign in to the network'],
  ['a redirect', 302, 'text/html', ''],
  ['a server that is too old', 404, 'application/problem+json', '{"code":"request.not_found"}'],
  ['a server that starts', 503, 'application/problem+json', '{"code":"server.unavailable"}'],
])('%s is no stream, and nothing but a later attempt comes of it', async (_, status, type, body) => {
  const { requests, heard, caughtUp, session, clock, logged } = await startListening();
  requests[0]?.response.writeHead(status, { 'content-type': type, location: '/elsewhere' }).end(body);
  await until(() => logged.length === 1);
  expect(requests).toHaveLength(1);
  expect([heard, caughtUp, session.state().kind, clock.timers()]).toEqual([[], [], 'signed_in', 1]);
});

test('signed out, the connection is closed on the side of the server too', async () => {
  const { stream, session, openCount, caughtUp, clock } = await startListening();
  await stream(ready);
  await until(() => caughtUp.length === 1);
  await session.signOut();
  await until(() => openCount() === 0);
  expect(clock.timers()).toBe(0);
});

test('a window that is left closes its connection after a while', async () => {
  const { stream, news, openCount, caughtUp, clock } = await startListening();
  await stream(ready);
  await until(() => caughtUp.length === 1);
  news.setFocused(false);
  clock.advance(60_000);
  await until(() => openCount() === 0);
});

test('a hundred windows opened and closed leave no connection, no timer and no listener behind', async () => {
  const { session, clock, openCount, news, requests } = await startListening();
  news.dispose();
  const network = { fetch: async (url: string, init: RequestInit) => fetch(url, init), userAgent: 'test' };
  const task = { noteNews: () => undefined, catchUp: () => undefined };
  const common = { clock, random: () => 1, session, task, log: { debug: () => undefined } };
  for (let round = 0; round < 100; round += 1) {
    const one = listenToServer({ ...common, connect: createEventConnector(network) });
    one.setFocused(true);
    await session.signOut();
    await session.signIn({ ...ana, address: addressOf(requests) });
    if (round % 2 === 0) await until(() => requests.length > round / 2);
    one.dispose();
  }
  await until(() => openCount() === 0);
  expect(clock.timers()).toBe(0);
  const before = requests.length;
  await session.signOut();
  await session.signIn({ ...ana, address: addressOf(requests) });
  await until(() => openCount() === 0);
  expect(requests).toHaveLength(before);
});

function addressOf(requests: Listening['requests']): string {
  return `http://${requests[0]?.headers.host}`;
}
