import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../support/server.ts';
import { endBranch, resolve } from '../branches/support.ts';
import { timeOf } from '../heartbeats/support.ts';
import { book, remove } from '../worklogs/support.ts';
import { bookTracked, part, proposalOf, proposalsOf, proposed, round, track, worklogsOf } from './support.ts';

describe('coding time that is not logged yet', () => {
  const server = useTestServer({ startAt: '2026-03-02T20:00:00.000Z' });

  const unlogged = async (branch = 'NT-42') => (await resolve(server(), branch)).unloggedSeconds;

  it('is proposed by day and task, and what was tracked without a task stands apart', async () => {
    await server().connect();
    await track(server(), '2026-03-01T09:00:00Z', 30, 'feature/NT-42-one-thing');
    await track(server(), '2026-03-02T09:00:00Z', 60, 'feature/NT-42-one-thing');
    await track(server(), '2026-03-02T11:00:00Z', 20, 'NT-42-another');
    await track(server(), '2026-03-02T12:00:00Z', 40, 'NT-43');
    await track(server(), '2026-03-02T14:00:00Z', 10, 'scratch');
    const { items, unassigned, totals, from, to } = await proposalsOf(server());
    expect([from, to]).toEqual(['2026-02-24', '2026-03-02']);
    expect(items.map(({ day, issue, proposedSeconds }) => [day, issue?.key, proposedSeconds])).toEqual([
      ['2026-03-02', 'NT-42', 4800],
      ['2026-03-02', 'NT-43', 2400],
      ['2026-03-01', 'NT-42', 1800],
    ]);
    expect(items[0]?.branches.map(({ branch, seconds }) => [branch, seconds])).toEqual([
      ['feature/NT-42-one-thing', 3600],
      ['NT-42-another', 1200],
    ]);
    expect(items[0]?.text).toBe('one thing; another');
    expect(unassigned).toMatchObject([{ issue: null, unloggedSeconds: 600, branches: [{ branch: 'scratch' }] }]);
    expect(totals).toEqual({
      trackedSeconds: 9600,
      unloggedSeconds: 9000,
      proposedSeconds: 9000,
      unassignedSeconds: 600,
    });
  });

  it('per task is the sum of the coding time on branches linked to it', async () => {
    await server().connect();
    await track(server(), '2026-03-02T09:00:00Z', 33, 'NT-42-a');
    await track(server(), '2026-03-02T10:00:00Z', 17, 'NT-42-b');
    const [time] = (await timeOf(server())).items;
    expect((await proposalOf(server(), 'NT-42')).trackedSeconds).toBe(50 * 60);
    expect(time).toMatchObject({ key: 'NT-42', seconds: 50 * 60 });
  });

  it('has the same name every time, and its days begin at the midnight of the person', async () => {
    const { connect, call } = server();
    await connect();
    await track(server(), '2026-03-01T23:30:00Z', 60);
    const ids = (await proposalsOf(server())).items.map(({ id }) => id);
    expect((await proposalsOf(server())).items.map(({ id }) => id)).toEqual(ids);
    expect(await proposed(server())).toEqual([
      ['2026-03-02', 'NT-42', 1800],
      ['2026-03-01', 'NT-42', 1800],
    ]);
    await call('PATCH', '/me', { timeZone: 'Europe/Berlin' });
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 3600]]);
    await call('PATCH', '/me', { timeZone: 'America/New_York' });
    expect(await proposed(server())).toEqual([['2026-03-01', 'NT-42', 3600]]);
  });

  it('is less by what was logged by hand, and more again when that is taken back', async () => {
    await server().connect();
    await track(server(), '2026-03-01T09:00:00Z', 60);
    await track(server(), '2026-03-02T09:00:00Z', 60);
    const worklog = await book(server(), { seconds: 5400 });
    expect(await proposed(server())).toEqual([
      ['2026-03-02', 'NT-42', 0],
      ['2026-03-01', 'NT-42', 1800],
    ]);
    expect(await proposalOf(server(), 'NT-42', '2026-03-01')).toMatchObject({ byHandSeconds: 1800 });
    expect(await unlogged()).toBe(1800);
    await remove(server(), worklog);
    expect(await unlogged()).toBe(7200);
  });

  it('that the editor logs in the evening, also over midnight, is not proposed again', async () => {
    const { connect, clock } = server();
    await connect();
    clock.set('2026-03-03T01:10:00Z');
    await track(server(), '2026-03-02T22:00:00Z', 180);
    const seconds = await unlogged();
    expect(seconds).toBe(3 * 3600);
    await book(server(), { seconds, startedAt: new Date(clock.now().getTime() - seconds * 1000).toISOString() });
    expect((await proposalsOf(server())).totals.unloggedSeconds).toBe(0);
    expect(await unlogged()).toBe(0);
  });

  it('is the same in the proposals and behind the branch, whatever was booked', async () => {
    await server().connect();
    await track(server(), '2026-02-28T09:00:00Z', 47);
    await track(server(), '2026-03-02T09:00:00Z', 61);
    const agree = async () => {
      const { items } = await proposalsOf(server());
      const sum = items.reduce((total, { unloggedSeconds }) => total + unloggedSeconds, 0);
      expect(await unlogged()).toBe(sum);
      return sum;
    };
    expect(await agree()).toBe(108 * 60);
    await bookTracked(server(), { seconds: 1000 });
    expect(await agree()).toBe(108 * 60 - 1000);
    await book(server(), { seconds: 600 });
    expect(await agree()).toBe(108 * 60 - 1600);
    await bookTracked(server(), { parts: [part('NT-43', 300)] });
    expect(await agree()).toBe(108 * 60 - 1900);
    await server().call('POST', '/proposals/omit', { day: '2026-03-02', key: 'NT-42' });
    expect(await agree()).toBe(47 * 60);
  });

  it('is one’s own: nobody sees or books that of somebody else, not even an administrator', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const developer = await addDeveloper('Ann Example');
    await track(server(), '2026-03-02T09:00:00Z', 60, 'NT-42', developer.token);
    expect((await proposalsOf(server())).items).toEqual([]);
    expect(await proposed(server(), '', developer.token)).toEqual([['2026-03-02', 'NT-42', 3600]]);
  });

  it('can be left out, and proposed again', async () => {
    const { connect, call } = server();
    await connect();
    await track(server(), '2026-03-02T09:00:00Z', 30);
    const omit = (isLeftOut: boolean) =>
      call('POST', '/proposals/omit', { day: '2026-03-02', key: 'NT-42', isLeftOut });
    expect((await omit(true)).status).toBe(204);
    expect(await proposalOf(server(), 'NT-42')).toMatchObject({
      leftOutSeconds: 1800,
      unloggedSeconds: 0,
      proposedSeconds: 0,
    });
    await track(server(), '2026-03-02T10:00:00Z', 10);
    expect(await proposalOf(server(), 'NT-42')).toMatchObject({ unloggedSeconds: 600, leftOutSeconds: 1800 });
    await omit(false);
    expect(await proposalOf(server(), 'NT-42')).toMatchObject({ unloggedSeconds: 2400, leftOutSeconds: 0 });
    const nothing = await call('POST', '/proposals/omit', { day: '2026-03-01', key: 'NT-42' });
    expect(nothing).toMatchObject({ status: 404, body: { code: 'proposal.not_found' } });
  });

  it('is asked for at most 92 days at once, the first not after the last', async () => {
    await server().connect();
    const ask = (query: string) => server().call('GET', `/proposals${query}`);
    expect((await ask('?from=2025-12-01&to=2026-03-02')).status).toBe(200);
    expect(await ask('?from=2025-11-30&to=2026-03-02')).toMatchObject({ status: 400, body: { field: 'from' } });
    expect(await ask('?from=2026-03-03&to=2026-03-02')).toMatchObject({ status: 400, body: { field: 'from' } });
    expect(await ask('?from=2026-02-30')).toMatchObject({ status: 400, body: { field: 'from' } });
  });

  it('is rounded as the department says, on the sum of the day', async () => {
    await server().connect();
    await round(server(), 15, 'up');
    await track(server(), '2026-03-02T09:00:00Z', 20);
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 1800]]);
    await bookTracked(server());
    await track(server(), '2026-03-02T10:00:00Z', 5);
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 0]]);
    await track(server(), '2026-03-02T11:00:00Z', 15);
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 900]]);
    await bookTracked(server());
    expect((await worklogsOf(server())).map(({ seconds }) => seconds)).toEqual([1800, 900]);
    await round(server(), 0, 'nearest');
    expect((await proposalsOf(server())).totals.proposedSeconds).toBe(0);
  });

  it('rounded to nothing waits for more', async () => {
    await server().connect();
    await round(server(), 15, 'nearest');
    await track(server(), '2026-03-02T09:00:00Z', 7);
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 0]]);
    await track(server(), '2026-03-02T10:00:00Z', 1);
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 900]]);
  });

  it('that is booked does not come back when the branch ends, or days begin elsewhere', async () => {
    const { connect, call } = server();
    await connect();
    await track(server(), '2026-03-01T23:30:00Z', 60, 'feature/NT-42');
    for (const { day } of (await proposalsOf(server())).items) await bookTracked(server(), { day });
    await endBranch(server(), 'feature/NT-42');
    for (const timeZone of ['UTC', 'America/New_York', 'Asia/Tokyo']) {
      await call('PATCH', '/me', { timeZone });
      expect((await proposalsOf(server())).totals).toMatchObject({ trackedSeconds: 3600, unloggedSeconds: 0 });
    }
  });

  it('that is booked elsewhere does not come back when its branch gets a task', async () => {
    const { connect, poll, sample, clock } = server();
    await connect();
    await track(server(), '2026-03-02T09:00:00Z', 30, 'NT-1338');
    const [waiting] = (await proposalsOf(server())).unassigned;
    expect(waiting).toMatchObject({ unloggedSeconds: 1800, branches: [{ branch: 'NT-1338' }] });
    await bookTracked(server(), { source: waiting?.source ?? '', parts: [part('NT-43', 1200)] });
    clock.advance(600_000);
    sample.workspace.people.createPage(sample.tasksId, { title: 'A new task' });
    await poll();
    const { items, unassigned } = await proposalsOf(server());
    expect(unassigned).toEqual([]);
    expect(items).toMatchObject([{ issue: { key: 'NT-1338' }, trackedSeconds: 1800, unloggedSeconds: 600 }]);
  });
});
