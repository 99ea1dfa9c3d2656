import { and, asc, desc, eq, lt, sql } from 'drizzle-orm';
import type { Run } from '../../shared/api/notion.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { lease } from '../jobs/jobs.table.ts';
import { runLeasePrefix } from './run-context.ts';
import { deleteRunSourcesBefore, updateRunSource } from './run-sources.repository.ts';
import { run, runSource } from './sources.table.ts';

export type RunRow = typeof run.$inferSelect;
export type RunCounts = Pick<RunRow, 'read' | 'changed' | 'unchanged' | 'quarantined'>;

export async function insertRun(ctx: Ctx, id: string, trigger: RunRow['trigger']): Promise<void> {
  await ctx.db.insert(run).values({
    id,
    departmentId: ctx.department.id,
    trigger,
    state: 'running',
    startedAt: ctx.clock.now(),
    requests: 0,
    read: 0,
    changed: 0,
    unchanged: 0,
    quarantined: 0,
    waits: {},
  });
}

/** Adds to the counts of a running run and of its source, in the transaction of what was counted. */
export async function countInRun(ctx: Ctx, runId: string, sourceId: string, counts: RunCounts): Promise<void> {
  const added = (table: typeof run | typeof runSource) => ({
    read: sql`${table.read} + ${counts.read}`,
    changed: sql`${table.changed} + ${counts.changed}`,
    unchanged: sql`${table.unchanged} + ${counts.unchanged}`,
    quarantined: sql`${table.quarantined} + ${counts.quarantined}`,
  });
  await ctx.db
    .update(run)
    .set(added(run))
    .where(owned(ctx, run, eq(run.id, runId)));
  await updateRunSource(ctx, runId, sourceId, added(runSource));
}

type RunEnd = Pick<RunRow, 'requests' | 'waits' | 'error'>;

export async function endRun(ctx: Ctx, runId: string, end: RunEnd): Promise<void> {
  await ctx.db
    .update(run)
    .set({ ...end, state: end.error === null ? 'done' : 'failed', endedAt: ctx.clock.now() })
    .where(owned(ctx, run, eq(run.id, runId), eq(run.state, 'running')));
}

/** Runs whose server has shown no sign of life for so long that its claim ran out; the takeover's look across tenants. */
export async function listForsakenRuns(
  db: Database,
  now: Date,
): Promise<Pick<RunRow, 'id' | 'departmentId' | 'trigger'>[]> {
  const { id, departmentId, trigger } = run;
  return db
    .select({ id, departmentId, trigger })
    .from(run)
    .innerJoin(lease, eq(lease.name, sql`${runLeasePrefix} || ${departmentId}::text`))
    .where(and(eq(run.state, 'running'), lt(lease.leasedUntil, now)))
    .orderBy(asc(id));
}

/** Ends runs that a stopped server left behind; answers why they had been started. Only call it while holding the department's lease. */
export async function endAbandonedRuns(ctx: Ctx, error: NonNullable<Run['error']>): Promise<RunRow['trigger'][]> {
  const ended = await ctx.db
    .update(run)
    .set({ state: 'failed', error, endedAt: ctx.clock.now() })
    .where(owned(ctx, run, eq(run.state, 'running')))
    .returning({ trigger: run.trigger });
  return ended.map(({ trigger }) => trigger);
}

export async function findRunningRun(ctx: Ctx): Promise<RunRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(run)
    .where(owned(ctx, run, eq(run.state, 'running')))
    .orderBy(desc(run.id))
    .limit(1);
  return row;
}

export async function findLastRun(ctx: Ctx): Promise<RunRow | undefined> {
  const [row] = await listRuns(ctx, 1);
  return row;
}

/** The newest run that read everything. */
export async function findLastGoodRun(ctx: Ctx): Promise<RunRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(run)
    .where(owned(ctx, run, eq(run.state, 'done')))
    .orderBy(desc(run.id))
    .limit(1);
  return row;
}

/** The run whatever its department is; the caller checks that the person belongs to it. */
export async function findRun(db: Database, runId: string): Promise<RunRow | undefined> {
  const [row] = await db.select().from(run).where(eq(run.id, runId));
  return row;
}

/** Newest first, after the run `before`. By their ids, which keep their order when a clock is set back. */
export async function listRuns(ctx: Ctx, limit: number, before?: string): Promise<RunRow[]> {
  const older = before === undefined ? undefined : lt(run.id, before);
  return ctx.db
    .select()
    .from(run)
    .where(owned(ctx, run, older))
    .orderBy(desc(run.id))
    .limit(limit);
}

/** Forgets old runs, of all departments. */
export async function deleteRunsBefore(db: Database, before: Date): Promise<void> {
  await db.delete(run).where(lt(run.endedAt, before));
  await deleteRunSourcesBefore(db, before);
}
