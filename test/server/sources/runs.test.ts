import { describe, expect, it } from 'vitest';
import type { Run } from '../../../shared/api/notion.ts';
import { deleteRunsBefore } from '../../../server/sources/runs.repository.ts';
import { runSource } from '../../../server/sources/sources.table.ts';
import { pollNotion } from '../../../server/sources/sources.jobs.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { connectionOf, lastRun, requestsDuring, sync, tick, until } from './support.ts';

describe('runs of the sync', () => {
  const server = useTestServer();
  const start = () => server().call<{ runId: string }>('POST', `/notion/sync/${server().departmentId}`);
  const runs = async () =>
    (await server().call<{ items: Run[] }>('GET', `/departments/${server().departmentId}/runs`)).body.items;
  const holdQuery = () =>
    server().sample.workspace.faults.next({ path: /query$/u }, { answer: { kind: 'real' }, hold: true });

  it('a sync by hand pulls at once and answers 202 with the id of its run', async () => {
    await server().connect();
    const { workspace } = server().sample;
    workspace.people.rename(workspace.findPage('NT-1'), 'Edited just now');
    const answer = await start();
    expect(answer.status).toBe(202);
    await server().settled();
    const run = (await server().call<Run>('GET', `/runs/${answer.body.runId}`)).body;
    expect(run).toMatchObject({ state: 'done', trigger: 'manual', job: 'NotionSyncCronJob', changed: 1 });
    expect((await server().call('GET', '/issues/NT-1')).body).toMatchObject({ title: 'Edited just now' });
  });

  it('a second sync of the same department while one runs joins it', async () => {
    await server().connect();
    const held = holdQuery();
    const first = await start();
    await held.reached;
    const second = await start();
    expect(second).toMatchObject({ status: 202, body: { runId: first.body.runId } });
    await pollNotion(server().services);
    held.release();
    await server().settled();
    expect((await runs()).map(({ trigger }) => trigger)).toEqual(['manual', 'settings']);
  });

  it('syncs of two departments do not wait for each other', async () => {
    await server().connect();
    const { call, sample, settled } = server();
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Second team' });
    const held = holdQuery();
    await start();
    await held.reached;
    const path = `/departments/${other.body.id}/notion`;
    await call('PUT', path, { database: sample.databaseUrl, token: sample.token });
    const { runId } = (await call<{ runId: string }>('POST', `/notion/sync/${other.body.id}`)).body;
    await until(async () => (await call<Run>('GET', `/runs/${runId}`)).body.state === 'done');
    expect((await lastRun(server())).state).toBe('running');
    held.release();
    await settled();
    expect((await lastRun(server())).state).toBe('done');
  });

  it('the settings show time, result and row counts of the last sync, and the next tick', async () => {
    await server().connect();
    const { clock, sample } = server();
    clock.advance(10 * minuteMs);
    sample.workspace.people.rename(sample.workspace.findPage('NT-1'), 'One');
    sample.workspace.people.createPage(sample.tasksId, { Name: 'Two' });
    const startedAt = clock.now().toISOString();
    await tick(server());
    const { lastRun: run, nextRunAt } = await connectionOf(server());
    expect(run).toMatchObject({
      startedAt,
      endedAt: startedAt,
      state: 'done',
      trigger: 'cron',
      changed: 2,
      error: null,
    });
    expect(run?.read).toBe((run?.changed ?? 0) + (run?.unchanged ?? 0));
    expect(Date.parse(nextRunAt ?? '')).toBeGreaterThan(clock.now().getTime());
  });

  it('a run counts the requests it sent, those that were repeated too', async () => {
    await server().connect();
    server().sample.workspace.faults.next({ path: /query$/u }, { answer: { kind: 'status', status: 503 } });
    let run: Run | undefined;
    const requests = await requestsDuring(server(), async () => {
      run = await sync(server());
    });
    expect(run?.requests).toBe(requests.length);
  });

  it('a run tells how often and how long it waited and why, and how far it read', async () => {
    const { sample } = server();
    sample.workspace.faults.next(
      { path: /query$/u, times: 2 },
      {
        answer: {
          kind: 'status',
          status: 429,
          headers: { 'retry-after': '1' },
          additionalData: { rate_limit_reason: 'public_api_space_request_rate_limit' },
        },
      },
    );
    await server().connect();
    const run = await lastRun(server());
    const { sources } = await connectionOf(server());
    expect(run.waits).toEqual({ public_api_space_request_rate_limit: { times: 2, seconds: 2 } });
    expect(run.sources).toMatchObject(
      sources.map(({ id, watermark }) => ({ sourceId: id, watermarkBefore: null, watermarkAfter: watermark })),
    );
    const next = await tick(server());
    const marks = sources.map(({ watermark }) => ({ watermarkBefore: watermark, watermarkAfter: watermark }));
    expect(next).toMatchObject({ waits: {}, sources: marks });
  });

  it('a run tells of each source what it asked, read, changed, left, put aside and waited for, also of one that failed', async () => {
    await server().connect();
    const { clock, sample } = server();
    const { workspace, tasksId, bugsId } = sample;
    const [tasks, bugs] = (await connectionOf(server())).sources;
    clock.advance(10 * minuteMs);
    for (const key of ['NT-1', 'NT-2']) workspace.people.rename(workspace.findPage(key), `Edited ${key}`);
    workspace.faults.next(
      { path: `/v1/data_sources/${tasksId}/query` },
      { answer: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } },
    );
    workspace.faults.next(
      { path: `/v1/data_sources/${bugsId}/query`, times: 99 },
      { answer: { kind: 'status', status: 503 } },
    );
    const run = await tick(server());
    const nothing = { read: 0, changed: 0, unchanged: 0, quarantined: 0 };
    expect(run.state).toBe('failed');
    expect(run.sources).toEqual([
      {
        ...nothing,
        sourceId: tasks?.id,
        name: tasks?.name,
        requests: 3,
        read: 2,
        changed: 2,
        waits: { rate_limited: { times: 1, seconds: 7 } },
        watermarkBefore: tasks?.watermark,
        watermarkAfter: '2026-03-02T09:09:07.000Z',
      },
      {
        ...nothing,
        sourceId: bugs?.id,
        name: bugs?.name,
        requests: 7,
        waits: { retry: { times: 5, seconds: expect.any(Number) } },
        watermarkBefore: bugs?.watermark,
        watermarkAfter: bugs?.watermark,
      },
    ]);
    const sum = (of: (one: Run['sources'][number]) => number) => run.sources.map(of).reduce((a, b) => a + b);
    expect([run.requests, run.read]).toEqual([sum(({ requests }) => requests), sum(({ read }) => read)]);
  });

  it('the last run is the one that was started last, also when the clock was set back before it', async () => {
    await server().connect();
    server().clock.advance(-20 * minuteMs);
    const { id } = await sync(server());
    expect((await lastRun(server())).id).toBe(id);
  });

  it('runs are kept for a set time and then forgotten', async () => {
    await server().connect();
    const { clock, services } = server();
    const old = await lastRun(server());
    clock.advance(90 * 24 * 60 * minuteMs);
    const young = await sync(server());
    await deleteRunsBefore(services.db, new Date(clock.now().getTime() - 60 * 24 * 60 * minuteMs));
    expect((await server().call('GET', `/runs/${old.id}`)).status).toBe(404);
    expect((await services.db.select().from(runSource)).every(({ runId }) => runId === young.id)).toBe(true);
    expect((await server().call('GET', `/runs/${young.id}`)).status).toBe(200);
  });

  it('runs are listed newest first, page by page, for people of the department only', async () => {
    await server().connect();
    await sync(server());
    await sync(server());
    const { call, departmentId } = server();
    const path = `/departments/${departmentId}/runs?limit=2`;
    const first = (await call<{ items: Run[]; nextCursor: string }>('GET', path)).body;
    const second = (await call<{ items: Run[] }>('GET', `${path}&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual((await runs()).map(({ id }) => id));
    expect(first.items.map(({ trigger }) => trigger)).toEqual(['manual', 'manual']);
    expect(second.items.map(({ trigger }) => trigger)).toEqual(['settings']);
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Second team' });
    expect((await call<{ items: Run[] }>('GET', `/departments/${other.body.id}/runs`)).body.items).toEqual([]);
  });

  it('a run of a department that is not mine, and one that is not there, are not found', async () => {
    await server().connect();
    const { id } = await lastRun(server());
    const { token } = await server().addDeveloper('Dev');
    expect((await server().call('GET', `/runs/${id}`, undefined, token)).status).toBe(200);
    for (const unknown of ['019d0000-0000-7000-8000-000000000000', 'x']) {
      expect(await server().call('GET', `/runs/${unknown}`)).toMatchObject({
        status: 404,
        body: { code: 'run.not_found' },
      });
    }
  });
});
