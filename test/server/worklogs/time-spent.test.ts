import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, find, hours, remove, requestsSince, typeHours } from './support.ts';

describe('Time Spent', () => {
  const server = useTestServer();

  it('keeps what a person entered: 1.5 hours on top of 10 are 11.5', async () => {
    const { connect, deliver } = server();
    typeHours(server(), 10);
    await connect();
    await book(server());
    await deliver();
    expect(hours(server())).toBe(11.5);
  });

  it('is the rounded sum, not the sum of rounded parts', async () => {
    const { connect, deliver } = server();
    typeHours(server(), null);
    await connect();
    for (let count = 1; count <= 3; count += 1) {
      await book(server(), { seconds: 1200 });
      await deliver();
      expect(hours(server())).toBe([0.33, 0.67, 1][count - 1]);
    }
  });

  it('takes over what a person changes in Notion; neither that nor a comment there makes a worklog', async () => {
    const { connect, deliver, poll, call, clock, sample } = server();
    typeHours(server(), 10);
    await connect();
    await book(server());
    await deliver();
    typeHours(server(), 12);
    sample.workspace.people.addComment(sample.workspace.findPage('NT-42'), '+3.00h — typed by a person');
    clock.advance(11 * minuteMs);
    await poll();
    await book(server(), { seconds: 3600 });
    await deliver();
    expect(hours(server())).toBe(13);
    expect((await call<{ items: unknown[] }>('GET', '/worklogs')).body.items).toHaveLength(2);
  });

  it('that a person emptied starts again from there', async () => {
    const { connect, deliver } = server();
    typeHours(server(), 10);
    await connect();
    await book(server());
    await deliver();
    typeHours(server(), null);
    await book(server(), { seconds: 3600 });
    await deliver();
    expect(hours(server())).toBe(1);
  });

  it('follows a worklog that is changed or taken back', async () => {
    const { connect, deliver } = server();
    typeHours(server(), 10);
    await connect();
    const worklog = await book(server());
    await deliver();
    await change(server(), worklog, { seconds: 7200 });
    await deliver();
    expect(hours(server())).toBe(12);
    await remove(server(), worklog);
    await deliver();
    expect(hours(server())).toBe(10);
  });

  it('costs no write when it is right already', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server());
    await deliver();
    await change(server(), worklog, { text: 'only another text' });
    const from = sample.workspace.requestsLog.length;
    await deliver();
    expect(requestsSince(server(), from)).toEqual(['PATCH /v1/comments/…', 'GET /v1/pages/…']);
  });

  it('is checked in the answer: a number that Notion did not take is written again, and blocked when it never is', async () => {
    const { connect, deliver, sample, services } = server();
    await connect();
    const pageId = sample.workspace.findPage('NT-42');
    const session = services.notion.session(sample.token);
    const unchanged = await session.read((client) => client.pages.retrieve({ page_id: pageId }));
    const notTaken = { kind: 'status', status: 200, body: JSON.stringify(unchanged) } as const;
    sample.workspace.faults.next({ method: 'PATCH', path: '/v1/pages' }, { answer: notTaken });
    const worklog = await book(server());
    await deliver();
    expect(hours(server())).toBe(4);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });

    sample.workspace.faults.next({ method: 'PATCH', path: '/v1/pages', times: 9 }, { answer: notTaken });
    const other = await book(server());
    await deliver();
    expect((await find(server(), other)).timeSpent).toMatchObject({
      state: 'blocked',
      detail: expect.stringMatching(/does not take the hours/u),
    });
  });

  it('of a page that was moved to another database waits with a reason', async () => {
    const { connect, deliver, sample, call } = server();
    await connect();
    const { body: issue } = await call<{ id: string }>('GET', '/issues/NT-43');
    sample.workspace.people.movePage(sample.workspace.findPage('NT-43'), sample.bugsId);
    const worklog = await book(server(), { key: issue.id });
    await deliver();
    const shown = await find(server(), worklog);
    expect(shown.timeSpent).toMatchObject({
      state: 'blocked',
      detail: expect.stringMatching(/moved to another database/u),
    });
  });

  it('written by us makes no period and is no change for the next sync', async () => {
    const { connect, deliver, poll, call, clock, departmentId } = server();
    await connect();
    const history = async () => (await call<{ items: unknown[] }>('GET', '/issues/NT-42/history')).body.items;
    const before = await history();
    clock.advance(30 * secondMs);
    await book(server());
    await deliver();
    const { body: issue } = await call<{ spentSeconds: number }>('GET', '/issues/NT-42');
    expect(issue.spentSeconds).toBe(4 * 3600);
    clock.advance(11 * minuteMs);
    await poll();
    expect(await history()).toEqual(before);
    const runs = await call<{ items: { read: number }[] }>('GET', `/departments/${departmentId}/runs`);
    expect(runs.body.items[0]?.read).toBeGreaterThan(0);
    expect((await call<{ spentSeconds: number }>('GET', '/issues/NT-42')).body.spentSeconds).toBe(4 * 3600);
  });
});
