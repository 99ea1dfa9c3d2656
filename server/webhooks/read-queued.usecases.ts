import { ProblemError } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { keepLease, LeaseLostError, releaseLease, type Lease } from '../jobs/lease.ts';
import { NotionFailure } from '../notion/failure.ts';
import { createPeopleNames } from '../notion/users.ts';
import type { Services } from '../services.ts';
import { openToken } from '../sources/connection.ts';
import { runLeaseMs, type RunContext } from '../sources/run-context.ts';
import { isStopped } from '../sources/run-errors.ts';
import { findLastRun } from '../sources/runs.repository.ts';
import { findConnection, listSources } from '../sources/sources.repository.ts';
import { startSync } from '../sources/sync.usecases.ts';
import { readEventPage } from './read-page.usecases.ts';
import { delayAllReads, delayRead, deleteRead, listDueReads, type ReadRow } from './reads.repository.ts';

const secondMs = 1000;
const longestPauseMs = 600 * secondMs;
/** A page that still cannot be read is left to the poller and the daily comparison. */
const mostAttempts = 8;

/** A page has its own way to be repeated; one must not keep the others waiting. */
const sessionOptions = { priority: 'reading', patienceMs: 20 * secondMs, readAttempts: 2 } as const;

/** Reads all that is due, in order, while the department is ours. Whatever fails stays queued. */
export async function readQueued(services: Services, ctx: Ctx, lease: Lease): Promise<void> {
  const stopKeeping = keepLease(ctx.db, lease, ctx.clock, runLeaseMs);
  try {
    const run = await openRun(services, ctx, lease);
    if (run === undefined) return await delayAllReads(ctx, after(ctx, longestPauseMs));
    for (let goesOn = true; goesOn;) {
      const [row] = await listDueReads(ctx, 1);
      goesOn = row !== undefined && (await readOne(services, run, row));
      services.wake.events();
    }
  } catch (error) {
    if (!(error instanceof LeaseLostError) && !isStopped(error)) throw error;
  } finally {
    await stopKeeping();
    await releaseLease(ctx.db, lease);
  }
}

/** Undefined while nothing may be read: the connection is off, its token does not open, or Notion has blocked it. */
async function openRun(services: Services, ctx: Ctx, lease: Lease): Promise<RunContext | undefined> {
  const connection = await findConnection(ctx);
  if (connection === undefined || !connection.enabled) return undefined;
  if ((await findLastRun(ctx))?.error?.code === 'notion.blocked') return undefined;
  try {
    const { workspaceId } = connection;
    const session = services.notion.session(openToken(services, connection), { ...sessionOptions, workspaceId });
    const namesOf = createPeopleNames(session);
    const { stopping } = services;
    // No run is written down: counts of this id go nowhere.
    return { ctx, runId: ctx.newId(), startedAt: ctx.clock.now(), lease, session, connection, namesOf, stopping };
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** Answers whether to go on with the next one. */
async function readOne(services: Services, run: RunContext, row: ReadRow): Promise<boolean> {
  const { ctx } = run;
  run.stopping.throwIfAborted();
  try {
    if (row.kind === 'data_source') return await readSchema(services, ctx, row);
    await readEventPage(run, row.subjectId);
    await deleteRead(ctx, row);
    return true;
  } catch (error) {
    if (error instanceof LeaseLostError || isStopped(error)) throw error;
    ctx.log.warn({ err: error, pageId: row.subjectId, attempts: row.attempts + 1 }, 'a page of an event was not read');
    return isOfOnePage(error) ? putOff(ctx, row) : pause(services, ctx, row, error);
  }
}

/** A changed schema is for a whole run, which takes over from here. */
async function readSchema(services: Services, ctx: Ctx, row: ReadRow): Promise<boolean> {
  const isOurs = (await listSources(ctx)).some(({ dataSourceId }) => dataSourceId === row.subjectId);
  if (isOurs) await startSync(services, ctx, 'webhook');
  await deleteRead(ctx, row);
  return !isOurs;
}

function isOfOnePage(error: unknown): boolean {
  return !(error instanceof NotionFailure) || error.kind === 'rejected';
}

async function putOff(ctx: Ctx, row: ReadRow): Promise<boolean> {
  if (row.attempts + 1 >= mostAttempts) await deleteRead(ctx, row);
  else await delayRead(ctx, row, after(ctx, pauseMs(row)));
  return true;
}

/** Notion answers nobody now, so no other page is tried either. */
async function pause(services: Services, ctx: Ctx, row: ReadRow, error: unknown): Promise<boolean> {
  const failure = error instanceof NotionFailure ? error : undefined;
  const until = after(ctx, Math.max(pauseMs(row), failure?.retryAfterMs ?? 0));
  await delayRead(ctx, row, until);
  await delayAllReads(ctx, until);
  // A run says so where people look.
  if (failure?.kind === 'blocked') await startSync(services, ctx, 'webhook');
  return false;
}

function pauseMs({ attempts }: ReadRow): number {
  return Math.min(longestPauseMs, secondMs * 2 ** attempts);
}

function after({ clock }: Ctx, durationMs: number): Date {
  return new Date(clock.now().getTime() + durationMs);
}
