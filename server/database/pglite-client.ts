import { Worker } from 'node:worker_threads';
import type { PgliteClient } from './pglite-connection.ts';
import { reviveError, type QueryAnswer, type QueryRequest } from './pglite-protocol.ts';

type Request = Omit<QueryRequest, 'id'>;

/** The client of an embedded database in a thread of its own. */
export interface PgliteThread extends PgliteClient {
  close: () => Promise<void>;
  /** Rejects when the thread ended without being closed. */
  lost: Promise<never>;
}

/** Opens (and creates when new) the embedded database in a worker thread. Resolves when it is ready for statements. */
export async function openThreadedPglite(script: URL, dataDir: string): Promise<PgliteThread> {
  const worker = new Worker(script, { workerData: { dataDir } });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let gone: Error | undefined;

  const ready = new Promise<unknown>((resolve, reject) => waiting.set(0, { resolve, reject }));
  worker.on('message', ({ id, result, error }: QueryAnswer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(reviveError(error));
  });
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => fail(new Error('The embedded database has ended.')));
  let tellLost: (error: Error) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    tellLost = reject;
  });
  // Nobody has to listen.
  lost.catch(() => {});

  function fail(error: Error): void {
    gone ??= Object.assign(error, { code: 'CONNECTION_ENDED' });
    for (const call of waiting.values()) call.reject(gone);
    waiting.clear();
    tellLost(gone);
  }

  function send(request: Request): Promise<unknown> {
    if (gone !== undefined) return Promise.reject(gone);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id });
    });
  }

  await ready;
  return {
    ...clientOf(send),
    lost,
    close: async () => {
      await send({ kind: 'close' });
      tellLost = () => {};
      await worker.terminate();
    },
  };
}

function clientOf(send: (request: Request) => Promise<unknown>, transaction?: number): PgliteClient {
  const inside = transaction === undefined ? {} : { transaction };
  return {
    query: (sql, params = [], options = {}) =>
      send({ kind: 'query', sql, params, rowMode: options.rowMode ?? 'object', ...inside }),
    transaction: (work) => runTransaction(send, work),
  };
}

async function runTransaction<T>(
  send: (request: Request) => Promise<unknown>,
  work: (tx: PgliteClient) => Promise<T>,
): Promise<T> {
  const transaction = Number(await send({ kind: 'begin' }));
  const tx = clientOf(send, transaction);
  let result: T;
  try {
    result = await work(tx);
  } catch (error) {
    // When the thread has ended, so has the transaction: why the work failed is what counts.
    await send({ kind: 'rollback', transaction }).catch(() => {});
    throw error;
  }
  await send({ kind: 'commit', transaction });
  return result;
}
