import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secondMs } from '../../support/clock.ts';
import { runs } from '../../support/effort.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { expectStoreIsTrue, lastRun, nextTick } from '../sources/support.ts';

async function serverAt(requestsPerMinute: number, limits = {}): Promise<TestServer> {
  const server = await startTestServer({
    workspace: { requestsPerMinute, ...limits },
    environment: { NOTION_REQUESTS_PER_MINUTE: String(requestsPerMinute) },
  });
  onTestFinished(() => server.close());
  return server;
}

const refusals = ({ sample }: TestServer) => sample.workspace.requestsLog.filter(({ status }) => status === 429).length;

describe('under the budget that Notion really gives', () => {
  it('no request is ever refused, whatever is read and written', async () => {
    const server = await serverAt(180);
    const { sample, departmentId, call } = server;
    const { workspace } = sample;
    const { people } = workspace;
    for (let made = 0; made < 200; made += 1) people.createPage(sample.tasksId, { title: `Row ${made}` });
    await server.connect();
    const some = workspace.rows(sample.tasksId).slice(0, 170);
    const compare = async () => {
      await call('POST', `/notion/sync/${departmentId}?reconcile=true`);
      await server.settled();
      return (await lastRun(server)).waits['budget']?.seconds ?? 0;
    };
    const waited: number[] = [];
    for (let day = 0; day < Math.min(2, runs(1)); day += 1) {
      for (const key of ['NT-1', 'NT-7', 'NT-42']) {
        await call('POST', '/worklogs', { id: randomUUID(), key, seconds: 3600, text: 'work' });
      }
      for (const pageId of some) people.trash(pageId);
      waited.push(await compare());
      await server.deliver();
      for (const pageId of some) people.restore(pageId);
      await nextTick(server);
      waited.push(await compare());
    }
    expect(refusals(server)).toBe(0);
    // It was more than a minute's budget allows to reading.
    expect(Math.max(...waited)).toBeGreaterThan(10);
    await expectStoreIsTrue(server);
  });

  it('a limit of the whole workspace rests us until Notion takes requests again, and the wait is in the run', async () => {
    const server = await serverAt(600, { workspaceRequestsPerMinute: 3 });
    await server.connect();
    const run = await lastRun(server);
    expect(run.state).toBe('done');
    const waited = run.waits['public_api_space_request_rate_limit'];
    expect(waited?.times).toBeGreaterThan(0);
    expect(waited?.seconds).toBeGreaterThan(30);
    // Only those that were under way side by side could be refused, never one that came early.
    const { requestsLog } = server.sample.workspace;
    const refused = requestsLog.filter(({ status }) => status === 429);
    for (const [index, { at }] of refused.entries()) {
      const before = refused[index - 1];
      if (before !== undefined) expect(Date.parse(at) - Date.parse(before.at)).toBeGreaterThanOrEqual(30 * secondMs);
    }
    await expectStoreIsTrue(server);
  });
});
