import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Totals } from '../../../shared/api/worklog-lists.ts';
import { jobContext } from '../../../server/services.ts';
import { readTotals } from '../../../server/worklogs/worklog-totals.usecases.ts';
import { useTestServer } from '../../support/server.ts';
import { markRestored } from '../../../server/worklogs/restored.usecases.ts';
import { book, hours, remove } from './support.ts';

describe('what worklogs add up to', () => {
  const server = useTestServer();

  async function furnish() {
    const { connect, addDeveloper } = server();
    await connect();
    const ann = await addDeveloper('Ann Example');
    await book(server(), { key: 'NT-42', seconds: 3600, startedAt: '2026-03-01T10:00:00Z' });
    await book(server(), { key: 'NT-43', seconds: 600 });
    await book(server(), { key: 'NT-42', seconds: 1234 }, ann.token);
    await remove(server(), await book(server(), { key: 'NT-42', seconds: 9999 }, ann.token), ann.token);
    return ann;
  }
  const totals = async (query: string, token?: string) => {
    const answer = await server().call<Totals>('GET', `/worklogs/totals?${query}`, undefined, token);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  it('by task, person and day is the same sum, without what was taken back', async () => {
    await furnish();
    const byIssue = await totals('groupBy=issue');
    expect(byIssue).toMatchObject({ totalSeconds: 5434, count: 3, others: { groups: 0, seconds: 0, count: 0 } });
    expect(byIssue.items.map(({ issue, seconds, count }) => [issue?.key, seconds, count])).toEqual([
      ['NT-42', 4834, 2],
      ['NT-43', 600, 1],
    ]);
    const byPerson = await totals('groupBy=person');
    expect(byPerson.items.map(({ person, seconds }) => [person?.name, seconds])).toEqual([
      ['Administrator', 4200],
      ['Ann Example', 1234],
    ]);
    const byDay = await totals('groupBy=day');
    expect(byDay.items.map(({ day, seconds }) => [day, seconds])).toEqual([
      ['2026-03-02', 1834],
      ['2026-03-01', 3600],
    ]);
    expect([byPerson.totalSeconds, byDay.totalSeconds]).toEqual([5434, 5434]);
  });

  it('is narrowed as the list is: by person, task, and days of which both ends count', async () => {
    const ann = await furnish();
    expect((await totals(`personId=${ann.id}`)).totalSeconds).toBe(1234);
    expect((await totals('key=NT-43')).totalSeconds).toBe(600);
    expect((await totals('fromDay=2026-03-01&toDay=2026-03-01')).totalSeconds).toBe(3600);
    expect((await totals('from=2026-03-02T00:00:00Z')).totalSeconds).toBe(1834);
    expect((await totals('toDay=2026-02-28')).items).toEqual([]);
    const list = await server().call<{ items: object[] }>('GET', '/worklogs?fromDay=2026-03-02');
    expect(list.body.items).toHaveLength(2);
  });

  it('for a developer is their own, for an administrator that of the department', async () => {
    const ann = await furnish();
    expect((await totals('groupBy=person', ann.token)).items.map(({ person }) => person?.name)).toEqual([
      'Ann Example',
    ]);
    const others = await server().call('GET', '/worklogs/totals?personId=' + (await me()), undefined, ann.token);
    expect(others).toMatchObject({ status: 403, body: { code: 'auth.forbidden' } });
  });

  it('of more groups than an answer holds says how much the others are', async () => {
    await furnish();
    const ctx = jobContext(server().services, 'test', server().departmentId);
    const { items, others, totalSeconds } = await readTotals(ctx, {}, 'issue', 1);
    expect(items).toMatchObject([{ seconds: 4834 }]);
    expect([others, totalSeconds]).toEqual([{ groups: 1, seconds: 600, count: 1 }, 5434]);
  });

  async function me(): Promise<string> {
    return (await server().call<{ id: string }>('GET', '/me')).body.id;
  }

  it('of more seconds than a small number holds are counted everywhere, and nothing fails by them', async () => {
    const { connect, call, services, deliver } = server();
    await connect();
    await book(server(), { key: 'NT-42', seconds: 86_400 });
    await deliver();
    await services.db.execute(sql`
      insert into worklog select (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), 'seconds', 2000000000))).*
      from worklog as one, generate_series(1, 2)`);
    const seconds = 86_400 + 2 * 2_000_000_000;
    expect(await totals('groupBy=issue')).toMatchObject({ totalSeconds: seconds });
    const list = await call<{ items: { loggedSeconds: number }[] }>('GET', '/issues?search=NT-42');
    expect([list.status, list.body.items[0]?.loggedSeconds]).toEqual([200, seconds]);
    await book(server(), { key: 'NT-42', seconds: 3600 });
    await deliver();
    expect(hours(server())).toBeCloseTo((seconds + 3600) / 3600 + 2.5, 2);
    await services.db.transaction((tx) =>
      markRestored(tx as typeof services.db, services.clock.now(), services.clock.now()),
    );
  });
});
