import postgres from 'postgres';
import { isDatabaseAway } from './database.ts';

/** How values of a type are read and written; Drizzle replaces some. */
export type Converters = Pick<postgres.Sql['options'], 'parsers' | 'serializers'>;

/** Rows as arrays, with the names of their columns. */
export interface Result extends Array<unknown[]> {
  columns: { name: string }[];
}

/** One connection to PostgreSQL, for one user at a time. Once it has broken it is never used again. */
export interface Session {
  /** @throws an error with the code CONNECTION_CLOSED when the connection has broken before. */
  run: (sql: string, params?: unknown[]) => Promise<Result>;
  isOver: () => boolean;
  end: () => Promise<void>;
}

const connectTimeoutMs = 5000;
const idleSeconds = 300;

/**
 * Connects. postgres.js replaces a broken connection behind the back of who uses it: what was left of a transaction
 * then runs outside of any, and a write that was scheduled ends the process. So each connection gets a client of its
 * own, which is given up with it.
 */
export async function openSession(url: string, converters: Converters, applicationName: string): Promise<Session> {
  let over = false;
  const client = postgres(url, {
    max: 1,
    onnotice: () => {},
    onclose: () => {
      over = true;
    },
    connect_timeout: connectTimeoutMs / 1000,
    idle_timeout: idleSeconds,
    // Works behind a pooler, and statements of every length of a list do not pile up.
    prepare: false,
    connection: { application_name: applicationName },
  });
  Object.assign(client.options.parsers, converters.parsers);
  Object.assign(client.options.serializers, converters.serializers);

  async function run(sql: string, params: unknown[] = []): Promise<Result> {
    if (over) throw connectionClosed();
    try {
      return await client.unsafe(sql, params as never[]).values();
    } catch (error) {
      if (isDatabaseAway(error)) over = true;
      throw error;
    }
  }

  async function end(): Promise<void> {
    over = true;
    await client.end({ timeout: 0 });
  }

  try {
    await orTooLate(run('select 1'));
  } catch (error) {
    await end();
    throw error;
  }
  return { run, isOver: () => over, end };
}

/** Who accepts a connection and closes it again is tried for ever by the driver. */
function orTooLate<T>(connecting: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(connectionClosed()), 2 * connectTimeoutMs);
    connecting.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function connectionClosed(): Error {
  return Object.assign(new Error('The connection to PostgreSQL has ended.'), { code: 'CONNECTION_CLOSED' });
}
