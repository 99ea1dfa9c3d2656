import { PGlite } from '@electric-sql/pglite';
import { parentPort, workerData } from 'node:worker_threads';
import { connectPglite, type PgliteClient } from './pglite-connection.ts';
import { serialiseError, type QueryRequest } from './pglite-protocol.ts';

type Outcome = 'commit' | 'rollback';

interface OpenTransaction {
  tx: PgliteClient;
  decide: (outcome: Outcome) => void;
  finished: Promise<void>;
}

class RollBack extends Error {}

/** The thread of the embedded database: a long statement holds this thread and not the server. */
const { dataDir } = workerData as { dataDir: string };
const port = parentPort;
const connection = await connectPglite(await PGlite.create({ dataDir }));
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
  if (request.kind === 'close') return connection.close();
  if (request.kind === 'query') return query(request);
  return end(request.transaction ?? 0, request.kind);
}

function query({ sql = '', params = [], rowMode = 'object', transaction }: QueryRequest): Promise<unknown> {
  const client = transaction === undefined ? connection : openTransaction(transaction).tx;
  return client.query(sql, params, { rowMode });
}

function openTransaction(id: number): OpenTransaction {
  const open = transactions.get(id);
  if (open === undefined) throw new Error('The transaction has ended.');
  return open;
}

/** Opens a transaction that stays open until it is decided on. Others wait meanwhile. */
function begin(id: number): Promise<number> {
  return new Promise((started, refused) => {
    const finished = connection.transaction(async (tx) => {
      const outcome = await new Promise<Outcome>((decide) => {
        transactions.set(id, { tx, decide, finished });
        started(id);
      });
      if (outcome === 'rollback') throw new RollBack();
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
