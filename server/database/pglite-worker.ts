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

interface OpenTransaction {
  tx: Transaction;
  end: (outcome: 'commit' | 'rollback') => Promise<void>;
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
  switch (request.kind) {
    case 'begin':
      return begin(request.id);
    case 'commit':
    case 'rollback':
      return end(request.transaction ?? 0, request.kind);
    case 'close':
      return pg.close();
    case 'exec':
      return target(request).exec(request.sql ?? '');
    case 'query':
      return query(request);
  }
}

async function query(request: QueryRequest): Promise<unknown> {
  const options: QueryOptions = { parsers, rowMode: request.rowMode ?? 'object' };
  const { rows, affectedRows, fields } = await target(request).query(request.sql ?? '', request.params ?? [], options);
  return { rows, affectedRows, fields };
}

function target(request: QueryRequest): PGlite | Transaction {
  if (request.transaction === undefined) return pg;
  const open = transactions.get(request.transaction);
  if (open === undefined) throw new Error('The transaction has ended.');
  return open.tx;
}

function begin(id: number): Promise<number> {
  return new Promise((started, failed) => {
    let outcome: (kind: 'commit' | 'rollback') => void = () => {};
    const decided = new Promise<'commit' | 'rollback'>((resolve) => {
      outcome = resolve;
    });
    const finished = pg.transaction(async (tx) => {
      transactions.set(id, { tx, end: async (kind) => (outcome(kind), finish(kind)) });
      started(id);
      if ((await decided) === 'rollback') throw new RollBack();
    });
    const finish = async (kind: 'commit' | 'rollback') => {
      await finished.catch((error: unknown) => {
        if (kind === 'commit' || !(error instanceof RollBack)) throw error;
      });
    };
    finished.catch(failed);
  });
}

async function end(id: number, kind: 'commit' | 'rollback'): Promise<void> {
  const open = transactions.get(id);
  if (open === undefined) throw new Error('The transaction has ended.');
  transactions.delete(id);
  await open.end(kind);
}
