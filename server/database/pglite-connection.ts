import { protocol, type PGlite } from '@electric-sql/pglite';
import { createStatements, type RunStatement } from './pglite-statements.ts';

/** The part of a PGlite client that Drizzle's driver uses. */
export interface PgliteClient {
  query: (sql: string, params?: unknown[], options?: { rowMode?: 'array' | 'object' }) => Promise<unknown>;
  transaction: <T>(work: (tx: PgliteClient) => Promise<T>) => Promise<T>;
}

/** The one connection of an embedded database: statements and transactions take turns. */
export interface PgliteConnection extends PgliteClient {
  /** Closes the database once what was asked before is done. */
  close: () => Promise<void>;
}

export async function connectPglite(pg: PGlite): Promise<PgliteConnection> {
  const run = await createStatements(pg);
  const inTurn = createTurns();
  return {
    query: (sql, params, options) => inTurn(() => run(sql, params, options?.rowMode)),
    transaction: (work) => inTurn(() => transact(pg, run, work)),
    close: () => inTurn(() => pg.close()),
  };
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** One after the other, in the order in which they were asked for. */
function createTurns(): InTurn {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = before.then(work);
    before = mine.catch(() => {});
    return mine;
  };
}

async function transact<T>(pg: PGlite, run: RunStatement, work: (tx: PgliteClient) => Promise<T>): Promise<T> {
  const inTurn = createTurns();
  let hasEnded = false;
  const tx: PgliteClient = {
    query: (sql, params, options) =>
      inTurn(() => {
        if (hasEnded) throw new Error('The transaction has ended.');
        return run(sql, params, options?.rowMode);
      }),
    transaction: () => Promise.reject(new Error('A transaction inside of another one is a savepoint.')),
  };
  const end = (word: 'commit' | 'rollback') =>
    inTurn(async () => {
      hasEnded = true;
      return say(pg, word);
    });

  await say(pg, 'begin');
  let result: T;
  try {
    result = await work(tx);
  } catch (error) {
    await end('rollback');
    throw error;
  }
  // PostgreSQL answers a commit of a given-up transaction with a roll-back and no error.
  if ((await end('commit')) === 'ROLLBACK') {
    throw Object.assign(new Error('The transaction is aborted: a statement in it had failed.'), { code: '25P02' });
  }
  return result;
}

/** Sends a statement without values. Answers with what PostgreSQL calls what it did. */
async function say(pg: PGlite, statement: string): Promise<string> {
  const answer = await pg.execProtocolStream(protocol.serialize.query(statement));
  return answer.map((message) => ('text' in message ? String(message.text) : '')).join('');
}
