import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import { ConfigurationError } from '../config/environment.ts';
import { databaseCode, isDatabaseAway, rows, type Database } from './database.ts';
import { createPostgresClient } from './postgres-client.ts';

/** Any number that no other product uses on the same database. */
const migrationLock = 7_423_661_019;
const oldestPostgres = 15;

/** Migrates PostgreSQL on one connection under an advisory lock: Drizzle's migrator alone races when replicas start. */
export async function migrateWithLock(url: string, migrationsFolder: string): Promise<void> {
  // The lock belongs to a connection, so there is only one.
  const client = createPostgresClient(url, 1);
  const db = drizzlePostgres({ client: client as never });
  try {
    await assertVersion(db);
    await db.execute(sql`select pg_advisory_lock(${migrationLock})`);
    await assertKnown(db, migrationsFolder);
    await migratePostgres(db, { migrationsFolder });
    await assertComplete(db, migrationsFolder);
  } catch (error) {
    throw explainPostgres(error);
  } finally {
    await client.end();
  }
}

/** What a person can do about a database that cannot be used. Other failures stay as they are. */
function explainPostgres(error: unknown): unknown {
  const code = databaseCode(error);
  if (isDatabaseAway(error)) {
    return new ConfigurationError(
      `DATABASE_URL: no PostgreSQL answers there (${code}). Start it, or correct the address.`,
    );
  }
  const reason = code === undefined ? undefined : refusals[code];
  return reason === undefined ? error : new ConfigurationError(`DATABASE_URL: ${reason}`);
}

const refusals: Record<string, string> = {
  '28P01': 'PostgreSQL does not accept the user or the password. Correct them.',
  '28000': 'PostgreSQL does not let this user in. Correct the user, or what the server allows.',
  '3D000': 'there is no database of this name on the server. Create it, or correct the name.',
  '42501': 'the user may not make tables in this database. Grant it CREATE on the database and its schema public.',
};

async function assertVersion(db: Database): Promise<void> {
  const [row] = rows<{ version: number }>(
    await db.execute(sql`select current_setting('server_version_num')::int as version`),
  );
  const major = Math.floor((row?.version ?? 0) / 10_000);
  if (major < oldestPostgres) {
    throw new ConfigurationError(
      `DATABASE_URL: this is PostgreSQL ${major}; Tickmark needs ${oldestPostgres} or newer.`,
    );
  }
}

/** Migrates the embedded database, which has one process only. */
export async function migrateEmbedded(
  db: Parameters<typeof migratePglite>[0],
  migrationsFolder: string,
): Promise<void> {
  await assertKnown(db as unknown as Database, migrationsFolder);
  await migratePglite(db, { migrationsFolder });
  await assertComplete(db as unknown as Database, migrationsFolder);
}

/** How the schema of a database stands to this version of Tickmark. */
export type SchemaState = 'none' | 'older' | 'current' | 'newer';

/**
 * Looks without changing anything.
 * @throws ConfigurationError when PostgreSQL cannot be used.
 */
export async function readSchemaState(db: Database, migrationsFolder: string): Promise<SchemaState> {
  const expected = readMigrationFiles({ migrationsFolder }).length;
  try {
    const applied = (await readApplied(db)).length;
    if (applied === 0) return 'none';
    if (applied === expected) return 'current';
    return applied < expected ? 'older' : 'newer';
  } catch (error) {
    throw explainPostgres(error);
  }
}

/** The digests of the migrations that were applied; none where there are no tables yet. */
async function readApplied(db: Database): Promise<string[]> {
  const [found] = rows<{ there: boolean }>(
    await db.execute(sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`),
  );
  if (found?.there !== true) return [];
  const applied = rows<{ hash: string }>(await db.execute(sql`select hash from drizzle.__drizzle_migrations`));
  return applied.map(({ hash }) => hash);
}

/** A schema that no migration here begins with cannot be gone on from. It is left as it is. */
async function assertKnown(db: Database, migrationsFolder: string): Promise<void> {
  const expected = readMigrationFiles({ migrationsFolder });
  const known = new Set(expected.map(({ hash }) => hash));
  const applied = await readApplied(db);
  if (applied.every((hash) => known.has(hash))) return;
  throw new ConfigurationError(
    applied.length > expected.length
      ? 'The database was made by a newer version of Tickmark. Install that version, or use another database.'
      : 'The database was made by a version of Tickmark from before its first release, which this one cannot go on from. It was left as it is. Use another database (another TICKMARK_DATA or DATABASE_URL; for the demo: npm run demo -- --fresh).',
  );
}

/** Drizzle skips a migration that is dated before the newest applied one and says nothing, so the count is checked. */
async function assertComplete(db: Database, migrationsFolder: string): Promise<void> {
  const expected = readMigrationFiles({ migrationsFolder }).length;
  const { length: applied } = await readApplied(db);
  if (applied < expected) throw new Error(`Only ${applied} of ${expected} migrations were applied.`);
}
