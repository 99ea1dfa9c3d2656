import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultAnswer } from '../../../server/demo/workspace/faults.ts';
import { createTestClock, minuteMs, secondMs } from '../../support/clock.ts';
import { startTestServer, useTestServer } from '../../support/server.ts';
import {
  connectionOf,
  expectStoreIsTrue,
  lastRun,
  nextTick,
  requestsDuring,
  save,
  storedIssues,
  sync,
  tick,
} from './support.ts';

const limited = (headers: Record<string, string>): FaultAnswer => ({ kind: 'status', status: 429, headers });
const passing: [string, FaultAnswer][] = [
  ['500', { kind: 'status', status: 500 }],
  ['502 with a page of HTML', { kind: 'html', status: 502 }],
  ['503', { kind: 'status', status: 503 }],
  ['504', { kind: 'status', status: 504 }],
  ['529', { kind: 'status', status: 529 }],
  ['409 because of a conflict', { kind: 'status', status: 409 }],
  ['429 with a page of HTML', { kind: 'html', status: 429 }],
  ['half of the JSON', { kind: 'truncated' }],
  ['nothing', { kind: 'empty' }],
  ['half of the body before the connection breaks', { kind: 'cut' }],
  ['a reset of the connection', { kind: 'reset' }],
  ['half of the body and then no more', { kind: 'stalled' }],
  ['not at all', { kind: 'silence' }],
];

