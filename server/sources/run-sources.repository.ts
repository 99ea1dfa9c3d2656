import { and, asc, eq, inArray, lt, type SQL } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { runSource, type source } from './sources.table.ts';

export type RunSourceRow = typeof runSource.$inferSelect;
type Change = { [Column in keyof RunSourceRow]?: RunSourceRow[Column] | SQL };

/** Begins to tell what a run does about a source. */
export async function insertRunSource(
  ctx: Ctx,
  runId: string,
  { id, name, watermark }: Pick<typeof source.$inferSelect, 'id' | 'name' | 'watermark'>,
): Promise<void> {
  await ctx.db.insert(runSource).values({
    departmentId: ctx.department.id,
    runId,
    sourceId: id,
    name,
    requests: 0,
    read: 0,
    changed: 0,
    unchanged: 0,
    quarantined: 0,
    waits: {},
    watermarkBefore: watermark,
    watermarkAfter: watermark,
    at: ctx.clock.now(),
  });
}

export async function updateRunSource(ctx: Ctx, runId: string, sourceId: string, change: Change): Promise<void> {
  await ctx.db
    .update(runSource)
    .set(change)
    .where(owned(ctx, runSource, eq(runSource.runId, runId), eq(runSource.sourceId, sourceId)));
}

/** What runs did about each source, in the order in which they came to it. */
export async function listRunSources(
  db: Database,
  runs: readonly { id: string; departmentId: string }[],
): Promise<RunSourceRow[]> {
  const [first] = runs;
  if (first === undefined) return [];
  const ofRuns = inArray(
    runSource.runId,
    runs.map(({ id }) => id),
  );
  return db
    .select()
    .from(runSource)
    .where(and(inArray(runSource.departmentId, [...new Set(runs.map(({ departmentId }) => departmentId))]), ofRuns))
    .orderBy(asc(runSource.at), asc(runSource.sourceId));
}

/** Forgets old ones, of all departments. */
export async function deleteRunSourcesBefore(db: Database, before: Date): Promise<void> {
  await db.delete(runSource).where(lt(runSource.at, before));
}
