import { setTimeout as pause } from 'node:timers/promises';
import { databaseCode, type Database } from './database.ts';

const retriable = new Set(['40001', '40P01']);
const maxAttempts = 5;

/** Who was let go on needs a moment, else the one that is run again takes its place in the queue and they meet again. */
const pauseMs = 40;

/**
 * Runs `work` in one transaction and again when PostgreSQL ended it for a deadlock or a serialisation failure.
 * Inside, only `tx` may be used: the embedded database has one connection, so anything else waits for itself.
 */
export async function inTransaction<T>(db: Database, work: (tx: Database) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction((tx) => work(tx as Database));
    } catch (error) {
      const code = databaseCode(error);
      if (code === undefined || !retriable.has(code) || attempt === maxAttempts) throw error;
      await pause(pauseMs * attempt * Math.random());
    }
  }
}
