import { getTableName, is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTables, keptTables, keyOf, leftOut, sealedColumns } from '../../../server/backup/tables.repository.ts';
import { rows } from '../../../server/database/database.ts';
import { openEmpty } from './support.ts';

const server = path.join(import.meta.dirname, '../../../server');

/** The tables that the modules named `x.table.ts` declare, found by looking for the files. */
async function declaredTables(): Promise<string[]> {
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.table.ts'));
  const modules: Record<string, unknown>[] = await Promise.all(
    files.map((file) => import(pathToFileURL(path.join(server, file)).href)),
  );
  const tables = modules.flatMap((module) => Object.values(module)).filter((value) => is(value, PgTable));
  return tables.map(getTableName).toSorted();
}

describe('the tables of a backup', () => {
  let empty: Awaited<ReturnType<typeof openEmpty>>;
  beforeAll(async () => {
    empty = await openEmpty();
  });
  afterAll(() => empty.close());

  it('are all that the schema declares and the migrations make, each one kept or left out for a reason', async () => {
    const made = rows<{ name: string }>(
      await empty.db.execute(sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`),
    ).map(({ name }) => name);
    expect([...allTables.keys()]).toEqual(made);
    expect([...allTables.keys()]).toEqual(await declaredTables());
    expect([...keptTables.keys(), ...Object.keys(leftOut)].toSorted()).toEqual(made);
    for (const reason of Object.values(leftOut)) expect(reason).toMatch(/^[A-Z].{20,}\.$/u);
  });

  it('have a key each, so that a backup of the same data is the same', () => {
    for (const [name, table] of keptTables) expect([name, keyOf(table).length > 0]).toEqual([name, true]);
  });

  it('count nothing themselves: a sequence would go on from where it was before a restore', async () => {
    const sequences = await empty.db.execute(sql`
      select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`);
    expect(rows(sequences)).toEqual([]);
    for (const table of allTables.values()) {
      for (const column of getTableConfig(table).columns) expect(column.generatedIdentity).toBeUndefined();
    }
  });

  it('have no column that a row could be mistaken for another line by, and no text that may hold a line end', () => {
    for (const table of keptTables.values()) {
      for (const { name, columnType } of getTableConfig(table).columns) {
        expect(name).not.toBe('tickmark');
        // Unlike `jsonb` it keeps the line ends between its parts.
        expect(columnType).not.toBe('PgJson');
      }
    }
  });

  it('keep secrets in columns whose names say that they are sealed, all known to the restore that forgets them', () => {
    const sealed = [...keptTables].flatMap(([name, table]) =>
      sealedColumns(table).map((column) => `${name}.${column.name}`),
    );
    expect(sealed).toEqual(['notion_connection.sealed_token', 'webhook_subscription.sealed_token']);
    const columns = [...keptTables].flatMap(([name, table]) =>
      getTableConfig(table).columns.map((column) => `${name}.${column.name}`),
    );
    expect(columns.filter((name) => /\..*(secret|password|token)/u.test(name))).toEqual(
      [...sealed, 'webhook_subscription.token_at'].toSorted(),
    );
  });
});
