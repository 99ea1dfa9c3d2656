import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serverSetting } from '../../server/config/server-setting.table.ts';
import {
  databaseCode,
  isDatabaseAway,
  rows,
  uniqueViolation,
  type OpenDatabase,
} from '../../server/database/database.ts';
import { inTransaction } from '../../server/database/transaction.ts';
import { department } from '../../server/departments/departments.table.ts';
import { onPostgres, openTestDatabase } from '../support/database.ts';

let database: OpenDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.delete(serverSetting);
  await database.db.delete(department);
});

const put = (name: string, value = 'v') => ({ name, value });
const names = async () => (await database.db.select().from(serverSetting)).map(({ name }) => name).toSorted();
const failureOf = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('both databases', () => {
  it('give the rows of a plain statement in the same form', async () => {
    const result = await database.db.execute(sql`select 1 as one, 'a' as letter union select 2, 'b' order by one`);
    expect(rows(result)).toEqual([
      { one: 1, letter: 'a' },
      { one: 2, letter: 'b' },
    ]);
    expect(rows(await database.db.execute(sql`select 1 where false`))).toEqual([]);
  });

  it('count as numbers, also what the driver would give as text', async () => {
    await database.db.insert(serverSetting).values([put('a'), put('b')]);
    expect(await database.db.$count(serverSetting)).toBe(2);
    const [row] = rows<{ all: number }>(
      await database.db.execute(sql`select count(*)::int as all from server_setting`),
    );
    expect(row?.all).toBe(2);
  });

  it('name the constraint that a second row of the same kind violates', async () => {
    const team = { name: 'A', slug: 'one', createdAt: new Date(0) };
    const first = { id: '00000000-0000-7000-8000-000000000001', ...team };
    await database.db.insert(department).values(first);
    const bySlug = await failureOf(
      database.db.insert(department).values({ ...first, id: '00000000-0000-7000-8000-000000000002' }),
    );
    expect(uniqueViolation(bySlug)).toBe('department_slug_unique');
    expect(databaseCode(bySlug)).toBe('23505');
    const byId = await failureOf(database.db.insert(department).values({ ...first, slug: 'two' }));
    expect(uniqueViolation(byId)).toBe('department_pkey');
  });

  it('name the constraint also inside a transaction, which is then undone', async () => {
    const failure = await failureOf(
      inTransaction(database.db, async (tx) => {
        await tx.insert(serverSetting).values(put('a'));
        await tx.insert(serverSetting).values(put('a'));
      }),
    );
    expect(uniqueViolation(failure)).toBe('server_setting_pkey');
    expect(await names()).toEqual([]);
  });

  it('tell other failures apart from a violated constraint and from an absent database', async () => {
    const failure = await failureOf(database.db.execute(sql`select * from no_such_table`));
    expect(databaseCode(failure)).toBe('42P01');
    expect(uniqueViolation(failure)).toBeUndefined();
    expect(isDatabaseAway(failure)).toBe(false);
  });

  it.each(['40001', '40P01'])(
    'run a transaction again that PostgreSQL ended with %s, and keep it once',
    async (code) => {
      let attempts = 0;
      await inTransaction(database.db, async (tx) => {
        attempts += 1;
        await tx.insert(serverSetting).values(put('once'));
        if (attempts < 3)
          await tx.execute(sql.raw(`do $$ begin raise exception 'conflict' using errcode = '${code}'; end $$`));
      });
      expect(attempts).toBe(3);
      expect(await names()).toEqual(['once']);
    },
  );

  it('give a transaction up that fails that way five times, and do not repeat another failure', async () => {
    let attempts = 0;
    const fail = (code: string) =>
      failureOf(
        inTransaction(database.db, async (tx) => {
          attempts += 1;
          await tx.execute(sql.raw(`do $$ begin raise exception 'conflict' using errcode = '${code}'; end $$`));
        }),
      );
    expect(databaseCode(await fail('40001'))).toBe('40001');
    expect(attempts).toBe(5);
    attempts = 0;
    expect(databaseCode(await fail('23514'))).toBe('23514');
    expect(attempts).toBe(1);
  });

  it('fail a transaction in which a failed statement was overlooked', async () => {
    const failure = await failureOf(
      inTransaction(database.db, async (tx) => {
        await tx.insert(serverSetting).values(put('a'));
        await failureOf(tx.insert(serverSetting).values(put('a')));
      }),
    );
    // The embedded database without its thread says nothing here; the thread is tested by itself.
    if (onPostgres) expect(failure).toBeInstanceOf(Error);
    expect(await names()).toEqual([]);
  });

  it('keep text in any script and text that looks like SQL as it is', async () => {
    const texts = ['Ünïcödé 漢字 🙂', `'; drop table server_setting; --`, '\\x00', '$1', 'line\nbreak\ttab', ''];
    await database.db.insert(serverSetting).values(texts.map((value, index) => put(String(index), value)));
    const stored = await database.db.select().from(serverSetting).orderBy(serverSetting.name);
    expect(stored.map(({ value }) => value)).toEqual(texts);
  });

  it('keep instants to the millisecond, from the year 1000 to the year 9999', async () => {
    const instants = [
      '1000-01-01T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '2026-03-29T01:30:00.123Z',
      '9999-12-31T23:59:59.999Z',
    ];
    for (const [index, instant] of instants.entries()) {
      const id = `00000000-0000-7000-8000-00000000000${index}`;
      await database.db.insert(department).values({ id, name: 'A', slug: `s${index}`, createdAt: new Date(instant) });
      const [row] = await database.db.select().from(department).where(eq(department.id, id));
      expect(row?.createdAt.toISOString()).toBe(instant);
    }
  });
});

describe.skipIf(!onPostgres)('transactions side by side on PostgreSQL', () => {
  it('both succeed when they end in a deadlock, because one is run again', async () => {
    await database.db.insert(serverSetting).values([put('left', '0'), put('right', '0')]);
    const add = (tx: OpenDatabase['db'], name: string) =>
      tx
        .update(serverSetting)
        .set({ value: sql`(value::int + 1)::text` })
        .where(eq(serverSetting.name, name));
    let attempts = 0;
    let arrived = 0;
    let bothHaveOne: () => void = () => {};
    const meeting = new Promise<void>((resolve) => {
      bothHaveOne = resolve;
    });
    const crossing = (first: string, second: string) =>
      inTransaction(database.db, async (tx) => {
        attempts += 1;
        await add(tx, first);
        arrived += 1;
        if (arrived === 2) bothHaveOne();
        await meeting;
        await add(tx, second);
      });
    await Promise.all([crossing('left', 'right'), crossing('right', 'left')]);
    // Who is run again may be faster than who was let go on, and meet it once more.
    expect(attempts).toBeGreaterThanOrEqual(3);
    const stored = await database.db.select().from(serverSetting);
    expect(stored.map(({ value }) => value)).toEqual(['2', '2']);
  });
});
