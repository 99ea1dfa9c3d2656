import { describe, expect, it, onTestFinished } from 'vitest';
import { pino } from 'pino';
import { startLoop } from '../../../server/jobs/loop.ts';
import { jobContext } from '../../../server/services.ts';
import { startSync } from '../../../server/sources/sync.usecases.ts';
import { readChangedPages } from '../../../server/webhooks/webhooks.jobs.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { storedPage, until } from '../sources/support.ts';
import { reachable, setUp, turn } from './support.ts';

/** The loop as the server runs it. */
function runLoop({ services }: TestServer): void {
  const loop = startLoop('NotionWebhookReads', 1000, pino({ level: 'silent' }), () => readChangedPages(services));
  services.wake.webhooks = loop.wake;
  onTestFinished(loop.stop);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

describe('with webhooks', () => {
  const server = useTestServer(reachable);
  const workspace = () => server().sample.workspace;
  const pageId = () => workspace().findPage('NT-42');
  const hasStatus = async (status: string) => (await storedPage(server(), pageId())).status === status;

  it('a status change is stored within 3 seconds of its event', async () => {
    await server().connect();
    await setUp(server());
    runLoop(server());
    for (const status of ['In Review', 'QA', 'Released to prod']) {
      workspace().people.setStatus(pageId(), status);
      const ms = await timed(async () => {
        expect(await workspace().webhooks.deliver()).toEqual([200]);
        await until(() => hasStatus(status));
      });
      expect(ms).toBeLessThan(3000);
    }
  });

  it('a status change is stored within 3 seconds also when nobody wakes the loop, as on another server', async () => {
    await server().connect();
    await setUp(server());
    runLoop(server());
    server().services.wake.webhooks = () => {};
    workspace().people.setStatus(pageId(), 'In Review');
    const ms = await timed(async () => {
      await workspace().webhooks.deliver();
      await until(() => hasStatus('In Review'));
    });
    expect(ms).toBeLessThan(3000);
  });

  it('an event is answered within a second, also while Notion is silent and while a run is under way', async () => {
    await server().connect();
    await setUp(server());
    const held = workspace().faults.next({ path: '/v1/data_sources/' }, { answer: { kind: 'real' }, hold: true });
    const ctx = jobContext(server().services, 'test', server().departmentId);
    await startSync(server().services, ctx, 'cron');
    await held.reached;
    const { deliver } = workspace().webhooks;
    for (const status of ['QA', 'Icebox', 'QA', 'Done ✅', 'QA']) {
      workspace().people.setStatus(pageId(), status);
      const ms = await timed(async () => expect(await deliver()).toEqual([200]));
      expect(ms).toBeLessThan(1000);
    }
    held.release();
    await server().settled();
    const silent = workspace().faults.next({ path: '/v1/pages/' }, { answer: { kind: 'real' }, hold: true });
    const reading = turn(server());
    await silent.reached;
    workspace().people.setStatus(pageId(), 'In Review');
    const whileSilent = await timed(async () => {
      expect(await deliver()).toEqual([200]);
    });
    expect(whileSilent).toBeLessThan(1000);
    silent.release();
    await reading;
    await turn(server());
    expect(await hasStatus('In Review')).toBe(true);
  });
});
