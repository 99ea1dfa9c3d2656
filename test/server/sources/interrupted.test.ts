import { describe, expect, it } from 'vitest';
import type { Run } from '../../../shared/api/notion.ts';
import { jobContext, type Services } from '../../../server/services.ts';
import { takeOverRuns } from '../../../server/sources/sources.jobs.ts';
import { startSync, syncJobName } from '../../../server/sources/sync.usecases.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import {
  connectionOf,
  expectStoreIsTrue,
  lastRun,
  nextTick,
  storedIssues,
  storedPage,
  sync,
  tick,
  until,
} from './support.ts';

describe('a run that does not come to its end', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const start = (services: Services) =>
    startSync(services, jobContext(services, syncJobName, server().departmentId), 'cron');
  const runOf = async (runId: string) => (await server().call<Run>('GET', `/runs/${runId}`)).body;
  const editMany = () => {
    const { tasksId, bugsId } = server().sample;
    for (const pageId of workspace().rows(tasksId)) workspace().people.setProperty(pageId, 'Estimate', 4);
    for (const pageId of workspace().rows(bugsId)) workspace().people.setProperty(pageId, 'Time Estimate', 4);
    server().clock.advance(10 * minuteMs);
  };

  it('because the server stops leaves a consistent store, wherever it is stopped, and the next run goes on', async () => {
    await server().connect();
    for (let requestsBefore = 0; requestsBefore < 4; requestsBefore += 1) {
      editMany();
      const stopping = new AbortController();
      const held = workspace().faults.next({ skip: requestsBefore }, { answer: { kind: 'real' }, hold: true });
      const { runId } = await start({ ...server().services, stopping: stopping.signal });
      await held.reached;
      stopping.abort();
      held.release();
      await server().settled();
      expect(await runOf(runId)).toMatchObject({
        state: 'failed',
        error: { detail: 'The server was stopped during this run; the next one goes on.' },
      });
      expect((await connectionOf(server())).state).not.toBe('failing');
      expect((await tick(server())).state).toBe('done');
      await expectStoreIsTrue(server());
    }
  });

  it('because another server took over stores nothing more, and the other one ends its own', async () => {
    await server().connect();
    for (let requestsBefore = 0; requestsBefore < 4; requestsBefore += 1) {
      editMany();
      const before = await storedIssues(server());
      const watermarks = (await connectionOf(server())).sources.map(({ watermark }) => watermark);
      const held = workspace().faults.next({ skip: requestsBefore }, { answer: { kind: 'real' }, hold: true });
      const lost = await start(server().services);
      await held.reached;
      server().clock.advance(31 * secondMs);
      const first = { method: 'GET', path: `/v1/data_sources/${server().sample.tasksId}` };
      const stuck = workspace().faults.next(first, { answer: { kind: 'real' }, hold: true });
      const next = await start(server().services);
      expect(next.runId).not.toBe(lost.runId);
      await stuck.reached;
      const written = await storedIssues(server());
      held.release();
      await until(async () => (await runOf(lost.runId)).state === 'failed');
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
      expect(await storedIssues(server())).toEqual(written);
      if (requestsBefore < 2) expect(written).toEqual(before);
      if (requestsBefore < 2) {
        expect((await connectionOf(server())).sources.map(({ watermark }) => watermark)).toEqual(watermarks);
      }
      stuck.release();
      await server().settled();
      expect((await runOf(lost.runId)).error?.detail).toBe('The server ended during this run; the next one goes on.');
      expect(await runOf(next.runId)).toMatchObject({ state: 'done', error: null });
      await expectStoreIsTrue(server());
    }
  });

  it('because the server died is marked failed when its claim ran out, and the next one starts', async () => {
    await server().connect();
    const dead = await start({ ...server().services, background: () => {} });
    expect(await start(server().services)).toEqual(dead);
    expect((await runOf(dead.runId)).state).toBe('running');
    server().clock.advance(29 * secondMs);
    expect(await start(server().services)).toEqual(dead);
    server().clock.advance(2 * secondMs);
    const next = await sync(server());
    expect(next.state).toBe('done');
    expect(await runOf(dead.runId)).toMatchObject({ state: 'failed', error: { code: 'server.unavailable' } });
    expect((await runOf(dead.runId)).endedAt).toBe(server().clock.now().toISOString());
  });

  it('because the server died is taken over by another one as soon as its claim ran out, for the same reason', async () => {
    await server().connect();
    editMany();
    const ctx = jobContext(server().services, syncJobName, server().departmentId);
    const dead = await startSync({ ...server().services, background: () => {} }, ctx, 'manual');
    server().clock.advance(29 * secondMs);
    await takeOverRuns(server().services);
    await server().settled();
    expect(await lastRun(server())).toMatchObject({ id: dead.runId, state: 'running' });
    server().clock.advance(2 * secondMs);
    await takeOverRuns(server().services);
    await takeOverRuns(server().services);
    await server().settled();
    const next = await lastRun(server());
    expect(next).toMatchObject({ state: 'done', trigger: 'manual' });
    expect((await runOf(dead.runId)).state).toBe('failed');
    await expectStoreIsTrue(server());
    await takeOverRuns(server().services);
    expect((await lastRun(server())).id).toBe(next.id);
  });

  it('because the server died while it compared all rows leaves the comparison to whichever run comes next', async () => {
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    workspace().people.trash(pageId);
    server().clock.advance(10 * minuteMs);
    const ctx = jobContext(server().services, syncJobName, server().departmentId);
    await startSync({ ...server().services, background: () => {} }, ctx, 'reconciliation');
    server().clock.advance(31 * secondMs);
    expect(await tick(server())).toMatchObject({ state: 'done', trigger: 'reconciliation' });
    expect((await storedPage(server(), pageId)).state).toBe('trashed');
    expect(await nextTick(server())).toMatchObject({ state: 'done', trigger: 'cron' });
  });

  it('because the department was switched off stores nothing more', async () => {
    await server().connect();
    editMany();
    const before = await storedIssues(server());
    const held = workspace().faults.next({ path: /query$/u }, { answer: { kind: 'real' }, hold: true });
    const { runId } = await start(server().services);
    await held.reached;
    const { sample, call, departmentId } = server();
    await call('PUT', `/departments/${departmentId}/notion`, { enabled: false, database: sample.databaseUrl });
    held.release();
    await server().settled();
    expect((await runOf(runId)).error?.detail).toContain('The settings were changed during this run');
    expect(await storedIssues(server())).toEqual(before);
    expect((await connectionOf(server())).state).toBe('off');
  });

  it('leaves no trace in the next quiet tick', async () => {
    await server().connect();
    editMany();
    workspace().faults.next({ path: /query$/u, skip: 1, times: 99 }, { answer: { kind: 'status', status: 500 } });
    await tick(server());
    workspace().faults.clear();
    await nextTick(server());
    const quiet = await nextTick(server());
    expect(quiet).toMatchObject({ state: 'done', changed: 0, error: null });
  });
});
