import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import { claimLease, keepLease, LeaseLostError, releaseLease, renewLease, type Lease } from '../jobs/lease.ts';
import type { NotionSession, Waits } from '../notion/gateway.ts';
import { createPeopleNames } from '../notion/users.ts';
import type { Services } from '../services.ts';
import { enabledConnection, openToken } from './connection.ts';
import { compares, readDepartment } from './read-department.usecases.ts';
import { runLeaseMs, runLeaseName, type RunContext } from './run-context.ts';
import { abandoned, explainRunError, isStopped, type RunError } from './run-errors.ts';
import { endAbandonedRuns, endRun, findRunningRun, insertRun, type RunRow } from './runs.repository.ts';
import { updateConnection, type ConnectionRow } from './sources.repository.ts';

/** What the sync is called in logs, runs and health. */
export const syncJobName = 'NotionSyncCronJob';

interface StartedRun {
  runId: string;
  lease: Lease;
  connection: ConnectionRow;
  trigger: RunRow['trigger'];
}

/**
 * Starts a sync of the department, or joins the one that runs. The work goes on in the background.
 * @throws ProblemError notion.disabled when the department has no connection or it is off.
 */
export async function startSync(services: Services, ctx: Ctx, trigger: RunRow['trigger']): Promise<{ runId: string }> {
  const claimed = await inTransaction(ctx.db, (tx) => claimRun(within(ctx, tx), trigger));
  if (typeof claimed === 'string') return { runId: claimed };
  services.background(syncJobName, () => runSync(services, ctx, claimed));
  return { runId: claimed.runId };
}

/** The run that is under way, or a new one that is now ours. The settings are read after the claim, so they are its. */
async function claimRun(ctx: Ctx, wanted: RunRow['trigger']): Promise<StartedRun | string> {
  const runId = ctx.newId();
  const name = runLeaseName(ctx.department.id);
  const lease = await claimLease(ctx.db, name, runId, ctx.clock.now(), runLeaseMs, { isUrgent: true });
  const connection = await enabledConnection(ctx);
  if (lease === undefined) return (await findRunningRun(ctx))?.id ?? runId;
  const left = await endAbandonedRuns(ctx, abandoned);
  // A comparison that was cut off is still owed, whoever comes next and for whatever reason.
  const trigger = left.some(compares) && !compares(wanted) ? 'reconciliation' : wanted;
  await insertRun(ctx, runId, trigger);
  await audit(ctx, 'sync.started', runId, { trigger });
  return { runId, lease, connection, trigger };
}

async function runSync(services: Services, ctx: Ctx, started: StartedRun): Promise<void> {
  const { runId, lease, connection, trigger } = started;
  const log = ctx.log.child({ job: syncJobName, runId, departmentId: ctx.department.id });
  const startedAt = ctx.clock.now();
  const release = keepLease(ctx.db, lease, ctx.clock, runLeaseMs);
  let session: NotionSession | undefined;
  let failure: unknown;
  try {
    session = services.notion.session(openToken(services, connection), {
      priority: 'reading',
      probes: trigger === 'manual' || trigger === 'settings',
      workspaceId: connection.workspaceId,
    });
    const namesOf = createPeopleNames(session);
    const { stopping } = services;
    const run = { ctx: { ...ctx, log }, runId, startedAt, lease, session, connection, namesOf, stopping };
    await readDepartment(run, trigger);
  } catch (error) {
    failure = error;
  } finally {
    await release();
  }
  const requests = session?.requests() ?? 0;
  const ended = await endOf(ctx, started, { requests, waits: session?.waits() ?? {}, failure }, log);
  services.wake.events();
  log.info({ trigger, requests, ended }, 'sync ended');
}

interface Outcome {
  requests: number;
  waits: Waits;
  failure: unknown;
}

/** Settles the run, unless another one took over meanwhile. Answers how it ended, for the log. */
async function endOf(
  ctx: Ctx,
  { runId, lease }: StartedRun,
  { requests, waits, failure }: Outcome,
  log: RunContext['ctx']['log'],
): Promise<string> {
  const error = failure === undefined ? null : explainRunError(failure, log);
  try {
    await inTransaction(ctx.db, async (tx) => {
      const inside = within(ctx, tx);
      await renewLease(tx, lease, ctx.clock.now(), runLeaseMs);
      await endRun(inside, runId, { requests, waits, error });
      if (!isStopped(failure)) await updateConnection(inside, stateAfter(error));
      await announce(inside, 'run', { runId, state: error === null ? 'done' : 'failed' });
      await releaseLease(tx, lease);
    });
    return error?.code ?? 'done';
  } catch (lost) {
    if (lost instanceof LeaseLostError) return 'taken over';
    throw lost;
  }
}

function stateAfter(error: RunError | null): Pick<ConnectionRow, 'state' | 'detail'> {
  return { state: error === null ? 'ok' : 'failing', detail: error?.detail ?? null };
}
