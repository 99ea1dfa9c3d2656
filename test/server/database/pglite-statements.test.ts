import { PGlite } from '@electric-sql/pglite';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connectPglite, type PgliteClient, type PgliteConnection } from '../../../server/database/pglite-connection.ts';

let connection: PgliteConnection;

beforeAll(async () => {
  connection = await connectPglite(await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('snapshot'))]) }));
});
afterAll(() => connection.close());

async function rowsOf(sql: string, params: unknown[] = [], client: PgliteClient = connection): Promise<unknown[]> {
  const answer = (await client.query(sql, params)) as { rows: unknown[] };
  return answer.rows;
}

describe('statements of the embedded database', () => {
  it('are read once and answer for the values of each time', async () => {
    const add = 'select $1::int + $2::int as sum, $3::text as word, $4::jsonb as value, $5::timestamptz as at';
    const at = '2026-03-02 09:00:00+00';
    for (const [a, word] of [
      [1, 'ä€😀'],
      [2, ''],
      [3, null],
    ] as const) {
      expect(await rowsOf(add, [a, 1, word, { a }, at])).toEqual([{ sum: a + 1, word, value: { a }, at }]);
    }
    expect(await rowsOf('select name from pg_prepared_statements where statement = $1', [add])).toHaveLength(1);
  });

  it('answer as often as they are asked for side by side, inside of a transaction too', async () => {
    const times = Array.from({ length: 20 }, (_, index) => index);
    const expected = times.map((index) => [{ index }]);
    const ask = (client: PgliteClient) =>
      Promise.all(times.map((index) => rowsOf(`select $1::int as index${' '.repeat(index % 3)}`, [index], client)));
    expect(await ask(connection)).toEqual(expected);
    expect(await connection.transaction(ask)).toEqual(expected);
  });

  it('say what is wrong with them, each time, and the next ones are not harmed', async () => {
    for (let time = 0; time < 2; time += 1) {
      await expect(rowsOf('select 1 / $1::int as x', [0])).rejects.toMatchObject({ code: '22012' });
      await expect(rowsOf('select nothing from nowhere')).rejects.toMatchObject({ code: '42P01' });
      expect(await rowsOf('select 1 / $1::int as x', [1])).toEqual([{ x: 1 }]);
    }
  });

  it('are read again once a table has changed its columns', async () => {
    await connection.query('create table changing (a int)');
    await connection.query('insert into changing values (1)');
    expect(await rowsOf('select * from changing')).toEqual([{ a: 1 }]);
    await connection.query('alter table changing add column b int default 2');
    await expect(rowsOf('select * from changing')).rejects.toMatchObject({ code: '0A000' });
    expect(await rowsOf('select * from changing')).toEqual([{ a: 1, b: 2 }]);
  });

  it('of cursors have the columns of their cursor', async () => {
    const fetched = (select: string) =>
      connection.transaction(async (tx) => {
        await tx.query(`declare read cursor for ${select}`);
        return rowsOf('fetch 10 from read', [], tx);
      });
    expect(await fetched('select 1 as a')).toEqual([{ a: 1 }]);
    expect(await fetched("select 'x' as b, 2 as c")).toEqual([{ b: 'x', c: 2 }]);
  });

  it('are forgotten when there are many, the one that was used longest ago first', async () => {
    for (let index = 0; index < 400; index += 1) {
      expect(await rowsOf(`select ${index} as n`)).toEqual([{ n: index }]);
      expect(await rowsOf('select -1 as kept')).toEqual([{ kept: -1 }]);
    }
    const names = (await rowsOf('select statement from pg_prepared_statements')) as { statement: string }[];
    expect(names.length).toBeLessThanOrEqual(301);
    const statements = names.map(({ statement }) => statement);
    expect(statements).toContain('select -1 as kept');
    expect(statements).toContain('select 399 as n');
    expect(statements).not.toContain('select 0 as n');
    expect(await rowsOf('select 0 as n')).toEqual([{ n: 0 }]);
  });

  it('that come after the end of their transaction are refused', async () => {
    let late: PgliteClient | undefined;
    await connection.transaction((tx) => {
      late = tx;
      return Promise.resolve();
    });
    await expect(late?.query('select 1')).rejects.toThrow('The transaction has ended.');
  });
});
