import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../support/clock.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { beatAt, beatsAt, repository, secondsOf, send, timeOf } from './support.ts';

const morning = '2026-03-02T06:00:00Z';

/** Seconds by local day. */
async function days(server: TestServer, asked: { from?: string; to?: string } = {}): Promise<Record<string, number>> {
  const { items } = await timeOf(server, { ...asked, groupBy: 'day' });
  return Object.fromEntries(items.map(({ day, seconds }) => [day, seconds]));
}

async function liveIn(server: TestServer, timeZone: string): Promise<void> {
  const { status } = await server.call('PATCH', '/me', { timeZone });
  if (status !== 200) throw new Error(`the time zone was refused: ${status}`);
}

describe('coding time', () => {
  const server = useTestServer();

  it('heartbeats at minutes 0, 2, 10, 24, 40 and 41 are 25 minutes', async () => {
    await send(server(), beatsAt(morning, [0, 2, 10, 24, 40, 41]));
    expect(await secondsOf(server())).toBe(25 * 60);
  });

  it('a gap of exactly 15 minutes counts, one second more is zero', async () => {
    await send(server(), beatsAt(morning, [0, 15]));
    expect(await secondsOf(server())).toBe(15 * 60);
    await send(server(), beatsAt('2026-03-01T06:00:00Z', [0, 15 + 1 / 60]));
    expect(await secondsOf(server(), { to: '2026-03-02T00:00:00Z' })).toBe(0);
  });

  it('one heartbeat alone is no time', async () => {
    await send(server(), beatsAt(morning, [0]));
    expect(await timeOf(server())).toEqual({ items: [], totalSeconds: 0 });
  });

  it('sleep of eight hours is a break', async () => {
    await send(server(), beatsAt(morning, [0, 5, -8 * 60, -8 * 60 - 5]));
    expect(await secondsOf(server())).toBe(600);
  });

  it('the time up to the next heartbeat belongs to the branch of the earlier one', async () => {
    const [first, second, third] = [
      beatsAt(morning, [0], 'a'),
      beatsAt(morning, [7], 'b'),
      beatsAt(morning, [10], 'a'),
    ];
    await send(server(), [...first, ...second, ...third]);
    const { items } = await timeOf(server(), { groupBy: 'branch' });
    expect(items.map(({ branch, seconds }) => [branch, seconds])).toEqual([
      ['a', 420],
      ['b', 180],
    ]);
  });

  it('three windows, two editors and two laptops of one person are the union of their time', async () => {
    const every = (step: number, offset: number) => Array.from({ length: 13 }, (_, index) => offset + index * step);
    await send(server(), [
      ...beatsAt(morning, every(5, 0), 'window one'),
      ...beatsAt(morning, every(5, 1), 'window two'),
      ...beatsAt(morning, every(5, 1), 'window three'),
    ]);
    await send(server(), beatsAt(morning, every(5, 2.5), 'other editor'));
    await send(server(), beatsAt(morning, every(5, -30), 'other laptop'));
    expect(await secondsOf(server())).toBe((30 + 62.5) * 60);
    const byBranch = await timeOf(server(), { groupBy: 'branch' });
    expect(byBranch.items.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(byBranch.totalSeconds);
  });

  it('work on branches without a task, and on none, still counts', async () => {
    await server().connect();
    await send(server(), [
      ...beatsAt(morning, [0, 10], 'NT-42'),
      ...beatsAt(morning, [20, 30], 'main'),
      ...beatsAt(morning, [40, 50], null),
      ...beatsAt(morning, [51], null),
    ]);
    const { items, totalSeconds } = await timeOf(server());
    expect(items.map(({ key, seconds }) => [key, seconds])).toEqual([
      [null, 31 * 60],
      ['NT-42', 20 * 60],
    ]);
    expect(totalSeconds).toBe(51 * 60);
  });

  it('coding time of a task is the sum over all branches that are linked to it', async () => {
    await server().connect();
    const fork = { repository: 'git.example.com/someone/shop' };
    await send(server(), [
      ...beatsAt(morning, [0, 5], 'NT-42-first'),
      ...beatsAt(morning, [10, 15], 'nt-42/second'),
      beatAt('2026-03-02T07:00:00Z', 'NT-42-first', fork),
      beatAt('2026-03-02T07:05:00Z', 'NT-43', fork),
      beatAt('2026-03-02T07:15:00Z', null, fork),
    ]);
    const { items } = await timeOf(server());
    expect(items.map(({ key, seconds }) => [key, seconds])).toEqual([
      ['NT-42', 20 * 60],
      ['NT-43', 10 * 60],
    ]);
  });

  it('of two keys in one branch name the first gets the time, and the totals count it once', async () => {
    await server().connect();
    await send(server(), beatsAt(morning, [0, 10, 20], 'feature/NT-42-NT-43'));
    for (const groupBy of ['issue', 'branch', 'day'] as const) {
      const { items, totalSeconds } = await timeOf(server(), { groupBy });
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({ key: groupBy === 'day' ? null : 'NT-42', seconds: 1200 });
      expect(totalSeconds).toBe(1200);
    }
  });

  it('is one’s own: others see none of it', async () => {
    const { addDeveloper } = server();
    const other = await addDeveloper('Second developer');
    await send(server(), beatsAt(morning, [0, 10]));
    expect(await timeOf(server(), { token: other.token })).toEqual({ items: [], totalSeconds: 0 });
  });

  it('belongs to the department it was sent to', async () => {
    const { call, departmentId } = server();
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Other', slug: 'other' });
    await call('POST', '/heartbeats', { heartbeats: beatsAt(morning, [0, 10], 'NT-42'), departmentId: other.body.id });
    await call('POST', '/heartbeats', { heartbeats: beatsAt(morning, [5, 14], 'NT-42'), departmentId });
    const seconds = async (id: string) => {
      const query = `from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z&departmentId=${id}`;
      return (await call<{ totalSeconds: number }>('GET', `/time?${query}`)).body.totalSeconds;
    };
    expect([await seconds(other.body.id), await seconds(departmentId)]).toEqual([(5 + 4) * 60, 5 * 60]);
  });

  it('the issue, the branch and the repository are named', async () => {
    const { call, connect } = server();
    await connect();
    const { body } = await call<{ id: string }>('GET', '/issues/NT-42');
    await send(server(), beatsAt(morning, [0, 10], 'NT-42'));
    const linked = { key: 'NT-42', issueId: body.id, day: null, seconds: 600 };
    expect((await timeOf(server())).items).toEqual([{ ...linked, repository: null, branch: null }]);
    expect((await timeOf(server(), { groupBy: 'branch' })).items).toEqual([{ ...linked, repository, branch: 'NT-42' }]);
    expect((await timeOf(server(), { groupBy: 'day' })).items).toEqual([
      { key: null, issueId: null, day: '2026-03-02', repository: null, branch: null, seconds: 600 },
    ]);
  });
});

describe('the asked span of coding time', () => {
  const server = useTestServer();

  it('cuts the time at both ends, and neighbouring spans add up to the whole', async () => {
    await send(server(), beatsAt(morning, [0, 10, 20, 25.5]));
    const cut = { from: '2026-03-02T06:04:00Z', to: '2026-03-02T06:21:30Z' };
    expect(await secondsOf(server(), cut)).toBe(17.5 * 60);
    const inside = { from: '2026-03-02T06:12:00Z', to: '2026-03-02T06:13:00Z' };
    expect(await secondsOf(server(), inside)).toBe(60);
    const edges = ['2026-03-02T05:00:00Z', '2026-03-02T06:03:07Z', '2026-03-02T06:20:00Z', '2026-03-02T07:00:00Z'];
    let sum = 0;
    for (const [index, to] of edges.entries()) {
      const from = edges[index - 1];
      if (from !== undefined) sum += await secondsOf(server(), { from, to });
    }
    expect(sum).toBe(await secondsOf(server()));
  });

  it('that is empty, turned round or too long is refused with the field', async () => {
    const ask = async (from: string, to: string) => {
      const { status, body } = await server().call<{ field: string }>('GET', `/time?from=${from}&to=${to}`);
      return [status, body.field];
    };
    expect(await ask('2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z')).toEqual([400, 'to']);
    expect(await ask('2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z')).toEqual([400, 'to']);
    expect(await ask('2026-03-02T00:00:00Z', '2027-05-01T00:00:00Z')).toEqual([400, 'to']);
    expect(await ask('yesterday', '2026-03-01T00:00:00Z')).toEqual([400, 'from']);
  });
});

describe('days of coding time', () => {
  const server = useTestServer({ startAt: '2026-04-20T09:00:00.000Z' });

  it('time is split at the midnight of the person’s zone and not dropped', async () => {
    await liveIn(server(), 'Europe/Berlin');
    await send(server(), beatsAt('2026-03-04T22:55:00Z', [0, 11.5]));
    expect(await days(server())).toEqual({ '2026-03-04': 300, '2026-03-05': 390 });
  });

  it('a changed time zone takes effect at once, for the past too', async () => {
    await send(server(), beatsAt('2026-03-04T22:55:00Z', [0, 10, 20, 30]));
    expect(await days(server())).toEqual({ '2026-03-04': 1800 });
    await liveIn(server(), 'Asia/Kolkata');
    expect(await days(server())).toEqual({ '2026-03-05': 1800 });
    await liveIn(server(), 'America/New_York');
    expect(await days(server())).toEqual({ '2026-03-04': 1800 });
    await liveIn(server(), 'Europe/Berlin');
    expect(await days(server())).toEqual({ '2026-03-04': 300, '2026-03-05': 1500 });
  });

  it('a gap that crosses midnight UTC counts, whichever side comes first', async () => {
    await send(server(), beatsAt('2026-03-05T00:04:00Z', [0]));
    await send(server(), beatsAt('2026-03-04T23:54:00Z', [0]));
    expect(await days(server())).toEqual({ '2026-03-04': 360, '2026-03-05': 240 });
    await send(server(), beatsAt('2026-03-05T23:54:00Z', [0]));
    await send(server(), beatsAt('2026-03-06T00:04:00Z', [0]));
    expect(await secondsOf(server())).toBe(1200);
    await send(server(), beatsAt('2026-03-06T00:00:00Z', [0], 'other'));
    const { items } = await timeOf(server(), { groupBy: 'branch', from: '2026-03-05T12:00:00Z' });
    expect(items.map(({ branch, seconds }) => [branch, seconds])).toEqual([
      ['main', 360],
      ['other', 240],
    ]);
  });

  it('the night when summer time begins is an hour shorter, and no time is lost or invented', async () => {
    await liveIn(server(), 'America/New_York');
    const everyTenMinutes = Array.from({ length: 30 * 6 + 1 }, (_, index) => index * 10);
    await send(server(), beatsAt('2026-03-08T02:00:00Z', everyTenMinutes));
    const byDay = await days(server());
    expect(byDay).toEqual({ '2026-03-07': 3 * 3600, '2026-03-08': 23 * 3600, '2026-03-09': 4 * 3600 });
  });

  it('the night when summer time ends is an hour longer', async () => {
    server().clock.set('2026-11-20T00:00:00Z');
    await liveIn(server(), 'Europe/Berlin');
    const everyTenMinutes = Array.from({ length: 27 * 6 + 1 }, (_, index) => index * 10);
    await send(server(), beatsAt('2026-10-24T21:00:00Z', everyTenMinutes));
    const span = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };
    expect(await days(server(), span)).toEqual({ '2026-10-24': 3600, '2026-10-25': 25 * 3600, '2026-10-26': 3600 });
  });

  it('travel across zones changes no durations', async () => {
    await send(server(), beatsAt('2026-03-04T20:00:00Z', [0, 10, 20]));
    await liveIn(server(), 'Asia/Tokyo');
    await send(server(), beatsAt('2026-03-04T20:30:00Z', [0, 10, 20]));
    expect(await days(server())).toEqual({ '2026-03-05': 3000 });
    await liveIn(server(), 'Pacific/Honolulu');
    expect(await days(server())).toEqual({ '2026-03-04': 3000 });
  });

  it('a zone that does not exist is refused', async () => {
    const { status, body } = await server().call<{ field: string }>('PATCH', '/me', { timeZone: 'Mars/Olympus' });
    expect([status, body.field]).toEqual([400, 'timeZone']);
  });

  it('everybody has their own zone', async () => {
    const other = await server().addDeveloper('Second developer');
    await liveIn(server(), 'Asia/Tokyo');
    for (const token of [server().token, other.token]) {
      await send(server(), beatsAt('2026-03-04T20:00:00Z', [0, 10]), token);
    }
    expect(await days(server())).toEqual({ '2026-03-05': 600 });
    const { items } = await timeOf(server(), { groupBy: 'day', token: other.token });
    expect(items.map(({ day }) => day)).toEqual(['2026-03-04']);
  });

  it('late heartbeats change the days they belong to, up to 90 days back', async () => {
    const { clock } = server();
    const long = clock.now().getTime() - 89 * dayMs;
    await send(server(), [beatAt(clock.now().getTime() - hourMs), beatAt(clock.now().getTime() - hourMs + 60_000)]);
    const span = { from: '2026-01-01T00:00:00Z', to: '2026-05-01T00:00:00Z' };
    expect(await days(server(), span)).toEqual({ '2026-04-20': 60 });
    await send(server(), [beatAt(long), beatAt(long + 600_000)]);
    expect(await days(server(), span)).toEqual({ '2026-01-21': 600, '2026-04-20': 60 });
    await send(server(), [beatAt(long + 1_200_000), beatAt(long + 300_000, 'other')]);
    expect(await days(server(), span)).toEqual({ '2026-01-21': 1200, '2026-04-20': 60 });
  });
});
