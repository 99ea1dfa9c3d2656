import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { readIntervals } from '../heartbeats/stored.ts';
import { beatAt, beatsAt, send, timeOf } from '../heartbeats/support.ts';
import { endBranch, repository, resolve, rowsOf } from './support.ts';

const quarterOfAnHour = [-15, -10, -5, 0];

describe('a branch is one of a repository, from its first sight to its end', () => {
  const server = useTestServer();

  it('a heartbeat is a sight of its branch: it is linked without a push', async () => {
    const { connect, clock } = server();
    await connect();
    await send(server(), [beatAt(clock.now(), 'feature/NT-42 - test')]);
    expect(await rowsOf(server(), 'feature/NT-42 - test')).toMatchObject([
      { issue: { key: 'NT-42', title: 'Sign-in page remembers the last workspace' }, rule: 'number' },
    ]);
  });

  it('a renamed branch is another branch and linked at once', async () => {
    const { connect, clock } = server();
    await connect();
    await send(server(), [beatAt(clock.now(), 'fix-login')]);
    await send(server(), [beatAt(clock.now(), 'NT-42-fix-login')]);
    expect((await rowsOf(server(), 'fix-login'))[0]?.issue).toBeNull();
    expect((await rowsOf(server(), 'NT-42-fix-login'))[0]?.issue?.key).toBe('NT-42');
  });

  it('the same name in a fork is another branch', async () => {
    const { connect, clock } = server();
    await connect();
    const fork = { repository: 'git.example.com/someone/shop' };
    await send(server(), beatsAt(clock.now(), quarterOfAnHour, 'NT-42'));
    await send(server(), [
      beatAt(clock.now().getTime() - hourMs, 'NT-42', fork),
      beatAt(clock.now().getTime() - hourMs + 5 * minuteMs, 'NT-42', fork),
    ]);
    expect(await rowsOf(server(), 'NT-42')).toHaveLength(2);
    expect((await timeOf(server(), { groupBy: 'branch' })).items).toMatchObject([
      { key: 'NT-42', repository, branch: 'NT-42', seconds: 900 },
      { key: 'NT-42', ...fork, branch: 'NT-42', seconds: 300 },
    ]);
    await endBranch(server(), 'NT-42');
    expect((await rowsOf(server(), 'NT-42')).filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
  });

  it('sights in one batch, in any order, are the first and the last of one branch', async () => {
    const { connect, clock } = server();
    await connect();
    const [first, second, third] = ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z', '2026-03-02T08:00:00.000Z'];
    await send(server(), [beatAt(second, 'NT-42'), beatAt(third, 'NT-42'), beatAt(first, 'NT-42')]);
    expect(await rowsOf(server(), 'NT-42')).toMatchObject([{ firstSeenAt: first, lastSeenAt: third, endedAt: null }]);
    clock.advance(minuteMs);
    await send(server(), [beatAt('2026-02-01T10:00:00.000Z', 'NT-42')]);
    expect(await rowsOf(server(), 'NT-42')).toMatchObject([
      { firstSeenAt: '2026-02-01T10:00:00.000Z', lastSeenAt: third },
    ]);
  });

  it('a deleted branch that is seen again is another branch; time before stays with the old one', async () => {
    const { connect, clock } = server();
    await connect();
    await send(server(), beatsAt(clock.now(), quarterOfAnHour, 'NT-42'));
    clock.advance(hourMs);
    await endBranch(server(), 'NT-42');
    await send(server(), beatsAt(clock.now(), [0, 5], 'NT-42'));
    clock.advance(hourMs);
    const rows = await rowsOf(server(), 'NT-42');
    expect(rows.map(({ firstSeenAt, endedAt }) => [firstSeenAt, endedAt])).toEqual([
      ['2026-03-02T08:45:00.000Z', '2026-03-02T10:00:00.000Z'],
      ['2026-03-02T10:00:00.000Z', null],
    ]);
    expect(await secondsByRow()).toEqual([900, 300]);
  });

  it('heartbeats from before a branch was deleted, that come late, bring it back neither as living nor as new', async () => {
    const { connect, clock } = server();
    await connect();
    await send(server(), beatsAt(clock.now(), [0, 5], 'NT-42'));
    clock.advance(hourMs);
    await endBranch(server(), 'NT-42');
    clock.advance(20 * dayMs);
    await send(server(), beatsAt('2026-03-02T09:10:00Z', [0, 5, 10], 'NT-42'));
    expect(await rowsOf(server(), 'NT-42')).toMatchObject([
      { endedAt: '2026-03-02T10:00:00.000Z', lastSeenAt: '2026-03-02T09:20:00.000Z' },
    ]);
    expect(await secondsByRow()).toEqual([1200]);
  });

  it('late heartbeats go to the branch that had the name then, also when it is used again', async () => {
    const { connect, clock } = server();
    await connect();
    await send(server(), beatsAt(clock.now(), [0, 5], 'NT-42'));
    clock.advance(hourMs);
    await endBranch(server(), 'NT-42');
    clock.advance(dayMs);
    await send(server(), beatsAt(clock.now(), [0, 5, 10], 'NT-42'));
    clock.advance(20 * dayMs);
    await send(server(), [
      ...beatsAt('2026-03-02T09:10:00Z', [0, 5, 10], 'NT-42'),
      ...beatsAt('2026-03-03T09:55:00Z', [0], 'NT-42'),
      ...beatsAt('2026-03-03T10:15:00Z', [0], 'NT-42'),
    ]);
    const rows = await rowsOf(server(), 'NT-42');
    expect(rows.map(({ firstSeenAt, lastSeenAt, endedAt }) => [firstSeenAt, lastSeenAt, endedAt])).toEqual([
      ['2026-03-02T09:00:00.000Z', '2026-03-02T09:20:00.000Z', '2026-03-02T10:00:00.000Z'],
      ['2026-03-03T09:55:00.000Z', '2026-03-03T10:15:00.000Z', null],
    ]);
    expect(await secondsByRow()).toEqual([1200, 1200]);
  });

  it('a link of a deleted branch stays when another task gets its key', async () => {
    const { connect, poll, sample } = server();
    await connect();
    await resolve(server(), 'NT-7');
    await endBranch(server(), 'NT-7');
    sample.workspace.people.changeUniqueIdPrefix(sample.bugsId, 'NT');
    await poll();
    expect((await rowsOf(server(), 'NT-7'))[0]).toMatchObject({ issue: { key: 'NT-7' }, rule: 'number' });
  });

  it('ending a branch twice, or one of another department, is not found', async () => {
    const { connect, call } = server();
    await connect();
    await resolve(server(), 'NT-42');
    const [row] = await rowsOf(server(), 'NT-42');
    expect((await call('DELETE', `/branches/${row?.id}`)).status).toBe(204);
    expect((await call<{ code: string }>('DELETE', `/branches/${row?.id}`)).body.code).toBe('branch.not_found');
    await resolve(server(), 'NT-43');
    const [living] = await rowsOf(server(), 'NT-43');
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Other', slug: 'other' });
    const elsewhere = await call('DELETE', `/branches/${living?.id}?departmentId=${other.body.id}`);
    expect(elsewhere.status).toBe(404);
    expect((await rowsOf(server(), 'NT-43'))[0]?.endedAt).toBeNull();
  });

  /** Seconds on each of the rows that had the name, oldest first. */
  async function secondsByRow(): Promise<number[]> {
    const rows = await rowsOf(server(), 'NT-42');
    const total = (await timeOf(server(), { groupBy: 'branch' })).totalSeconds;
    const intervals = await readIntervals(server());
    const seconds = rows.map(({ id }) =>
      intervals
        .filter(({ branchId }) => branchId === id)
        .reduce((sum, one) => sum + (one.endMs - one.startMs) / 1000, 0),
    );
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBe(total);
    return seconds;
  }
});
