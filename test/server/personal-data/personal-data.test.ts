import { randomUUID } from 'node:crypto';
import { getTableColumns, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Deleted, PersonalData } from '../../../shared/api/personal-data.ts';
import { personalData } from '../../../shared/api/personal-data.ts';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { rows } from '../../../server/database/database.ts';
import { codingInterval, heartbeat } from '../../../server/heartbeats/heartbeats.table.ts';
import { minuteMs } from '../../support/clock.ts';
import { type TestServer, useTestServer } from '../../support/server.ts';
import { bookTracked, proposalsOf, track } from '../booking/support.ts';
import { secondServer, slowServer, somebodyWaits } from '../heartbeats/slow-server.ts';
import { countHeartbeats, readIntervals } from '../heartbeats/stored.ts';
import { posted } from '../worklogs/support.ts';
import { beatAt, secondsOf, send } from '../heartbeats/support.ts';

const morning = '2026-03-02T08:00:00Z';

async function remove(server: TestServer, query = '', token?: string) {
  return server.call<Deleted>('DELETE', `/me/time${query}`, undefined, token);
}

async function exported(server: TestServer, query = '', token = server.token): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await server.request(`/api/v1/me/export${query}`, { headers });
  expect(answer.status).toBe(200);
  return answer.text();
}

async function countOf(server: TestServer, table: string): Promise<number> {
  const [row] = rows<{ count: number }>(
    await server.services.db.execute(sql`select count(*)::int as count from ${sql.identifier(table)}`),
  );
  return row?.count ?? 0;
}

async function log(server: TestServer, token?: string): Promise<Worklog> {
  const body = { id: randomUUID(), key: 'NT-42', seconds: 3600, text: 'by hand' };
  return (await server.call<Worklog>('POST', '/worklogs', body, token)).body;
}

