import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { rows, type Database } from './database.ts';

/** Any number that no other product uses on the same database. */
const migrationLock = 7_423_661_019;

/** Migrates PostgreSQL on one connection under an advisory lock: Drizzle's migrator alone races when replicas start. */
export async function migrateWithLock(url: string, migrationsFolder: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  const db = drizzlePostgres(client);
  try {
    await db.execute(sql`select pg_advisory_lock(${migrationLock})`);
    await migratePostgres(db, { migrationsFolder });
    await assertComplete(db, migrationsFolder);
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Migrates the embedded database, which has one process only. */
export async function migrateEmbedded(
  db: Parameters<typeof migratePglite>[0],
  migrationsFolder: string,
): Promise<void> {
  await migratePglite(db, { migrationsFolder });
  await assertComplete(db as unknown as Database, migrationsFolder);
}

/** Drizzle skips a migration that is dated before the newest applied one and says nothing, so the count is checked. */
async function assertComplete(db: Database, migrationsFolder: string): Promise<void> {
  const expected = readMigrationFiles({ migrationsFolder }).length;
  const [row] = rows<{ applied: number }>(
    await db.execute(sql`select count(*)::int as applied from drizzle.__drizzle_migrations`),
  );
  const applied = row?.applied ?? 0;
  if (applied < expected) throw new Error(`Only ${applied} of ${expected} migrations were applied.`);
  if (applied > expected) {
    throw new Error(
      'The database was made by a newer version of Tickmark. Install that version, or use another database.',
    );
  }
}
