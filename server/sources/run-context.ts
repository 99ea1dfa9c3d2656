import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { renewLease, type Lease } from '../jobs/lease.ts';
import type { NotionSession } from '../notion/gateway.ts';
import type { PeopleNames } from '../notion/users.ts';
import type { ConnectionRow } from './sources.repository.ts';

/** One run's hold on its department and on Notion; or, without a lease, a person who waits for one page. */
export interface RunContext {
  ctx: Ctx;
  runId: string;
  startedAt: Date;
  /** Null for what is done beside runs: they are not kept waiting, and do not keep it waiting. */
  lease: Lease | null;
  session: NotionSession;
  connection: ConnectionRow;
  namesOf: PeopleNames;
  /** Aborted when the server stops: the run then ends at the next page. */
  stopping: AbortSignal;
}

/** How long a run's claim on its department lasts without a sign of life, which comes three times in this time. */
export const runLeaseMs = 30_000;

export const runLeasePrefix = 'sync:';

/** The lease under which a department is read, by one run at a time. */
export function runLeaseName(departmentId: string): string {
  return `${runLeasePrefix}${departmentId}`;
}

/**
 * Stores something in a transaction that succeeds only while the department is still this run's.
 * @throws LeaseLostError when another run has it, and AbortError when the server stops.
 */
export async function inRun<T>(run: RunContext, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  run.stopping.throwIfAborted();
  return inTransaction(run.ctx.db, async (tx) => {
    const ctx = within(run.ctx, tx);
    if (run.lease !== null) await renewLease(tx, run.lease, ctx.clock.now(), runLeaseMs);
    return work(ctx);
  });
}
