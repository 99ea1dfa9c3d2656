import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { historyOf, nextTick, readIssue, storedPage, sweep, tick } from '../sources/support.ts';

describe('the statuses a task had', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const people = () => workspace().people;
  const statusesOf = async (key: string) => (await historyOf(server(), key)).map(({ status }) => status);

  it('begin at its creation, with a start that is not known for what was there before the first read', async () => {
    await server().connect();
    const page = await storedPage(server(), workspace().findPage('NT-42'));
    expect(await historyOf(server(), 'NT-42')).toEqual([
      {
        status: 'In Progress',
        defaultStatus: 'IN_PROGRESS',
        startedAt: page.notionCreatedAt.toISOString(),
        endedAt: null,
        startKnown: false,
        uncertaintySeconds: 0,
      },
    ]);
  });

  it('follow each other without a gap, each from its edit on', async () => {
    const { clock } = server();
    await server().connect();
    for (const status of ['In Review', 'QA', 'Released to prod']) {
      clock.advance(7 * minuteMs);
      people().setStatus(workspace().findPage('NT-42'), status);
      clock.advance(3 * minuteMs);
      await tick(server());
    }
    const history = await historyOf(server(), 'NT-42');
    expect(history.map(({ status, defaultStatus }) => [status, defaultStatus])).toEqual([
      ['In Progress', 'IN_PROGRESS'],
      ['In Review', 'IN_PROGRESS'],
      ['QA', 'UNDEFINED'],
      ['Released to prod', 'DONE'],
    ]);
    const starts = history.map(({ startedAt, uncertaintySeconds }) => [startedAt.slice(11, 16), uncertaintySeconds]);
    expect(starts.slice(1)).toEqual([
      ['09:07', 420],
      ['09:17', 420],
      ['09:27', 420],
    ]);
    for (const [index, period] of history.entries()) expect(period.endedAt).toBe(history[index + 1]?.startedAt ?? null);
  });

  it('leave out what came and went between two polls, and say how unsure the start is', async () => {
    const { clock } = server();
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    for (const status of ['In Review', 'QA']) {
      clock.advance(3 * minuteMs);
      people().setStatus(pageId, status);
    }
    clock.advance(4 * minuteMs);
    await tick(server());
    expect(await historyOf(server(), 'NT-42')).toMatchObject([
      { status: 'In Progress', endedAt: '2026-03-02T09:06:00.000Z' },
      { status: 'QA', startedAt: '2026-03-02T09:06:00.000Z', uncertaintySeconds: 360 },
    ]);
    people().setStatus(pageId, 'Blocked');
    people().setStatus(pageId, 'QA');
    await nextTick(server());
    expect(await statusesOf('NT-42')).toEqual(['In Progress', 'QA']);
  });

  it('of a page made since the last poll have a known start', async () => {
    const { clock, sample } = server();
    await server().connect();
    clock.advance(4 * minuteMs);
    const pageId = people().createPage(sample.tasksId, { Name: 'New' });
    await nextTick(server());
    const { projectKey } = await storedPage(server(), pageId);
    expect(await historyOf(server(), projectKey ?? '')).toMatchObject([
      { status: 'To-do', startedAt: '2026-03-02T09:04:00.000Z', startKnown: true, uncertaintySeconds: 60 },
    ]);
  });

  it('that changed while the page was out of sight are as unsure as that was long', async () => {
    const { clock } = server();
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    people().archive(pageId);
    await sweep(server());
    clock.advance(5 * 60 * minuteMs);
    people().setStatus(pageId, 'QA');
    await nextTick(server());
    people().unarchive(pageId);
    await nextTick(server());
    const [, qa] = await historyOf(server(), 'NT-42');
    expect(qa).toMatchObject({ status: 'QA' });
    expect(qa?.uncertaintySeconds).toBeGreaterThan(5 * 3600);
  });

  it('stay as they are when we write Time Spent, though Notion counts that as an edit', async () => {
    const { call, deliver } = server();
    await server().connect();
    const before = await historyOf(server(), 'NT-42');
    const updatedAt = (await readIssue(server(), 'NT-42')).updatedAt;
    await call('POST', '/worklogs', { id: randomUUID(), key: 'NT-42', seconds: 5400, text: 'fixed flaky test' });
    server().clock.advance(minuteMs);
    await deliver();
    await nextTick(server());
    const after = await readIssue(server(), 'NT-42');
    expect(after.spentSeconds).toBe((2.5 + 1.5) * 3600);
    expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
    expect(await historyOf(server(), 'NT-42')).toEqual(before);
    expect((await nextTick(server())).changed).toBe(0);
  });

  it('stay when a person changes Time Spent in Notion, and the new number is read', async () => {
    await server().connect();
    const before = await historyOf(server(), 'NT-42');
    people().setTimeSpent(workspace().findPage('NT-42'), 10);
    await nextTick(server());
    expect((await readIssue(server(), 'NT-42')).spentSeconds).toBe(36_000);
    expect(await historyOf(server(), 'NT-42')).toEqual(before);
    const { body } = await server().call<{ items: unknown[] }>('GET', '/worklogs');
    expect(body.items).toEqual([]);
  });
});
