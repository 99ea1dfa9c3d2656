import { sql } from 'drizzle-orm';
import { rows, type Database } from '../../../server/database/database.ts';
import { markRestored } from '../../../server/worklogs/restored.usecases.ts';
import type { TestServer } from '../../support/server.ts';

/** All rows of the database at some time. */
export interface Backup {
  at: Date;
  tables: { name: string; rows: string }[];
}

/** Copies every row of every table. */
export async function backUp({ services: { db }, clock }: TestServer): Promise<Backup> {
  const names = rows<{ name: string }>(
    await db.execute(sql`select tablename as name from pg_tables where schemaname = 'public'`),
  );
  const tables: Backup['tables'] = [];
  for (const { name } of names) {
    const [all] = rows<{ rows: string }>(
      await db.execute(sql.raw(`select coalesce(json_agg(t), '[]')::text as rows from "${name}" as t`)),
    );
    tables.push({ name, rows: all?.rows ?? '[]' });
  }
  return { at: clock.now(), tables };
}

/** Makes the database that of the backup again, and says so, in one transaction as a restore does. */
export async function restore({ services: { db }, clock }: TestServer, { at, tables }: Backup): Promise<void> {
  await db.transaction(async (tx) => {
    const inside = tx as unknown as Database;
    for (const table of tables) {
      await inside.execute(sql.raw(`delete from "${table.name}"`));
      const name = sql.identifier(table.name);
      await inside.execute(
        sql`insert into ${name} select * from json_populate_recordset(null::${name}, ${table.rows}::json)`,
      );
    }
    await markRestored(inside, at, clock.now());
  });
}
