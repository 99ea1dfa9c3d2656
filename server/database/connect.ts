import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeDataFolder } from '../config/data-folder.ts';
import type { Database, OpenDatabase } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { migrateEmbedded, migrateWithLock } from './migrate.ts';
import { createPostgresClient } from './postgres-client.ts';
import { openThreadedPglite, type PgliteThread } from './pglite-client.ts';

/** The name by which PostgreSQL shows the connections of servers, so that an import sees that one runs. */
export const serverApplication = 'tickmark server';

/**
 * PostgreSQL. Connects at the first statement, and at the first one after an outage again.
 * @param applicationName by which PostgreSQL shows the connections
 */
export function openPostgres(
  url: string,
  migrationsFolder: string,
  poolSize = 10,
  applicationName?: string,
): OpenDatabase {
  const client = createPostgresClient(url, poolSize, applicationName);
  return {
    db: drizzlePostgres({ client: client as never }),
    kind: 'postgresql',
    lost: new Promise(() => {}),
    migrate: () => migrateWithLock(url, migrationsFolder),
    close: client.end,
  };
}

/**
 * The embedded database in `folder`, for this process alone.
 * @param address where this process answers, for whoever finds the folder taken
 * @throws FolderLockedError when another server uses the folder.
 */
export async function openEmbedded(
  folder: string,
  migrationsFolder: string,
  worker: URL,
  address?: string,
): Promise<OpenDatabase> {
  makeDataFolder(folder);
  const unlock = await lockFolder(folder, address);
  try {
    const client = await openPlace(databasePlace(folder), worker);
    const db = drizzlePglite({ client: client as never });
    return {
      db: db as unknown as Database,
      kind: 'embedded',
      lost: client.lost,
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

/** True when a first start has made a database in the folder. */
export function hasEmbedded(folder: string): boolean {
  const place = databasePlace(folder);
  return existsSync(place) && !existsSync(`${place}.unfinished`);
}

function databasePlace(folder: string): string {
  return path.join(folder, 'database');
}

/**
 * A folder that a first start left half built cannot be opened again, a missing one can: a mark beside it, made before
 * and removed when it has opened, tells the two apart. Without the mark nothing is ever deleted.
 */
async function openPlace(place: string, worker: URL): Promise<PgliteThread> {
  const unfinished = `${place}.unfinished`;
  if (existsSync(unfinished)) rmSync(place, { recursive: true, force: true });
  if (!existsSync(place)) writeFileSync(unfinished, '');
  const client = await openThreadedPglite(worker, place);
  rmSync(unfinished, { force: true });
  return client;
}