describe('deleting one’s coding time', () => {
  const server = useTestServer();
  let ana: { id: string; token: string };

  beforeEach(async () => {
    await server().connect();
    ana = await server().addDeveloper('Ana Lima');
    server().clock.set('2026-03-02T12:00:00Z');
    await track(server(), morning, 60, 'NT-42', ana.token);
  });

  it('takes heartbeats, coding time, bookings and automatic booking, and answers how much there was', async () => {
    await bookTracked(server(), {}, ana.token);
    await server().call('PATCH', '/me/booking', { automatic: ['daily'] }, ana.token);
    const before = await secondsOf(server(), { token: ana.token });
    expect(await countOf(server(), 'booking_setting')).toBe(1);
    expect(before).toBe(3600);
    const { status, body } = await remove(server(), '', ana.token);
    expect([status, body]).toMatchObject([
      200,
      { deletedBefore: '2026-03-02T12:00:00.000Z', heartbeats: 13, intervals: 1, bookings: 1, worklogs: 0, tokens: 0 },
    ]);
    for (const table of ['heartbeat', 'coding_interval', 'booking', 'booking_span', 'booking_setting']) {
      expect([table, await countOf(server(), table)]).toEqual([table, 0]);
    }
    expect(await secondsOf(server(), { token: ana.token })).toBe(0);
    expect((await proposalsOf(server(), '', ana.token)).items).toEqual([]);
  });

  it('leaves worklogs, with their comments and hours, as they are', async () => {
    await log(server(), ana.token);
    await server().deliver();
    await remove(server(), '', ana.token);
    await server().deliver();
    const { body } = await server().call<{ items: Worklog[] }>('GET', '/worklogs', undefined, ana.token);
    expect(body.items.map(({ seconds, state }) => [seconds, state])).toEqual([[3600, 'done']]);
    expect(posted(server())).toHaveLength(1);
  });

  it('on wish deletes one’s own worklogs as single deletions would: comment removed, hours lowered, each in the audit', async () => {
    const mine = await log(server(), ana.token);
    const others = await log(server());
    await server().deliver();
    const { body } = await remove(server(), '?worklogs=delete', ana.token);
    expect(body.worklogs).toBe(1);
    await server().deliver();
    const list = await server().call<{ items: Worklog[] }>('GET', '/worklogs', undefined);
    expect(list.body.items.map(({ id }) => id)).toEqual([others.id]);
    const issue = await server().call<{ spentSeconds: number }>('GET', '/issues/NT-42');
    // The task had 2.5 hours before.
    expect(issue.body.spentSeconds).toBe(3.5 * 3600);
    expect(posted(server())).toHaveLength(1);
    const audited = rows<{ action: string }>(
      await server().services.db.execute(
        sql`select action from audit_entry where subject = ${mine.id} order by at, id`,
      ),
    );
    expect(audited.map(({ action }) => action)).toContain('worklog.deleted');
  });

  it('what was recorded before and arrives later is dropped one by one with a code that stays, and stored nowhere', async () => {
    await remove(server(), '', ana.token);
    server().clock.advance(10 * minuteMs);
    const results = await send(
      server(),
      [
        beatAt('2026-03-02T11:59:00Z', 'NT-42'),
        beatAt('2026-03-02T12:00:00Z', 'NT-42'),
        beatAt('2026-03-02T12:05:00Z', 'NT-42'),
        { id: 'no' },
      ],
      ana.token,
    );
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['rejected', 'heartbeat.deleted'],
      ['rejected', 'heartbeat.deleted'],
      ['stored', undefined],
      ['rejected', undefined],
    ]);
    expect(await countHeartbeats(server())).toBe(1);
  });

  it('one that is stored at the same moment is deleted too: it never comes back in silence', async () => {
    const slow = slowServer(server());
    const sending = slow.send([beatAt('2026-03-02T11:00:00Z', 'NT-42')]);
    await slow.worked;
    const deleting = remove(server());
    await somebodyWaits(server());
    slow.commit();
    expect((await sending).map(({ status }) => status)).toEqual(['stored']);
    expect((await deleting).body.heartbeats).toBe(1);
    const [again] = await secondServer(server())([beatAt('2026-03-02T11:00:00Z', 'NT-42')]);
    expect(again?.code).toBe('heartbeat.deleted');
  });

  it('may be repeated: the second time there is nothing left, and the mark moves on', async () => {
    await remove(server(), '', ana.token);
    server().clock.advance(minuteMs);
    const { status, body } = await remove(server(), '?worklogs=delete', ana.token);
    expect([status, body]).toMatchObject([
      200,
      { deletedBefore: '2026-03-02T12:01:00.000Z', heartbeats: 0, intervals: 0, bookings: 0, worklogs: 0 },
    ]);
  });

  it('touches nobody else', async () => {
    await track(server(), morning, 30, 'NT-42');
    await secondsOf(server());
    await remove(server(), '', ana.token);
    expect(await secondsOf(server())).toBe(1800);
    const [mine] = await send(server(), [beatAt('2026-03-02T11:59:00Z', 'NT-42')]);
    expect(mine?.status).toBe('stored');
    expect((await readIntervals(server())).every(({ personId }) => personId !== ana.id)).toBe(true);
  });

  it('leaves the time in another department of the person, computed as if there were nothing beside it', async () => {
    const other = await server().call<{ id: string }>('POST', '/departments', { name: 'Other', slug: 'other' });
    const here = `?departmentId=${server().departmentId}`;
    const there = other.body.id;
    const beats = [0, 10, 20].map((minute) => beatAt(Date.parse(morning) + minute * minuteMs, 'main'));
    const between = [5, 15].map((minute) => beatAt(Date.parse(morning) + minute * minuteMs, 'main'));
    await server().call('POST', '/heartbeats', { heartbeats: beats, departmentId: there });
    await server().call('POST', '/heartbeats', { heartbeats: between, departmentId: server().departmentId });
    const asked = `/time?from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z&departmentId=${there}`;
    const total = async () => (await server().call<{ totalSeconds: number }>('GET', asked)).body.totalSeconds;
    expect(await total()).toBe(10 * 60);
    expect((await remove(server(), here)).status).toBe(200);
    expect(await total()).toBe(20 * 60);
  });

  it('asks which department, where there are several', async () => {
    await server().call('POST', '/departments', { name: 'Other', slug: 'other' });
    expect((await remove(server())).status).toBe(400);
  });

  it('on wish ends all tokens, after everything else', async () => {
    const { body } = await remove(server(), '?tokens=end', ana.token);
    expect(body.tokens).toBe(1);
    expect((await server().call('GET', '/me', undefined, ana.token)).status).toBe(401);
    expect((await server().call('GET', '/me')).status).toBe(200);
  });

  it('is in the audit, without what was deleted', async () => {
    await remove(server(), '', ana.token);
    const entries = rows<{ actor: string; detail: object }>(
      await server().services.db.execute(
        sql`select actor, detail from audit_entry where action = 'coding_time.deleted' and subject = ${ana.id}`,
      ),
    );
    expect(entries).toEqual([
      { actor: `person:${ana.id}`, detail: { heartbeats: 13, intervals: expect.any(Number) as number, bookings: 0 } },
    ]);
  });
});

