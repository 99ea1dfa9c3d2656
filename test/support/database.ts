import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { inject } from 'vitest';
import { openPostgres } from '../../server/database/connect.ts';
import type { Database, OpenDatabase } from '../../server/database/database.ts';
import { connectPglite } from '../../server/database/pglite-connection.ts';

let copies = 0;
let embedded: Promise<OpenDatabase> | undefined;
let kept: Promise<{ url: string; empty: () => Promise<unknown> }> | undefined;

/** True when the tests run on a real PostgreSQL instead of the embedded database. */
export const onPostgres = process.env['TEST_DATABASE_URL'] !== undefined;

/** An empty, migrated database. One is kept for the whole worker and emptied, because making one is slow. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  if (onPostgres) {
    kept ??= keepCopy(process.env['TEST_DATABASE_URL'] ?? '');
    const { url, empty: emptyIt } = await kept;
    await emptyIt();
    return openPostgres(url, '', 5);
  }
  embedded ??= openSnapshot();
  const database = await embedded;
  await empty(database.db);
  return { ...database, close: () => Promise.resolve() };
}

async function openSnapshot(): Promise<OpenDatabase> {
  const client = await connectPglite(
    await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('snapshot'))]) }),
  );
  const db = drizzle({ client: client as never }) as unknown as Database;
  await db.execute(sql.raw(emptying));
  // Nothing here outlives the process, and no table grows so large that a plan for a small one would be slow.
  await db.execute(sql`set synchronous_commit = off`);
  await db.execute(sql`set plan_cache_mode = auto`);
  const lost = new Promise<never>(() => {});
  return { db, kind: 'embedded', lost, migrate: () => Promise.resolve(), close: client.close };
}

/**
 * One statement that empties every table. Deleting is quickest while a table is small; what was deleted stays in its
 * file, because nothing vacuums here, so a table that has grown gets a new one.
 */
const emptying = `
  create function pg_temp.empty_tables() returns void language plpgsql as $$
  declare name text; size bigint;
  begin
    for name, size in
      select format('%I', tablename), pg_table_size(format('%I', tablename)::regclass)
      from pg_tables where schemaname = 'public'
    loop
      if size > 262144 then execute 'truncate ' || name;
      elsif size > 0 then execute 'delete from ' || name;
      end if;
    end loop;
  end $$`;

async function empty(db: Database): Promise<void> {
  await db.execute(sql`select pg_temp.empty_tables()`);
}

/** A copy for the whole worker, and a connection that empties it. The end of the run drops it. */
async function keepCopy(serverUrl: string): Promise<{ url: string; empty: () => Promise<unknown> }> {
  const url = await copyTemplate(serverUrl);
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await client.unsafe(emptying);
  return { url, empty: () => client.unsafe('select pg_temp.empty_tables()') };
}

/** A database of its own on the server, copied from the migrated one. Its address is at `url`. */
export async function openCopy(url: string): Promise<OpenDatabase & { url: string }> {
  const copy = await copyTemplate(url);
  const database = openPostgres(copy, '', 5);
  return {
    ...database,
    url: copy,
    close: async () => {
      await database.close();
      await administer(url, `drop database if exists "${new URL(copy).pathname.slice(1)}" with (force)`);
    },
  };
}

async function copyTemplate(url: string): Promise<string> {
  copies += 1;
  const template = inject('template');
  const copy = new URL(url);
  copy.pathname = `/${template}_${process.pid}_${copies}`;
  await administer(url, `create database "${copy.pathname.slice(1)}" template "${template}"`);
  return copy.toString();
}

async function administer(url: string, statement: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end();
  }
}
