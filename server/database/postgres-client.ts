import { openSession, type Converters, type Result, type Session } from './postgres-session.ts';

type Row = Record<string, unknown>;
/** Rows as objects, or with `values()` as arrays. */
type Answer = Promise<Row[]> & { values: () => Promise<unknown[][]> };
type Unsafe = (sql: string, params?: unknown[]) => Answer;

interface Transaction {
  unsafe: Unsafe;
  savepoint: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
}

/** The part of a postgres.js client that Drizzle's driver uses, over connections that are never mended. */
export interface PostgresClient {
  options: Converters;
  unsafe: Unsafe;
  begin: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  end: () => Promise<void>;
}

/**
 * Makes at most `max` connections, each at the first statement that finds none free.
 * @param applicationName by which PostgreSQL shows them
 */
export function createPostgresClient(url: string, max: number, applicationName = 'tickmark'): PostgresClient {
  const options: Converters = { parsers: {}, serializers: {} };
  const { acquire, release, end } = createPool(() => openSession(url, options, applicationName), max);

  async function using<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await acquire();
    try {
      return await work(session);
    } finally {
      await release(session);
    }
  }

  return {
    options,
    unsafe: (sql, params) => answerOf(using((session) => session.run(sql, params))),
    begin: (work) => using((session) => inTransaction(session, work)),
    end,
  };
}

function createPool(open: () => Promise<Session>, max: number) {
  const idle: Session[] = [];
  const waiting: (() => void)[] = [];
  let count = 0;
  let ended = false;

  async function acquire(): Promise<Session> {
    for (;;) {
      if (ended) throw Object.assign(new Error('The database was closed.'), { code: 'CONNECTION_ENDED' });
      const session = idle.pop();
      if (session?.isOver() === false) return session;
      if (session !== undefined) count -= 1;
      else if (count < max) return openOne();
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  async function openOne(): Promise<Session> {
    count += 1;
    try {
      return await open();
    } catch (error) {
      count -= 1;
      waiting.shift()?.();
      throw error;
    }
  }

  async function release(session: Session): Promise<void> {
    if (session.isOver() || ended) {
      count -= 1;
      await session.end();
    } else idle.push(session);
    waiting.shift()?.();
  }

  async function end(): Promise<void> {
    ended = true;
    for (const wake of waiting.splice(0)) wake();
    await Promise.all(idle.splice(0).map((session) => session.end()));
  }

  return { acquire, release, end };
}

async function inTransaction<T>(session: Session, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const state = { isOpen: true, hasFailed: false, savepoints: 0 };

  async function run(sql: string, params?: unknown[]): Promise<Result> {
    if (!state.isOpen) throw new Error('The transaction has ended.');
    try {
      return await session.run(sql, params);
    } catch (error) {
      state.hasFailed = true;
      throw error;
    }
  }

  async function savepoint<U>(nested: (tx: Transaction) => Promise<U>): Promise<U> {
    state.savepoints += 1;
    const name = `s${state.savepoints}`;
    await run(`savepoint ${name}`);
    try {
      const result = await nested(tx);
      await run(`release savepoint ${name}`);
      return result;
    } catch (error) {
      await run(`rollback to savepoint ${name}`);
      throw error;
    }
  }

  const tx: Transaction = { unsafe: (sql, params) => answerOf(run(sql, params)), savepoint };
  await session.run('begin');
  try {
    const result = await work(tx);
    state.isOpen = false;
    // PostgreSQL answers a commit of a given-up transaction with a roll-back and no error: one more statement tells.
    if (state.hasFailed) await session.run('select 1');
    await session.run('commit');
    return result;
  } catch (error) {
    state.isOpen = false;
    // A connection that cannot even do this is given up, and PostgreSQL rolls back by itself.
    await session.run('rollback').catch(() => session.end());
    throw error;
  }
}

function answerOf(running: Promise<Result>): Answer {
  const objects = running.then((result) =>
    result.map((row) => Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]]))),
  );
  // Who asks for arrays does not look at the objects.
  objects.catch(() => {});
  return Object.assign(objects, { values: () => running });
}
