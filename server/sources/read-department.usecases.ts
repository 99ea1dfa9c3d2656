import { ProblemError } from '../../shared/errors.ts';
import { NotionFailure } from '../notion/failure.ts';
import type { Waits } from '../notion/gateway.ts';
import type { DatabaseInfo } from '../notion/reading.ts';
import { databaseIdsIn, resolveDatabase, takeSources } from './discover.usecases.ts';
import { readSource } from './read-source.usecases.ts';
import { reconcileSource } from './reconcile.usecases.ts';
import { inRun, type RunContext } from './run-context.ts';
import { insertRunSource, updateRunSource } from './run-sources.repository.ts';
import type { RunRow } from './runs.repository.ts';
import {
  listSources,
  updateConnection,
  updateSource,
  type ConnectionRow,
  type SourceRow,
} from './sources.repository.ts';

/** The nightly comparison has been missed when it was this long ago, as when the server was off at night. */
const reconcileEveryMs = 25 * 3_600_000;

/** As at the first start, when the connection was made from the environment. */
const justDiscoveredMs = 60_000;

/**
 * Reads every source of the department. What cannot be read does not keep the others from being read; the first thing
 * that failed is thrown at the end.
 */
export async function readDepartment(run: RunContext, trigger: RunRow['trigger']): Promise<void> {
  const { ctx, connection } = run;
  const failures: Error[] = [];
  const lastMs = connection.reconciledAt?.getTime() ?? 0;
  const reconcile = compares(trigger) || ctx.clock.now().getTime() - lastMs >= reconcileEveryMs;
  if (looksForDatabases(connection, { trigger, reconcile, now: ctx.clock.now() }))
    failures.push(...(await discover(run)));
  for (const source of await listSources(ctx)) {
    const failed = await failing(() => tellingOf(run, source, () => readOne(run, source, reconcile)));
    for (const failure of failed) await noteFailure(run, source, failure);
    failures.push(...failed);
  }
  if (reconcile) await inRun(run, (inside) => updateConnection(inside, { reconciledAt: ctx.clock.now() }));
  const [first] = failures;
  if (first !== undefined) throw first;
}

interface Occasion {
  trigger: RunRow['trigger'];
  reconcile: boolean;
  now: Date;
}

/** Until all databases were found once; for a person who asks; and before a comparison, unless it was just done. */
function looksForDatabases({ discoveredAt }: ConnectionRow, { trigger, reconcile, now }: Occasion): boolean {
  if (discoveredAt === null || trigger === 'manual') return true;
  // Saving the settings has just looked the databases up.
  return reconcile && trigger !== 'settings' && Math.abs(now.getTime() - discoveredAt.getTime()) >= justDiscoveredMs;
}

/**
 * Whether such a run compares all rows with the store. What came to be shared or is no longer is not told by edits:
 * settings that were changed are a doubt as well.
 */
export function compares(trigger: RunRow['trigger']): boolean {
  return trigger === 'reconciliation' || trigger === 'settings';
}

async function discover(run: RunContext): Promise<Error[]> {
  const failures: Error[] = [];
  const databases: DatabaseInfo[] = [];
  for (const id of databaseIdsIn(run.connection.database)) {
    failures.push(
      ...(await failing(async () => {
        databases.push(await resolveDatabase(run.session, id));
      })),
    );
  }
  await inRun(run, (ctx) => takeSources(ctx, databases, { areAll: failures.length === 0 }));
  return failures;
}

/**
 * A source that could not be seen for a while may have lost and won rows: it is swept at once. The first read of a
 * source leaves nothing to compare.
 */
async function readOne(run: RunContext, source: SourceRow, reconcile: boolean): Promise<void> {
  const current = await readSource(run, source);
  if (source.watermark === null) return;
  if (reconcile || source.state === 'inaccessible') await reconcileSource(run, current);
}

/** Notes in the run what the source took, also when it failed. */
async function tellingOf(run: RunContext, source: SourceRow, work: () => Promise<void>): Promise<void> {
  const { session, runId } = run;
  const before = { requests: session.requests(), waits: session.waits() };
  await inRun(run, (ctx) => insertRunSource(ctx, runId, source));
  try {
    await work();
  } finally {
    const took = { requests: session.requests() - before.requests, waits: waitsSince(before.waits, session.waits()) };
    await inRun(run, (ctx) => updateRunSource(ctx, runId, source.id, took));
  }
}

function waitsSince(before: Waits, now: Waits): Waits {
  const since = Object.entries(now).map(([reason, { times, seconds }]) => {
    const old = before[reason] ?? { times: 0, seconds: 0 };
    return [reason, { times: times - old.times, seconds: seconds - old.seconds }] as const;
  });
  return Object.fromEntries(since.filter(([, { times }]) => times > 0));
}

/** The failure of something that others do not depend on. Every other one ends the run. */
async function failing(work: () => Promise<void>): Promise<Error[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return [error];
    if (error instanceof NotionFailure && (isRefusal(error) || isOfOneQuery(error))) return [error];
    throw error;
  }
}

function isRefusal({ kind }: NotionFailure): boolean {
  return kind === 'not_found' || kind === 'rejected' || kind === 'capability';
}

/** Notion answers, but not this: heavy formulas of one data source make its queries fail and no others. */
function isOfOneQuery({ kind, status }: NotionFailure): boolean {
  return (kind === 'unavailable' && status !== undefined) || kind === 'conflict' || kind === 'stale_cursor';
}

async function noteFailure(run: RunContext, source: SourceRow, failure: Error): Promise<void> {
  if (!(failure instanceof NotionFailure) || !isRefusal(failure)) return;
  const detail =
    failure.kind === 'not_found'
      ? `Notion does not show "${source.name}" to this connection any more. What was read of it stays.`
      : failure.message;
  await inRun(run, (ctx) => updateSource(ctx, source.id, { state: 'inaccessible', detail }));
}
