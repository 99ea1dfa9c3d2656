import { describe, expect, it } from 'vitest';
import { jobContext } from '../../../server/services.ts';
import { startSync } from '../../../server/sources/sync.usecases.ts';
import { readChangedPages } from '../../../server/webhooks/webhooks.jobs.ts';
import { dayMs, minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import {
  connectionOf,
  expectStoreIsTrue,
  lastRun,
  nextTick,
  readIssue,
  requestsDuring,
  save,
  storedIssues,
  storedPage,
  sweep,
  until,
} from '../sources/support.ts';
import { deliver, reachable, setUp, turn, webhooksOf } from './support.ts';

describe('reading after events', () => {
  const server = useTestServer(reachable);
  const workspace = () => server().sample.workspace;
  const page = (key = 'NT-42') => workspace().findPage(key);
  const queued = async () => (await webhooksOf(server())).queued;

  async function connect(): Promise<void> {
    await server().connect();
    await setUp(server());
  }

  /** What Notion answers at this moment. */
  async function answerNow(pageId: string): Promise<string> {
    const headers = { authorization: `Bearer ${server().sample.token}`, 'notion-version': '2026-03-11' };
    const { NOTION_BASE_URL: notion } = server().services.environment;
    return (await fetch(`${notion}/v1/pages/${pageId}`, { headers })).text();
  }

  it('keeps an event that comes while its page is being read', async () => {
    await connect();
    workspace().people.rename(page(), 'One');
    await workspace().webhooks.deliver();
    const held = workspace().faults.next(
      { path: `/v1/pages/${page()}` },
      { answer: { kind: 'status', status: 200, body: await answerNow(page()) }, hold: true },
    );
    const reading = turn(server());
    await held.reached;
    workspace().people.rename(page(), 'Two');
    await workspace().webhooks.deliver();
    held.release();
    await reading;
    expect((await storedPage(server(), page())).title).toBe('Two');
    expect(await queued()).toBe(0);
  });

  it('waits for a run that is under way, and loses nothing', async () => {
    await connect();
    const held = workspace().faults.next(
      { path: /\/query$/u },
      { answer: { kind: 'real' }, hold: true, effect: 'applied' },
    );
    server().clock.advance(10 * minuteMs);
    const ctx = jobContext(server().services, 'test', server().departmentId);
    await startSync(server().services, ctx, 'cron');
    await held.reached;
    workspace().people.setStatus(page(), 'In Review');
    expect(await workspace().webhooks.deliver()).toEqual([200]);
    expect(
      await requestsDuring(server(), async () => {
        await readChangedPages(server().services);
      }),
    ).toEqual([]);
    expect(await queued()).toBe(1);
    held.release();
    await server().settled();
    await turn(server());
    expect((await readIssue(server(), 'NT-42')).status).toBe('In Review');
    expect(await queued()).toBe(0);
  });

  it('gives way to a run that is to start, and goes on after it', async () => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    workspace().people.trash(page('NT-41'));
    await workspace().webhooks.deliver();
    const held = workspace().faults.next({ path: '/v1/pages/' }, { answer: { kind: 'real' }, hold: true });
    const reading = turn(server());
    await held.reached;
    const ctx = jobContext(server().services, 'test', server().departmentId);
    const { runId } = await startSync(server().services, ctx, 'manual');
    await until(async () => (await lastRun(server())).state === 'done');
    expect((await lastRun(server())).id).toBe(runId);
    expect(await queued()).toBe(2);
    held.release();
    await reading;
    await turn(server());
    expect(await queued()).toBe(0);
    await expectStoreIsTrue(server());
  });

  it.each([
    ['nothing comes back', { kind: 'reset' }],
    ['half an answer comes back', { kind: 'truncated' }],
    ['Notion is away', { kind: 'status', status: 503 }],
    ['Notion asks to wait', { kind: 'status', status: 429, headers: { 'retry-after': '30' } }],
    ['the token is refused', { kind: 'status', status: 401 }],
    ['the page is refused', { kind: 'status', status: 400 }],
  ] as const)('tries again, later and later, while %s', async (_, answer) => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    workspace().people.setStatus(page('NT-41'), 'In Review');
    workspace().faults.next({ path: '/v1/pages/', times: 1000 }, { answer });
    await workspace().webhooks.deliver();
    const tries: number[] = [];
    for (let second = 0; second < 120; second += 1) {
      const asked = await requestsDuring(server(), () => turn(server()));
      if (asked.length > 0) tries.push(second);
      server().clock.advance(secondMs);
    }
    expect(tries.length).toBeGreaterThan(2);
    expect(tries.length).toBeLessThan(12);
    expect(await queued()).toBe(2);
    workspace().faults.clear();
    server().clock.advance(5 * minuteMs);
    await turn(server());
    expect(await queued()).toBe(0);
    await expectStoreIsTrue(server());
  });

  it('lets one page that cannot be read not keep the others waiting, and leaves it to the poller in the end', async () => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    workspace().people.setStatus(page('NT-41'), 'In Review');
    workspace().faults.next({ path: `/v1/pages/${page()}`, times: 1000 }, { answer: { kind: 'status', status: 400 } });
    await deliver(server());
    expect((await readIssue(server(), 'NT-41')).status).toBe('In Review');
    for (let hour = 0; hour < 10; hour += 1) {
      server().clock.advance(10 * minuteMs);
      await turn(server());
    }
    expect(await queued()).toBe(0);
    workspace().faults.clear();
    await nextTick(server());
    await expectStoreIsTrue(server());
  });

  it('takes a 404 for no deletion: nothing changes before two daily comparisons say the same', async () => {
    await connect();
    const { people } = workspace();
    const pageId = page();
    people.setStatus(pageId, 'In Review');
    await deliver(server());
    const before = await storedIssues(server());
    for (let event = 0; event < 5; event += 1) people.rename(pageId, `Title ${event}`);
    people.restrictPage(pageId);
    await deliver(server());
    expect(await storedIssues(server())).toEqual(before);
    expect(await queued()).toBe(0);
    await sweep(server());
    expect((await storedPage(server(), pageId)).state).toBe('active');
    await sweep(server());
    expect((await storedPage(server(), pageId)).state).toBe('inaccessible');
  });

  it('puts a page that cannot be understood in quarantine, and lets it out again', async () => {
    await connect();
    const { people } = workspace();
    const parent = { data_source_id: server().sample.tasksId };
    const body = JSON.stringify({ object: 'page', id: page(), parent });
    workspace().faults.next({ path: `/v1/pages/${page()}` }, { answer: { kind: 'status', status: 200, body } });
    people.setStatus(page(), 'In Review');
    await deliver(server());
    const quarantined = async () =>
      (await connectionOf(server())).sources.reduce((sum, one) => sum + one.quarantined, 0);
    expect(await quarantined()).toBe(1);
    people.rename(page(), 'Understood again');
    await deliver(server());
    expect(await quarantined()).toBe(0);
    await expectStoreIsTrue(server());
  });

  it('rests while the connection is off, and goes on when it is on again', async () => {
    await connect();
    await save(server(), { enabled: false });
    workspace().people.trash(page());
    expect(await requestsDuring(server(), () => deliver(server()))).toEqual([]);
    expect(await queued()).toBe(1);
    await save(server());
    server().clock.advance(10 * minuteMs);
    await turn(server());
    expect(await queued()).toBe(0);
    await expectStoreIsTrue(server());
  });

  it('stops when Notion has blocked the connection, says so in a run, and waits for a person', async () => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    const blocked = {
      kind: 'status',
      status: 429,
      additionalData: { rate_limit_reason: 'public_api_request_blocked' },
    } as const;
    workspace().faults.next({ times: 1000 }, { answer: blocked });
    await deliver(server());
    expect((await lastRun(server())).error?.code).toBe('notion.blocked');
    workspace().faults.clear();
    const asked = await requestsDuring(server(), async () => {
      for (let day = 0; day < 3; day += 1) {
        server().clock.advance(dayMs);
        await turn(server());
      }
    });
    expect(asked).toEqual([]);
    expect(await queued()).toBe(1);
  });

  it('never moves the watermark: what a tick would read it reads all the same', async () => {
    await connect();
    const watermarks = async () => (await connectionOf(server())).sources.map(({ watermark }) => watermark);
    const before = await watermarks();
    server().clock.advance(3 * minuteMs);
    workspace().people.rename(page('NT-41'), 'Its event is lost');
    workspace().webhooks.waiting.length = 0;
    server().clock.advance(3 * minuteMs);
    workspace().people.rename(page(), 'Its event arrives');
    await deliver(server());
    expect(await watermarks()).toEqual(before);
    server().clock.advance(9 * minuteMs);
    await nextTick(server());
    await expectStoreIsTrue(server());
  });

  it('stores nothing into a source before its first whole read', async () => {
    workspace().faults.next({ path: /\/query$/u, times: 1000 }, { answer: { kind: 'status', status: 400 } });
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    await deliver(server());
    expect(await storedIssues(server())).toEqual([]);
    expect(await queued()).toBe(0);
    workspace().faults.clear();
    await nextTick(server());
    await expectStoreIsTrue(server());
  });
});

describe('reading after a mass edit', () => {
  const server = useTestServer({ environment: { ...reachable.environment, NOTION_REQUESTS_PER_MINUTE: '30' } });

  it('leaves a fifth of the requests to people and goes on in the next minute', async () => {
    await server().connect();
    await setUp(server());
    server().clock.advance(minuteMs);
    const { workspace, tasksId } = server().sample;
    for (const pageId of workspace.rows(tasksId)) workspace.people.setStatus(pageId, 'In Review');
    expect(await requestsDuring(server(), () => deliver(server()))).toHaveLength(24);
    for (let turns = 0; turns < 6 && (await webhooksOf(server())).queued > 0; turns += 1) {
      server().clock.advance(minuteMs);
      expect((await requestsDuring(server(), () => turn(server()))).length).toBeLessThanOrEqual(24);
    }
    await expectStoreIsTrue(server());
  });
});
