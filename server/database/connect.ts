import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import type { Database, OpenDatabase } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { migrateEmbedded, migrateWithLock } from './migrate.ts';
import { openThreadedPglite } from './pglite-client.ts';

/** PostgreSQL through postgres.js. Connects at the first statement and again by itself after an outage. */
export function openPostgres(url: string, migrationsFolder: string, poolSize = 10): OpenDatabase {
  const client = postgres(url, { max: poolSize, onnotice: () => {}, connect_timeout: 5, idle_timeout: 300 });
  return {
    db: drizzlePostgres(client),
    kind: 'postgresql',
    migrate: () => migrateWithLock(url, migrationsFolder),
    close: () => client.end({ timeout: 5 }),
  };
}

/**
 * The embedded database in `folder`, for this process alone.
 * @throws FolderLockedError when another server uses the folder.
 */
export async function openEmbedded(folder: string, migrationsFolder: string, worker: URL): Promise<OpenDatabase> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(folder);
  try {
    const client = await openThreadedPglite(worker, await preparedFolder(folder, worker));
    const db = drizzlePglite({ client: client as never });
    return {
      db: db as unknown as Database,
      kind: 'embedded',
      migrate: () => migrateEmbedded(db, migrationsFolder),
      close: async () => {
        await client.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * A first start builds the database beside its place and then renames it: a folder that a crash left half built
 * cannot be opened again, a missing one can.
 */
async function preparedFolder(folder: string, worker: URL): Promise<string> {
  const place = path.join(folder, 'database');
  if (existsSync(place)) return place;
  const building = `${place}.new`;
  rmSync(building, { recursive: true, force: true });
  const client = await openThreadedPglite(worker, building);
  await client.close();
  renameSync(building, place);
  return place;
}
