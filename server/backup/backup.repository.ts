import { isNotNull, sql, type SQL } from 'drizzle-orm';
import { getTableConfig, PgJsonb, type PgTable } from 'drizzle-orm/pg-core';
import { serverApplication } from '../database/connect.ts';
import { databaseCode, rows, type Database } from '../database/database.ts';
import { serverSetting } from '../config/server-setting.table.ts';
import { department } from '../departments/departments.table.ts';
import { notionConnection } from '../sources/sources.table.ts';
import { webhookSubscription } from '../webhooks/webhooks.table.ts';
import { allTables, keptTables, keyOf } from './tables.repository.ts';

/** Rows per page. A row may hold a whole page of Notion, so that more of them would not be little memory. */
const pageRows = 500;
/** How long a server that still runs may keep the tables from an import. */
const lockPatience = '10s';

/** The digests of the applied migrations, in order; undefined where there are none. */
export async function readMigrations(db: Database): Promise<string[] | undefined> {
  const [found] = rows<{ there: boolean }>(
    await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`),
  );
  if (found?.there !== true) return undefined;
  const applied = rows<{ hash: string }>(
    await db.execute(sql`select hash from drizzle.__drizzle_migrations order by created_at, id`),
  );
  return applied.length === 0 ? undefined : applied.map(({ hash }) => hash);
}

/** Reads in a transaction that sees the database as it is at one moment, whatever others write meanwhile. */
export async function inSnapshot<T>(db: Database, read: (tx: Database) => Promise<T>): Promise<T> {
  return db.transaction((tx) => read(tx as Database), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
}

/** The rows of a table in pages, as lines of JSON in the order of its key. Only inside a transaction. */
export async function* readRows(tx: Database, table: PgTable): AsyncGenerator<string[]> {
  await tx.execute(sql`
    declare backup no scroll cursor for
    select row_to_json(kept)::text as line from ${table} as kept order by ${keyList(table)}`);
  for (;;) {
    const page = rows<{ line: string }>(await tx.execute(sql.raw(`fetch ${pageRows} from backup`)));
    if (page.length > 0) yield page.map(({ line }) => line);
    if (page.length < pageRows) break;
  }
  await tx.execute(sql`close backup`);
}

function keyList(table: PgTable): SQL {
  return sql.join(
    keyOf(table).map(({ name }) => sql`kept.${sql.identifier(name)}`),
    sql`, `,
  );
}

/**
 * Keeps everybody else from the tables until the end of the transaction.
 * @returns false when somebody does not let go of them.
 */
export async function lockTables(tx: Database): Promise<boolean> {
  await tx.execute(sql.raw(`set local lock_timeout = '${lockPatience}'`));
  try {
    await tx.execute(sql`lock table ${listOf(allTables.values())} in access exclusive mode`);
    return true;
  } catch (error) {
    const code = databaseCode(error);
    if (code === '55P03' || code === '40P01') return false;
    throw error;
  }
}

/** How many connections servers have to this database. Nobody but its one server has the embedded one. */
export async function countServerConnections(tx: Database): Promise<number> {
  const [row] = rows<{ count: number }>(
    await tx.execute(sql`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and application_name = ${serverApplication}`),
  );
  return row?.count ?? 0;
}

/** How many rows there are in the tables that a backup holds, without the empty ones. */
export async function countRows(tx: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [name, table] of keptTables) {
    const count = await tx.$count(table);
    if (count > 0) counts[name] = count;
  }
  return counts;
}

export async function emptyTables(tx: Database): Promise<void> {
  await tx.execute(sql`truncate table ${listOf(allTables.values())}`);
}

/** Stores lines that `readRows` answered. They stay text until they are in the database, so that no number is rounded. */
export async function insertLines(tx: Database, table: PgTable, lines: readonly string[]): Promise<void> {
  const { columns } = getTableConfig(table);
  const names = columns.map(({ name }) => sql.identifier(name));
  const values = columns.map((column) => {
    const name = sql.identifier(column.name);
    // As a row of JSON a null of JSON and no value look alike.
    return is(column) && column.notNull ? sql`coalesce(${name}, 'null'::jsonb)` : name;
  });
  await tx.execute(sql`
    insert into ${table} (${sql.join(names, sql`, `)})
    select ${sql.join(values, sql`, `)} from jsonb_populate_recordset(null::${table}, ${`[${lines.join(',')}]`}::jsonb)`);
}

const is = (column: unknown) => column instanceof PgJsonb;

/** True when the database does not take a value, so that the rows are wrong and not the database away. */
export function isWrongValue(error: unknown): boolean {
  return /^2[23]/u.test(databaseCode(error) ?? '');
}

export async function listDepartmentIds(tx: Database): Promise<string[]> {
  return (await tx.select({ id: department.id }).from(department).orderBy(department.createdAt)).map(({ id }) => id);
}

/**
 * Empties what was sealed with another secret: it can never be opened again. Notion's tokens and the webhooks have to
 * be entered again, and the next start seals with the secret of this installation.
 */
export async function forgetSealed(tx: Database): Promise<void> {
  await tx.delete(serverSetting).where(sql`${serverSetting.name} = 'secret_check'`);
  await tx.update(notionConnection).set({
    sealedToken: '',
    state: 'failing',
    detail: 'The token was not kept when a backup was restored with another secret. Enter it again.',
  });
  await tx
    .update(webhookSubscription)
    .set({ sealedToken: null, askedAt: null, tokenAt: null, confirmedAt: null })
    .where(isNotNull(webhookSubscription.departmentId));
}

/** The embedded database plans badly with tables that it has never looked at, and nobody else looks until night. */
export async function learnSizes(db: Database): Promise<void> {
  await db.execute(sql`analyze`);
}

function listOf(tables: Iterable<PgTable>): SQL {
  return sql.join(
    [...tables].map((table) => sql`${table}`),
    sql`, `,
  );
}
