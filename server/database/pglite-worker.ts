import { PGlite, types, type QueryOptions, type Transaction } from '@electric-sql/pglite';
import { parentPort, workerData } from 'node:worker_threads';
import { serialiseError, type QueryRequest } from './pglite-protocol.ts';

/**
 * The thread of the embedded database: a long statement holds this thread and not the server.
 * Dates cross as text, because Drizzle turns them into Dates itself.
 */
const asText = (text: string) => text;
const parsers = {
  [types.TIMESTAMP]: asText,
  [types.TIMESTAMPTZ]: asText,
  [types.DATE]: asText,
  [types.INTERVAL]: asText,
  1231: asText,
  1115: asText,
  1185: asText,
  1187: asText,
  1182: asText,
};

type Outcome = 'commit' | 'rollback';

interface OpenTransaction {
  tx: Transaction;
  /** A statement failed, so PostgreSQL may have given the transaction up. */
  failed: boolean;
  decide: (outcome: Outcome) => void;
  finished: Promise<void>;
}

class RollBack extends Error {}

const { dataDir } = workerData as { dataDir: string };
const port = parentPort;
const pg = await PGlite.create({ dataDir });
const transactions = new Map<number, OpenTransaction>();

port?.on('message', (request: QueryRequest) => {
  handle(request).then(
    (result) => port.postMessage({ id: request.id, result }),
    (error: unknown) => port.postMessage({ id: request.id, error: serialiseError(error) }),
  );
});
port?.postMessage({ id: 0, result: 'ready' });

async function handle(request: QueryRequest): Promise<unknown> {
  if (request.kind === 'begin') return begin(request.id);
  if (request.kind === 'close') return pg.close();
  if (request.kind === 'query') return query(request);
  return end(request.transaction ?? 0, request.kind);
}

async function query({ sql = '', params = [], rowMode = 'object', transaction }: QueryRequest): Promise<unknown> {
  const options: QueryOptions = { parsers, rowMode };
  const open = transaction === undefined ? undefined : openTransaction(transaction);
  try {
    const { rows, affectedRows, fields } = await (open?.tx ?? pg).query(sql, params, options);
    return { rows, affectedRows, fields };
  } catch (error) {
    if (open !== undefined) open.failed = true;
    throw error;
  }
}

function openTransaction(id: number): OpenTransaction {
  const open = transactions.get(id);
  if (open === undefined) throw new Error('The transaction has ended.');
  return open;
}

/** Opens a transaction that stays open until it is decided on. Others wait meanwhile. */
function begin(id: number): Promise<number> {
  return new Promise((started, refused) => {
    const finished = pg.transaction(async (tx) => {
      const outcome = await new Promise<Outcome>((decide) => {
        transactions.set(id, { tx, failed: false, decide, finished });
        started(id);
      });
      if (outcome === 'rollback') throw new RollBack();
      // PostgreSQL answers a commit of a given-up transaction with a roll-back and no error: one more statement tells.
      if (transactions.get(id)?.failed === true) await tx.query('select 1');
    });
    finished.catch(refused);
  });
}

async function end(id: number, outcome: Outcome): Promise<void> {
  const { decide, finished } = openTransaction(id);
  decide(outcome);
  try {
    await finished;
  } catch (error) {
    if (!(outcome === 'rollback' && error instanceof RollBack)) throw error;
  } finally {
    transactions.delete(id);
  }
}
