import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createApi } from '../../extension/host/api.ts';
import { createHttp } from '../../extension/host/http.ts';
import { createHeartbeats } from './support/heartbeats.ts';
import { sampleLink } from './support/samples.ts';

const open: Server[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A server on loopback; resolves to its address and what it was asked. */
async function listen(answer: (response: ServerResponse) => void): Promise<{ address: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(response.setHeader('connection', 'close'));
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const api = createApi(createHttp({ fetch: async (url, init) => fetch(url, init), userAgent: 'tickmark-vscode/test' }));
const json =
  (status: number, body: unknown, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const branch = { repository: 'git.example.com/team/app', branch: 'feature/NT-42 – ü&?#', departmentId: 'd1' };

test('a branch is asked for with its name whatever is in it, and with the token in the header only', async () => {
  const { address, seen } = await listen(json(200, sampleLink()));
  const result = await api.resolveBranch({ address, token: 'tm_a' }, branch);
  expect(result).toEqual({ ok: true, value: sampleLink() });
  const url = new URL(seen[0]?.url ?? '', address);
  expect(url.pathname).toBe('/api/v1/branches/resolve');
  expect(Object.fromEntries(url.searchParams)).toEqual(branch);
  expect(seen[0]?.headers.authorization).toBe('Bearer tm_a');
  expect(seen[0]?.url).not.toContain('tm_a');
});

test('a server below a path is asked below that path', async () => {
  const { address, seen } = await listen(json(200, {}));
  await api.me({ address: `${address}/tickmark`, token: 'tm_a' });
  expect(seen[0]?.url).toBe('/tickmark/api/v1/me');
});

test('a batch is posted as JSON', async () => {
  const { address, seen } = await listen(json(200, { results: [] }));
  const heartbeats = createHeartbeats()(2);
  expect(await api.postHeartbeats({ address, token: 'tm_a' }, { heartbeats })).toMatchObject({ ok: true });
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/v1/heartbeats' });
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ heartbeats });
  expect(seen[0]?.headers['content-type']).toBe('application/json');
});

test('a redirection is not followed: the token is for one server', async () => {
  const other = await listen(json(200, sampleLink()));
  const { address } = await listen((response) => void response.writeHead(302, { location: other.address }).end());
  const result = await api.resolveBranch({ address, token: 'tm_a' }, branch);
  expect(result).toMatchObject({ ok: false, failure: { kind: 'not_our_server' } });
  expect(other.seen).toEqual([]);
});

test('a page of the network that answers 200 with HTML stored nothing', async () => {
  const { address } = await listen(
    (response) => void response.writeHead(200).end('<html>Welcome to the airport</html>'),
  );
  const result = await api.postHeartbeats({ address, token: 'tm_a' }, { heartbeats: createHeartbeats()(1) });
  expect(result).toMatchObject({ ok: false, failure: { kind: 'not_our_server' } });
});

test('an answer that breaks off is no answer', async () => {
  const { address } = await listen((response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"results":[');
    setImmediate(() => response.destroy());
  });
  const result = await api.postHeartbeats({ address, token: 'tm_a' }, { heartbeats: createHeartbeats()(1) });
  expect(result).toMatchObject({ ok: false, failure: { kind: 'offline' } });
});

test('the time a server asks to wait is understood', async () => {
  const { address } = await listen(json(429, {}, { 'retry-after': '7' }));
  expect(await api.me({ address, token: 'tm_a' })).toMatchObject({
    failure: { kind: 'rate_limited', retryAfterMs: 7000 },
  });
});

test('where nothing listens the person reads so', async () => {
  const { address } = await listen(json(200, {}));
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  expect(await api.me({ address, token: 'tm_a' })).toMatchObject({
    failure: { kind: 'offline', detail: 'Nothing listens at this address.' },
  });
});

test.each<[string, unknown]>([
  ['no object', null],
  ['no issue', { ...sampleLink(), issue: undefined }],
  ['an issue without a title', { ...sampleLink(), issue: { ...sampleLink().issue, title: undefined } }],
  ['an unknown default status', { ...sampleLink(), issue: { ...sampleLink().issue, defaultStatus: 'LATER' } }],
  ['a number as text', { ...sampleLink(), trackedTodaySeconds: '5' }],
  ['an older server without times', { ...sampleLink(), unloggedSeconds: undefined }],
])('an answer about a branch with %s is not taken for one', async (_what, body) => {
  const { address } = await listen(json(200, body));
  expect(await api.resolveBranch({ address, token: 'tm_a' }, branch)).toMatchObject({ ok: false });
});

test('fields and link rules that a newer server adds do no harm', async () => {
  const newer = { ...sampleLink(), rule: 'pull_request', extra: { a: 1 } };
  const { address } = await listen(json(200, newer));
  expect(await api.resolveBranch({ address, token: 'tm_a' }, branch)).toMatchObject({ ok: true });
});

test('a server that asks to wait for years is asked again after a day, because no timer waits longer', async () => {
  for (const seconds of ['99999999999', '1e300']) {
    const { address } = await listen(json(429, {}, { 'retry-after': seconds }));
    const result = await api.me({ address, token: 'tm_a' });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'rate_limited', retryAfterMs: 86_400_000 } });
  }
});