describe('exporting one’s data', () => {
  const server = useTestServer();
  let ana: { id: string; token: string };

  beforeEach(async () => {
    await server().connect();
    ana = await server().addDeveloper('Ana "=Lima"', 'ana@example.com');
    server().clock.set('2026-03-02T12:00:00Z');
    await track(server(), morning, 60, 'NT-42', ana.token);
    await log(server(), ana.token);
    const link = { repository: 'git.example.com/acme/shop', branch: 'NT-42', key: 'NT-42' };
    await server().call('PUT', '/branches/link', link, ana.token);
    await track(server(), morning, 30, 'secret-of-others');
    await log(server());
  });

  it('as JSON holds everything of the person, as described, and nothing of others', async () => {
    const text = await exported(server(), '', ana.token);
    const data = personalData.parse(JSON.parse(text)) satisfies PersonalData;
    expect(data.person).toMatchObject({ id: ana.id, email: 'ana@example.com' });
    expect(data.tokens.map(({ name }) => name)).toEqual(['test']);
    expect(data.links).toMatchObject([{ branch: 'NT-42', key: 'NT-42' }]);
    expect(data.worklogs.map(({ seconds, key }) => [seconds, key])).toEqual([[3600, 'NT-42']]);
    expect(data.codingTime).toMatchObject([{ key: 'NT-42', startedAt: '2026-03-02T08:00:00.000Z' }]);
    expect(data.heartbeats).toHaveLength(13);
    expect(data.deletedBefore).toBeNull();
    expect(text).not.toContain('secret-of-others');
    expect(text.startsWith('{"exportedAt":')).toBe(true);
  });

  it('leaves out nothing that is kept of signs of activity and coding time, nor whether one hides', async () => {
    const at = '2026-03-02T10:00:00.000Z';
    const [beat] = [beatAt(Date.parse(at), 'NT-42')];
    await send(server(), [{ ...beat, editor: 'JetBrains', pausedAt: '2026-03-02T09:30:00.000Z' }], ana.token);
    await server().call('PATCH', '/me', { hidesFromColleagues: true }, ana.token);
    const data = personalData.parse(JSON.parse(await exported(server(), '', ana.token)));
    expect(data.person.hidesFromColleagues).toBe(true);
    expect(data.heartbeats.at(-1)).toMatchObject({ editor: 'JetBrains', pausedAt: '2026-03-02T09:30:00.000Z' });
    const keptOf = (table: Parameters<typeof getTableColumns>[0], others: readonly string[]) =>
      Object.keys(getTableColumns(table)).filter((column) => !['personId', 'departmentId', ...others].includes(column));
    expect(Object.keys(data.heartbeats[0] ?? {}).toSorted()).toEqual(keptOf(heartbeat, []).toSorted());
    // The branch is told by its names and its task.
    const interval = [...keptOf(codingInterval, ['branchId']), 'key'];
    expect(Object.keys(data.codingTime[0] ?? {}).toSorted()).toEqual(interval.toSorted());
  });

  it('as CSV is one table, in which no text is a formula', async () => {
    const lines = (await exported(server(), '?format=csv', ana.token)).trim().split('\r\n');
    expect(lines[0]).toBe('kind,id,at,endedAt,seconds,repository,branch,key,text,details');
    const kinds = lines.slice(1).map((line) => line.split(',')[0]);
    expect([...new Set(kinds)]).toEqual(['person', 'token', 'link', 'worklog', 'codingTime', 'heartbeat']);
    expect(kinds.filter((kind) => kind === 'heartbeat')).toHaveLength(13);
    expect(lines.join('\n')).not.toMatch(/,=/u);
  });

  it('of more than a page is whole and in order', async () => {
    const beats = Array.from({ length: 1100 }, (_, index) =>
      beatAt(Date.parse(morning) + 3_600_000 + index * 1000, 'NT-42'),
    );
    await send(server(), beats, ana.token);
    const data = JSON.parse(await exported(server(), '', ana.token)) as PersonalData;
    expect(data.heartbeats).toHaveLength(1113);
    expect(data.heartbeats.map(({ at }) => at)).toEqual(data.heartbeats.map(({ at }) => at).toSorted());
  });

  it('of nothing names every list all the same', async () => {
    const ben = await server().addDeveloper('Ben Ode');
    const data = personalData.parse(JSON.parse(await exported(server(), '', ben.token)));
    expect([data.heartbeats, data.codingTime, data.worklogs, data.comments, data.links]).toEqual([[], [], [], [], []]);
  });

  it('after a deletion says when that was', async () => {
    await remove(server(), '', ana.token);
    const data = JSON.parse(await exported(server(), '', ana.token)) as PersonalData;
    expect([data.deletedBefore, data.heartbeats, data.worklogs.length]).toEqual(['2026-03-02T12:00:00.000Z', [], 1]);
  });
});

describe('a pause', () => {
  const server = useTestServer();

  it('is not counted, however short it was; what comes before and after it is', async () => {
    const at = (minute: number, pausedAt?: number) => ({
      ...beatAt(Date.parse(morning) + minute * minuteMs),
      ...(pausedAt === undefined
        ? {}
        : { pausedAt: new Date(Date.parse(morning) + pausedAt * minuteMs).toISOString() }),
    });
    server().clock.set('2026-03-02T12:00:00Z');
    await send(server(), [at(0), at(5), at(11, 6), at(15)]);
    expect(await secondsOf(server())).toBe(9 * 60);
  });

  it('of one window does not touch what another one counted meanwhile', async () => {
    const at = (minute: number, pausedAt?: number) => ({
      ...beatAt(Date.parse(morning) + minute * minuteMs),
      ...(pausedAt === undefined
        ? {}
        : { pausedAt: new Date(Date.parse(morning) + pausedAt * minuteMs).toISOString() }),
    });
    server().clock.set('2026-03-02T12:00:00Z');
    await send(server(), [at(0), at(8), at(11, 6), at(13, 6)]);
    expect(await secondsOf(server())).toBe((8 - 0 + 3 + 2) * 60);
  });
});
