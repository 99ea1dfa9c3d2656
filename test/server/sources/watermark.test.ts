import { sql } from 'drizzle-orm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestClock, hourMs, minuteMs, secondMs } from '../../support/clock.ts';
import { startTestServer, useTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import {
  beforeAnswer,
  connectionOf,
  expectStoreIsTrue,
  lastRun,
  nextTick,
  readIssue,
  storedPage,
  tick,
} from './support.ts';

const watermarks = async (server: TestServer) =>
  (await connectionOf(server)).sources.map(({ watermark }) => Date.parse(watermark ?? ''));

async function serverWith(options: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  return server;
}

describe('the watermark', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const people = () => workspace().people;

  it('is the newest edit that was read and stored, of each data source by itself', async () => {
    const { clock, sample } = server();
    await server().connect();
    const before = await watermarks(server());
    expect(before).toEqual([clock.now().getTime() - 3 * hourMs, clock.now().getTime() - 5 * hourMs]);
    clock.advance(90 * secondMs);
    people().createPage(sample.bugsId, { Bug: 'Only here' });
    await nextTick(server());
    expect(await watermarks(server())).toEqual([before[0], Date.parse('2026-03-02T09:01:00Z')]);
  });

  it('a second edit in the same minute is read, though its time is the same', async () => {
    const { clock } = server();
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    clock.set('2026-03-02T09:30:10Z');
    people().rename(pageId, 'First');
    clock.advance(5 * secondMs);
    await tick(server());
    expect((await readIssue(server(), 'NT-42')).title).toBe('First');
    clock.advance(30 * secondMs);
    people().rename(pageId, 'Second');
    await nextTick(server());
    expect(await readIssue(server(), 'NT-42')).toMatchObject({
      title: 'Second',
      updatedAt: '2026-03-02T09:30:00.000Z',
    });
  });

  it('an edit time in the future holds nothing back: neither other edits nor the next one of the same page', async () => {
    const { clock } = server();
    await server().connect();
    const ahead = workspace().findPage('NT-42');
    people().rename(ahead, 'From the future');
    people().dateEdit(ahead, new Date(clock.now().getTime() + hourMs));
    await nextTick(server());
    for (const watermark of await watermarks(server())) expect(watermark).toBeLessThan(clock.now().getTime());
    people().rename(workspace().findPage('NT-1'), 'In the present');
    await nextTick(server());
    expect((await readIssue(server(), 'NT-1')).title).toBe('In the present');
    people().rename(ahead, 'Edited again');
    await nextTick(server());
    expect((await readIssue(server(), 'NT-42')).title).toBe('Edited again');
    await expectStoreIsTrue(server());
  });

  it('a failed sync leaves it where it was', async () => {
    await server().connect();
    const before = await watermarks(server());
    people().rename(workspace().findPage('NT-42'), 'Edited');
    workspace().faults.next({ path: /query$/u, times: 99 }, { answer: { kind: 'status', status: 400 } });
    expect((await nextTick(server())).state).toBe('failed');
    expect(await watermarks(server())).toEqual(before);
    workspace().faults.clear();
    await nextTick(server());
    await expectStoreIsTrue(server());
  });

  it('moves in the same transaction as the rows: neither is stored without the other', async () => {
    const { db } = server().services;
    await server().connect();
    const before = await watermarks(server());
    people().rename(workspace().findPage('NT-42'), 'Not stored alone');
    server().clock.advance(10 * minuteMs);
    await db.execute(sql`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`);
    await db.execute(sql`
      create trigger refuse before update of watermark on source for each row
      when (old.watermark is distinct from new.watermark) execute function refuse()`);
    try {
      expect(await tick(server())).toMatchObject({ state: 'failed', read: 0, error: { code: 'server.internal' } });
    } finally {
      await db.execute(sql`drop trigger refuse on source`);
      await db.execute(sql`drop function refuse()`);
    }
    expect(await watermarks(server())).toEqual(before);
    expect((await readIssue(server(), 'NT-42')).title).not.toBe('Not stored alone');
    await tick(server());
    await expectStoreIsTrue(server());
  });

  it('a run that breaks off half way keeps what it stored, and the next one goes on behind it', async () => {
    const { sample, clock } = server();
    await server().connect();
    for (let index = 0; index < 230; index += 1) {
      clock.advance(minuteMs);
      people().createPage(sample.tasksId, { Name: `Row ${index}` });
    }
    const query = `/v1/data_sources/${sample.tasksId}/query`;
    workspace().faults.next({ path: query, skip: 1, times: 99 }, { answer: { kind: 'status', status: 503 } });
    const broken = await nextTick(server());
    expect(broken).toMatchObject({ state: 'failed', error: { code: 'notion.unavailable' } });
    expect(broken.changed).toBeGreaterThan(90);
    workspace().faults.clear();
    const next = await nextTick(server());
    expect(next.changed).toBe(230 - broken.changed);
    expect(next.unchanged).toBeLessThan(20);
    await expectStoreIsTrue(server());
  });

  it('a first read that breaks off leaves no watermark behind it and starts over', async () => {
    const { sample } = server();
    for (let index = 0; index < 230; index += 1) people().createPage(sample.tasksId, { Name: `Row ${index}` });
    const query = `/v1/data_sources/${sample.tasksId}/query`;
    workspace().faults.next({ path: query, skip: 1, times: 99 }, { answer: { kind: 'status', status: 503 } });
    await server().connect();
    expect((await lastRun(server())).state).toBe('failed');
    expect((await connectionOf(server())).sources[0]?.watermark).toBeNull();
    workspace().faults.clear();
    const again = await nextTick(server());
    expect(again.state).toBe('done');
    expect(again.unchanged).toBeGreaterThanOrEqual(100);
    await expectStoreIsTrue(server());
  });

  it('an edit of what is not kept here moves its time and changes nothing else', async () => {
    await server().connect();
    const before = await storedPage(server(), workspace().findPage('NT-42'));
    server().clock.advance(minuteMs);
    people().writeParagraph(workspace().findPage('NT-42'), 'A new paragraph');
    expect(await nextTick(server())).toMatchObject({ changed: 0 });
    const after = await storedPage(server(), workspace().findPage('NT-42'));
    expect(after).toEqual({ ...before, notionEditedAt: new Date('2026-03-02T09:01:00Z') });
  });
});

