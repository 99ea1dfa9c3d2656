import { databaseCode, type Database } from './database.ts';

const retriable = new Set(['40001', '40P01']);
const maxAttempts = 5;

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
    }
  }
}