describe('when Notion fails', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const edit = (title: string) => workspace().people.rename(workspace().findPage('NT-42'), title);

  it.each(passing)('a read that is answered by %s is sent again', async (_name, answer) => {
    await server().connect();
    edit('Edited meanwhile');
    workspace().faults.next({ method: 'GET', path: '/v1/data_sources' }, { answer });
    workspace().faults.next({ method: 'POST', path: /query$/u }, { answer });
    expect((await nextTick(server())).state).toBe('done');
    await expectStoreIsTrue(server());
  });

  it.each(passing.slice(0, 5))(
    'a run that is answered only by %s fails, the store stays, the next run goes on',
    async (_name, answer) => {
      await server().connect();
      const before = await storedIssues(server());
      edit('Edited meanwhile');
      workspace().faults.next({ times: 999 }, { answer });
      const failed = await nextTick(server());
      expect(failed.state).toBe('failed');
      expect(failed.error?.code).toMatch(/^notion\.(unavailable|rate_limited)$/u);
      expect(await connectionOf(server())).toMatchObject({
        state: 'failing',
        sources: [{ state: 'active' }, { state: 'active' }],
      });
      expect(await storedIssues(server())).toEqual(before);
      expect((await server().request('/health')).status).toBe(200);
      workspace().faults.clear();
      expect((await nextTick(server())).state).toBe('done');
      expect((await connectionOf(server())).state).not.toBe('failing');
      await expectStoreIsTrue(server());
    },
  );

  it('an answer that is JSON but not what was asked for fails the run and changes nothing', async () => {
    await server().connect();
    const before = await storedIssues(server());
    for (const body of ['{}', '{"object":"list"}', '[]', 'null', '{"properties":[]}']) {
      workspace().faults.next({ times: 999 }, { answer: { kind: 'status', status: 200, body } });
      expect(await tick(server())).toMatchObject({ state: 'failed', error: { code: 'notion.unavailable' } });
      workspace().faults.clear();
    }
    expect(await storedIssues(server())).toEqual(before);
    expect((await tick(server())).state).toBe('done');
  });

  it.each([1, 60, 400])('a Retry-After of %i seconds is waited for, and nothing is sent before', async (seconds) => {
    await server().connect();
    workspace().faults.next({ path: /query$/u }, { answer: limited({ 'retry-after': String(seconds) }) });
    await nextTick(server());
    const log = workspace().requestsLog.slice(-5);
    const index = log.findIndex(({ status }) => status === 429);
    const waitedMs = Date.parse(log[index + 1]?.at ?? '') - Date.parse(log[index]?.at ?? '');
    expect(waitedMs).toBeGreaterThanOrEqual(seconds * secondMs);
    expect(waitedMs).toBeLessThan((seconds + 5) * secondMs);
    expect((await lastRun(server())).state).toBe('done');
  });

  it('a Retry-After that is a date is waited for by the clock of Notion', async () => {
    const notionClock = createTestClock('2026-03-02T09:00:00.000Z');
    const other = await startTestServer({ startAt: '2026-03-02T09:20:00.000Z', workspace: { clock: notionClock } });
    onTestFinished(() => other.close());
    await other.connect();
    const before = other.clock.now().getTime();
    const retryAfter = new Date(notionClock.now().getTime() + 2 * minuteMs).toUTCString();
    other.sample.workspace.faults.next({ path: /query$/u }, { answer: limited({ 'retry-after': retryAfter }) });
    expect((await tick(other)).state).toBe('done');
    expect(other.clock.now().getTime() - before).toBe(2 * minuteMs);
  });

  it('a connection that Notion has blocked is left alone until somebody syncs by hand', async () => {
    await server().connect();
    const blocked: FaultAnswer = {
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '1' },
      additionalData: { rate_limit_reason: 'public_api_request_blocked' },
    };
    workspace().faults.next({ times: 999 }, { answer: blocked });
    expect(await requestsDuring(server(), () => nextTick(server()))).toHaveLength(1);
    expect(await lastRun(server())).toMatchObject({ error: { code: 'notion.blocked' } });
    expect(await requestsDuring(server(), () => nextTick(server()))).toEqual([]);
    workspace().faults.clear();
    expect((await sync(server())).state).toBe('done');
    expect((await nextTick(server())).trigger).toBe('cron');
  });

  it('a token that is revoked during a run ends it, changes nothing and is told', async () => {
    await server().connect();
    const before = await storedIssues(server());
    edit('Not seen');
    workspace().faults.next({ path: /query$/u, times: 9 }, { answer: { kind: 'status', status: 401 } });
    expect(await nextTick(server())).toMatchObject({
      state: 'failed',
      error: { code: 'notion.auth', fix: expect.stringContaining('Copy the token') },
    });
    expect(await storedIssues(server())).toEqual(before);
    workspace().faults.clear();
    await nextTick(server());
    await expectStoreIsTrue(server());
  });

  it('one data source that Notion cannot answer for does not keep the others from being read', async () => {
    const { sample } = server();
    await server().connect();
    workspace().faults.next(
      { path: `/v1/data_sources/${sample.tasksId}/query`, times: 999 },
      { answer: { kind: 'status', status: 503 } },
    );
    const pageId = workspace().people.createPage(sample.bugsId, { Bug: 'Read all the same' });
    expect(await nextTick(server())).toMatchObject({
      state: 'failed',
      changed: 1,
      error: { code: 'notion.unavailable' },
    });
    expect((await storedIssues(server())).map((row) => row.pageId)).toContain(pageId);
  });

  it('one department whose run cannot start does not keep the others from being read', async () => {
    const { call, sample, services, settled } = server();
    await server().connect();
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Second team' });
    await call('PUT', `/departments/${other.body.id}/notion`, { database: sample.databaseUrl, token: sample.token });
    await settled();
    const { open } = services.secrets;
    services.secrets.open = (sealed, place) => {
      if (place.includes(server().departmentId)) throw new Error('Sealed with another secret.');
      return open(sealed, place);
    };
    await server().poll();
    expect((await lastRun(server())).error?.code).toBe('notion.auth');
    const { body } = await call<{ items: { state: string }[] }>('GET', `/departments/${other.body.id}/runs`);
    expect(body.items.map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('every text that a failed run shows is a sentence with a fix', async () => {
    await server().connect();
    for (const status of [400, 401, 403, 404, 409, 429, 500, 503]) {
      workspace().faults.next({ times: 999 }, { answer: { kind: 'status', status, message: 'Something specific.' } });
      const { error } = await tick(server());
      expect(error?.detail).toMatch(/^[A-Z].+\.$/u);
      expect(error?.fix).toMatch(/^[A-Z].+\.$/u);
      workspace().faults.clear();
    }
  });
});

describe('when Notion cannot be reached at all', () => {
  it('the settings are saved all the same, and say so until it can be reached', async () => {
    const nobody = createServer();
    nobody.listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    nobody.close();
    const server = await startTestServer({ environment: { NOTION_BASE_URL: `http://127.0.0.1:${port}` } });
    onTestFinished(() => server.close());
    const saved = await save(server);
    expect(saved).toMatchObject({ status: 200, body: { state: 'failing', hasToken: true } });
    expect(await lastRun(server)).toMatchObject({
      state: 'failed',
      error: { code: 'notion.unavailable', detail: 'Notion cannot be reached from this server.' },
    });
    expect((await server.request('/health')).status).toBe(200);
  });
});
