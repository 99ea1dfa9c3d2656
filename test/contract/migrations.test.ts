import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openPostgres } from '../../server/database/connect.ts';
import { rows, type Database, type OpenDatabase } from '../../server/database/database.ts';
import { migrateEmbedded } from '../../server/database/migrate.ts';
import { onPostgres } from '../support/database.ts';

const folder = path.join(import.meta.dirname, '../../server/database/migrations');
const work = mkdtempSync(path.join(tmpdir(), 'migrations-'));
const serverUrl = process.env['TEST_DATABASE_URL'] ?? '';
const closing: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const close of closing) await close();
  rmSync(work, { recursive: true });
});

interface Journal {
  entries: { idx: number; when: number; tag: string }[];
}

const journal = JSON.parse(readFileSync(path.join(folder, 'meta/_journal.json'), 'utf8')) as Journal;

/** A folder with the first migrations only, or with one more than there are. */
function folderWith(count: number): string {
  const copy = mkdtempSync(path.join(work, 'folder-'));
  cpSync(folder, copy, { recursive: true });
  const entries = journal.entries.slice(0, count);
  const last = journal.entries.at(-1);
  if (count > journal.entries.length && last !== undefined) {
    entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_of_a_newer_version' });
    writeFileSync(path.join(copy, '9999_of_a_newer_version.sql'), 'create table of_a_newer_version (id int);');
  }
  writeFileSync(path.join(copy, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }));
  return copy;
}

interface Empty {
  db: Database;
  migrate: (migrationsFolder: string) => Promise<void>;
}

let made = 0;

async function openEmpty(): Promise<Empty> {
  if (!onPostgres) {
    const client = await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('blank'))]) });
    closing.push(() => client.close());
    const db = drizzle({ client });
    return { db, migrate: (migrationsFolder) => migrateEmbedded(db, migrationsFolder) };
  }
  const url = await makeEmptyDatabase();
  const open = (migrationsFolder: string): OpenDatabase => openPostgres(url, migrationsFolder, 2);
  const { db, close } = open(folder);
  closing.unshift(close);
  return { db, migrate: (migrationsFolder) => open(migrationsFolder).migrate() };
}

async function makeEmptyDatabase(): Promise<string> {
  made += 1;
  const name = `tickmark_migrations_${process.pid}_${made}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await server.unsafe(`create database "${name}"`);
  closing.push(async () => {
    await server.unsafe(`drop database if exists "${name}" with (force)`);
    await server.end();
  });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Everything that a statement could notice: columns, constraints, indexes. */
async function schemaOf(db: Database): Promise<unknown> {
  const columns = await db.execute(sql`
    select table_name, column_name, data_type, is_nullable, column_default, character_maximum_length
    from information_schema.columns where table_schema = 'public' order by table_name, column_name`);
  // From version 18 on PostgreSQL lists "not null" among the constraints; the columns say it already.
  const constraints = await db.execute(sql`
    select conrelid::regclass::text as on_table, conname, pg_get_constraintdef(oid) as definition
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n' order by 1, 2`);
  const indexes = await db.execute(sql`
    select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2`);
  return { columns: rows(columns), constraints: rows(constraints), indexes: rows(indexes) };
}

describe('migrations', () => {
  it('are dated one after the other, because one dated too early would be skipped without a word', () => {
    const times = journal.entries.map(({ when }) => when);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    expect(journal.entries.map(({ idx }) => idx)).toEqual(journal.entries.map((_, index) => index));
    const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
    expect(files.toSorted()).toEqual(journal.entries.map(({ tag }) => `${tag}.sql`).toSorted());
  });

  it('bring every earlier version of the schema to this one', async () => {
    const target = await openEmpty();
    await target.migrate(folder);
    const wanted = await schemaOf(target.db);
    for (let count = 1; count < journal.entries.length; count += 1) {
      const { db, migrate } = await openEmpty();
      await migrate(folderWith(count));
      await migrate(folder);
      expect(await schemaOf(db)).toEqual(wanted);
    }
    await target.migrate(folder);
    expect(await schemaOf(target.db)).toEqual(wanted);
  });

  it('refuse a database that a newer version made, and leave it as it is', async () => {
    const { db, migrate } = await openEmpty();
    await migrate(folderWith(journal.entries.length + 1));
    const before = await schemaOf(db);
    await expect(migrate(folder)).rejects.toThrow(
      'The database was made by a newer version of Tickmark. Install that version, or use another database.',
    );
    expect(await schemaOf(db)).toEqual(before);
  });

  it('refuse a database whose schema they do not go on from, say what to do, and leave it as it is', async () => {
    const { db, migrate } = await openEmpty();
    const other = folderWith(1);
    writeFileSync(path.join(other, `${journal.entries[0]?.tag}.sql`), 'create table from_before (id int);');
    await migrate(other);
    const before = await schemaOf(db);
    await expect(migrate(folder)).rejects.toThrow('from before its first release');
    expect(await schemaOf(db)).toEqual(before);
  });
});

describe.skipIf(!onPostgres)('migrations on PostgreSQL', () => {
  it('make the same schema there as in the embedded database', async () => {
    const onServer = await openEmpty();
    await onServer.migrate(folder);
    const client = await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('snapshot'))]) });
    closing.push(() => client.close());
    const embedded = await schemaOf(drizzle({ client }));
    expect(await schemaOf(onServer.db)).toEqual(embedded);
  });

  it('are applied once when six servers start at the same time', async () => {
    const url = await makeEmptyDatabase();
    const servers = Array.from({ length: 6 }, () => openPostgres(url, folder, 1));
    await Promise.all(servers.map(({ migrate }) => migrate()));
    const [first] = servers;
    const applied = rows(await first?.db.execute(sql`select hash from drizzle.__drizzle_migrations`));
    expect(applied).toHaveLength(journal.entries.length);
    await Promise.all(servers.map(({ close }) => close()));
  });
});
