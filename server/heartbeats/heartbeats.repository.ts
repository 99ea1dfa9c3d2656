import { and, asc, eq, gt, gte, inArray, lt, lte, sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { rows, type Database } from '../database/database.ts';
import { codingInterval, dirtyDay, heartbeat } from './heartbeats.table.ts';

export type HeartbeatRow = typeof heartbeat.$inferSelect;
export type IntervalRow = typeof codingInterval.$inferSelect;

/** Appends heartbeats; answers the ids that were new. Rows travel as one parameter, which both drivers take fastest. */
export async function insertHeartbeats(ctx: Ctx, values: readonly HeartbeatRow[]): Promise<Set<string>> {
  if (values.length === 0) return new Set();
  const data = values.map((row) => ({
    person_id: row.personId,
    id: row.id,
    department_id: row.departmentId,
    at: row.at.toISOString(),
    received_at: row.receivedAt.toISOString(),
    repository: row.repository,
    branch: row.branch,
    entity: row.entity,
    language: row.language,
    category: row.category,
    is_write: row.isWrite,
    clamped: row.clamped,
  }));
  const inserted = rows<{ id: string }>(
    await ctx.db.execute(sql`
      insert into heartbeat (person_id, id, department_id, at, received_at, repository, branch, entity, language,
        category, is_write, clamped)
      select person_id, id, department_id, at, received_at, repository, branch, entity, language,
        category, is_write, clamped
      from json_to_recordset(${JSON.stringify(data)}::json) as beat(person_id uuid, id uuid, department_id uuid,
        at timestamptz, received_at timestamptz, repository text, branch text, entity text, language text,
        category text, is_write boolean, clamped boolean)
      on conflict (person_id, id) do nothing
      returning id`),
  );
  return new Set(inserted.map(({ id }) => id));
}

export async function markDirty(db: Database, personId: string, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  await db
    .insert(dirtyDay)
    .values(days.map((day) => ({ personId, day })))
    .onConflictDoNothing();
}

/** Persons with something to compute again. */
export async function listDirtyPersons(db: Database, limit: number): Promise<string[]> {
  const found = await db.selectDistinct({ personId: dirtyDay.personId }).from(dirtyDay).limit(limit);
  return found.map(({ personId }) => personId);
}

/** Takes the dirty days of a person off the list. In the transaction that computes them, so that none gets lost. */
export async function takeDirtyDays(db: Database, personId: string): Promise<string[]> {
  const taken = await db.delete(dirtyDay).where(eq(dirtyDay.personId, personId)).returning({ day: dirtyDay.day });
  return taken.map(({ day }) => day).sort();
}

/** Heartbeats of a person from `from` to before `to`, and the first one after that when it is within `reachMs`. */
export async function listBeats(
  db: Database,
  personId: string,
  from: Date,
  to: Date,
  reachMs: number,
): Promise<HeartbeatRow[]> {
  const inside = await db
    .select()
    .from(heartbeat)
    .where(and(eq(heartbeat.personId, personId), gte(heartbeat.at, from), lt(heartbeat.at, to)))
    .orderBy(asc(heartbeat.at), asc(heartbeat.id));
  const [next] = await db
    .select()
    .from(heartbeat)
    .where(
      and(eq(heartbeat.personId, personId), gte(heartbeat.at, to), lte(heartbeat.at, new Date(to.getTime() + reachMs))),
    )
    .orderBy(asc(heartbeat.at), asc(heartbeat.id))
    .limit(1);
  return next === undefined ? inside : [...inside, next];
}

/** Replaces what was computed for the intervals that begin from `from` to before `to`. */
export async function replaceIntervals(
  db: Database,
  personId: string,
  from: Date,
  to: Date,
  values: readonly IntervalRow[],
): Promise<void> {
  await db
    .delete(codingInterval)
    .where(
      and(eq(codingInterval.personId, personId), gte(codingInterval.startedAt, from), lt(codingInterval.startedAt, to)),
    );
  if (values.length > 0) await db.insert(codingInterval).values([...values]);
}

/** Intervals of a person in the department that touch the span. */
export async function listIntervals(ctx: Ctx, personId: string, from: Date, to: Date): Promise<IntervalRow[]> {
  return ctx.db
    .select()
    .from(codingInterval)
    .where(
      and(
        eq(codingInterval.departmentId, ctx.department.id),
        eq(codingInterval.personId, personId),
        lt(codingInterval.startedAt, to),
        gt(codingInterval.endedAt, from),
      ),
    )
    .orderBy(asc(codingInterval.startedAt));
}

/** All intervals of a person on some branches. */
export async function listIntervalsOfBranches(
  ctx: Ctx,
  personId: string,
  branchIds: readonly string[],
): Promise<IntervalRow[]> {
  if (branchIds.length === 0) return [];
  return ctx.db
    .select()
    .from(codingInterval)
    .where(
      and(
        eq(codingInterval.departmentId, ctx.department.id),
        eq(codingInterval.personId, personId),
        inArray(codingInterval.branchId, [...branchIds]),
      ),
    );
}
