import { sql } from 'drizzle-orm';
import { rows, type Database } from '../../../server/database/database.ts';
import { createApp } from '../../../server/http/app.ts';
import type { HeartbeatResults } from '../../../shared/api/heartbeats.ts';
import { onPostgres } from '../../support/database.ts';
import type { TestServer } from '../../support/server.ts';

/** Another server on the same database, which sends heartbeats to itself. */
export function secondServer({ services, feed, token }: TestServer, db: Database = services.db) {
  const health = {
    version: '0.0.0',
    databaseKind: 'embedded' as const,
    isDatabaseThere: () => Promise.resolve(true),
    nextRunAt: () => null,
    lastTickAt: () => null,
  };
  const app = createApp({ services: { ...services, db }, feed, health, publicFolder: 'dist/public' });
  return async (heartbeats: readonly unknown[]) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ heartbeats });
    const response = await app.request('/api/v1/heartbeats', { method: 'POST', headers, body });
    return ((await response.json()) as HeartbeatResults).results;
  };
}

/** A server that has done all the work of a request and waits before it commits. */
export function slowServer(server: TestServer) {
  const worked = deferred();
  const mayCommit = deferred();
  const { db } = server.services;
  const slow = new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  function transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return db.transaction(async (tx) => {
      const result = await work(tx);
      worked.resolve();
      await mayCommit.promise;
      return result;
    });
  }
  return { send: secondServer(server, slow), worked: worked.promise, commit: mayCommit.resolve };
}

/** Resolves when a statement waits for another's lock. The embedded database runs one transaction after the other. */
export async function somebodyWaits({ services }: TestServer): Promise<void> {
  let waiting: unknown[] = onPostgres ? [] : ['always'];
  while (waiting.length === 0) {
    waiting = rows(
      await services.db.execute(sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
    );
  }
}

function deferred() {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