describe('edits between servers with different clocks', () => {
  it.each([-10, 10])('arrive when our clock is off by %i minutes', async (offMinutes) => {
    const notionClock = createTestClock('2026-03-02T09:00:00.000Z');
    const startAt = new Date(notionClock.now().getTime() + offMinutes * minuteMs).toISOString();
    const server = await serverWith({ startAt, workspace: { clock: notionClock } });
    await server.connect();
    const { workspace } = server.sample;
    for (let turn = 0; turn < 5; turn += 1) {
      workspace.people.rename(workspace.findPage('NT-42'), `Turn ${turn}`);
      await tick(server);
      await expectStoreIsTrue(server);
      for (const watermark of await watermarks(server)) expect(watermark).toBeLessThan(notionClock.now().getTime());
      workspace.people.rename(workspace.findPage('NT-42'), `Turn ${turn}, later`);
      for (const clock of [notionClock, server.clock]) clock.advance(90 * secondMs);
    }
  });

  it('arrive when our clock is set back by an hour and set forward again', async () => {
    const notionClock = createTestClock('2026-03-02T09:00:00.000Z');
    const server = await serverWith({ workspace: { clock: notionClock } });
    await server.connect();
    const { workspace } = server.sample;
    for (const step of [-hourMs, 30 * minuteMs, 2 * hourMs, -10 * minuteMs]) {
      server.clock.advance(step);
      notionClock.advance(10 * minuteMs);
      workspace.people.rename(workspace.findPage('NT-42'), `After ${step}`);
      workspace.people.setStatus(workspace.findPage('NT-7'), step < 0 ? 'QA' : 'Blocked');
      await tick(server);
      await expectStoreIsTrue(server);
    }
  });
});

describe('edits that Notion shows late or in another order', () => {
  it('a row that is missing from queries for four minutes is found by the ticks after', async () => {
    const server = await serverWith({ workspace: { unsettled: { indexLagMs: 4 * minuteMs } } });
    await server.connect();
    const { workspace } = server.sample;
    workspace.people.rename(workspace.findPage('NT-42'), 'Late');
    server.clock.advance(2 * minuteMs);
    workspace.people.rename(workspace.findPage('NT-1'), 'Later');
    await tick(server);
    server.clock.advance(2 * minuteMs);
    await tick(server);
    server.clock.advance(3 * minuteMs);
    await tick(server);
    await expectStoreIsTrue(server);
  });

  it.each(['floored', 'exact'] as const)('filters that compare %s times find the same edits', async (filterTimes) => {
    const server = await serverWith({ workspace: { unsettled: { filterTimes } } });
    await server.connect();
    const { workspace } = server.sample;
    for (let turn = 0; turn < 8; turn += 1) {
      workspace.people.rename(workspace.findPage(`NT-${[1, 2, 42, 7][turn % 4]}`), `Turn ${turn}`);
      server.clock.advance(25 * secondMs);
      await tick(server);
    }
    await expectStoreIsTrue(server);
  });

  it.each(['snapshot', 'live'] as const)(
    'rows edited while a run goes from page to page are read, paging %s',
    async (paging) => {
      const server = await serverWith({ workspace: { unsettled: { paging } } });
      const { workspace, tasksId } = server.sample;
      for (let index = 0; index < 230; index += 1) {
        workspace.people.createPage(tasksId, { Name: `Row ${index}` });
        server.clock.advance(minuteMs);
      }
      const query = `/v1/data_sources/${tasksId}/query`;
      for (const skip of [1, 0]) {
        beforeAnswer(server, { path: query, skip }, () => {
          workspace.people.rename(workspace.findPage('NT-1'), `Edited while paging ${skip}`);
          workspace.people.setStatus(workspace.findPage('NT-42'), 'QA');
          workspace.people.createPage(tasksId, { Name: 'Made while paging' });
          server.clock.advance(minuteMs);
        });
      }
      await server.connect();
      await nextTick(server);
      await expectStoreIsTrue(server);
    },
  );
});
