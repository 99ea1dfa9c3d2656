import { ProblemError, problems, type ProblemCode } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import { claimLease, LeaseLostError, releaseLease, type Lease } from '../jobs/lease.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import type { NotionSession } from '../notion/gateway.ts';
import type { Services } from '../services.ts';
import { connectedSession } from './connection.ts';
import { resolveDatabase, takeSources } from './discover.usecases.ts';
import { readSource, runLeaseMs, type RunContext } from './read-source.usecases.ts';
import { reconcileSource } from './reconcile.usecases.ts';
import { endAbandonedRuns, endRun, findRunningRun, insertRun, type RunRow } from './runs.repository.ts';
import * as repository from './sources.repository.ts';
import type { ConnectionRow } from './sources.repository.ts';

/** What the sync is called in logs, runs and health. */
export const syncJobName = 'NotionSyncCronJob';

const hourMs = 3_600_000;
/** Data sources of the database are looked up again this often; by hand always. */
const discoverEveryMs = hourMs;
const reconcileEveryMs = 24 * hourMs;

/**
 * Starts a sync of the department, or joins the one that runs. The work goes on in the background.
 * @throws ProblemError notion.disabled when the department has no connection or it is off.
 */
export async function startSync(services: Services, ctx: Ctx, trigger: RunRow['trigger']): Promise<{ runId: string }> {
  const { connection, session } = await connectedSession(services, ctx);
  const runId = ctx.newId();
  const started = await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const lease = await claimLease(tx, `sync:${ctx.department.id}`, runId, ctx.clock.now(), runLeaseMs);
    if (lease === undefined) return { running: await findRunningRun(inside) };
    await endAbandonedRuns(inside, {
      ...explain('server.internal'),
      detail: 'The server ended during this run; the next one goes on.',
    });
    await insertRun(inside, runId, trigger);
    await audit(inside, 'sync.started', runId, { trigger });
    return { lease };
  });
  if (started.lease === undefined) return { runId: started.running?.id ?? runId };
  const { lease } = started;
  services.background(syncJobName, () => runSync(services, ctx, { runId, lease, connection, session, trigger }));
  return { runId };
}

interface StartedRun {
  runId: string;
  lease: Lease;
  connection: ConnectionRow;
  session: NotionSession;
  trigger: RunRow['trigger'];
}

async function runSync(
  services: Services,
  ctx: Ctx,
  { runId, lease, connection, session, trigger }: StartedRun,
): Promise<void> {
  const log = ctx.log.child({ job: syncJobName, runId, departmentId: ctx.department.id });
  const run: RunContext = { ctx: { ...ctx, log }, runId, lease, session, connection, stopping: services.stopping };
  const error = await failureOf(() => readDepartment(run, trigger), log);
  if (error instanceof LeaseLostError) return;
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await endRun(inside, runId, { requests: session.requests(), error });
    await repository.updateConnection(inside, {
      state: error === null ? 'ok' : 'failing',
      detail: error?.detail ?? null,
    });
    await announce(inside, 'run', { runId, state: error === null ? 'done' : 'failed' });
    await releaseLease(tx, lease);
  });
  log.info({ trigger, requests: session.requests(), error: error?.code }, error === null ? 'sync done' : 'sync failed');
}

/** Reads every source. One that cannot be read does not keep the others from being read. */
async function readDepartment(run: RunContext, trigger: RunRow['trigger']): Promise<void> {
  const { ctx, connection } = run;
  const age = (at: Date | null) => ctx.clock.now().getTime() - (at?.getTime() ?? 0);
  if (trigger !== 'cron' || age(connection.discoveredAt) >= discoverEveryMs) {
    await takeSources(ctx, await resolveDatabase(run.session, connection.database));
  }
  const reconcile = trigger === 'reconciliation' || age(connection.reconciledAt) >= reconcileEveryMs;
  let failed: unknown;
  for (const source of await repository.listSources(ctx)) {
    try {
      const current = await readSource(run, source);
      if (reconcile) await reconcileSource(run, current);
    } catch (error) {
      if (!(error instanceof NotionFailure) || !concernsOneSource(error)) throw error;
      await repository.updateSource(ctx, source.id, { state: 'inaccessible', detail: error.message });
      failed ??= error;
    }
  }
  if (failed !== undefined) throw failed;
  if (reconcile) await repository.updateConnection(ctx, { reconciledAt: ctx.clock.now() });
}

function concernsOneSource(failure: NotionFailure): boolean {
  return failure.kind === 'not_found' || failure.kind === 'rejected' || failure.kind === 'capability';
}

type RunError = NonNullable<RunRow['error']>;

async function failureOf(work: () => Promise<void>, log: Ctx['log']): Promise<RunError | LeaseLostError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof LeaseLostError) return error;
    if (error instanceof NotionFailure) return problemOf(notionProblem(error));
    if (error instanceof ProblemError) return problemOf(error);
    if (error instanceof Error && error.name === 'AbortError') {
      return {
        ...explain('server.unavailable'),
        detail: 'The server was stopped during this run; the next one goes on.',
      };
    }
    log.error({ err: error }, 'sync failed');
    return explain('server.internal');
  }
}

function problemOf(problem: ProblemError): RunError {
  return { ...explain(problem.code), detail: problem.message };
}

function explain(code: ProblemCode): RunError {
  return { code, detail: problems[code].title, fix: problems[code].fix };
}
