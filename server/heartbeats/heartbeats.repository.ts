import { and, asc, eq, gt, gte, inArray, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { rows, type Database } from '../database/database.ts';
import { codingInterval, dirtyDay, heartbeat } from './heartbeats.table.ts';

export type HeartbeatRow = typeof heartbeat.$inferSelect;
export type IntervalRow = typeof codingInterval.$inferSelect;

/**
 * Appends heartbeats; answers the ids that were new. Rows travel as one parameter, which both drivers take fastest, and
 * in the order of their ids, so that the same batch on two servers waits instead of deadlocking.
 */
export async function insertHeartbeats(ctx: Ctx, values: readonly HeartbeatRow[]): Promise<Set<string>> {
  if (values.length === 0) return new Set();
  const data = values
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((row) => ({
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
      editor: row.editor,
      clamped: row.clamped,
      paused_at: row.pausedAt?.toISOString() ?? null,
    }));
  const inserted = rows<{ id: string }>(
    await ctx.db.execute(sql`
      insert into heartbeat (person_id, id, department_id, at, received_at, repository, branch, entity, language,
        category, is_write, editor, clamped, paused_at)
      select person_id, id, department_id, at, received_at, repository, branch, entity, language,
        category, is_write, editor, clamped, paused_at
      from json_to_recordset(${JSON.stringify(data)}::json) as beat(person_id uuid, id uuid, department_id uuid,
        at timestamptz, received_at timestamptz, repository text, branch text, entity text, language text,
        category text, is_write boolean, editor text, clamped boolean, paused_at timestamptz)
      on conflict (person_id, id) do nothing
      returning id`),
  );
  return new Set(inserted.map(({ id }) => id));
}

/**
 * Asks for days of a person to be computed again. A row that is there already is locked all the same: who computes the
 * day meanwhile waits for this transaction and then sees its heartbeats. Always in order of days, against deadlocks.
 */
export async function markDirty(db: Database, personId: string, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  await db
    .insert(dirtyDay)
    .values(days.toSorted().map((day) => ({ personId, day })))
    .onConflictDoUpdate({ target: [dirtyDay.personId, dirtyDay.day], set: { day: sql`excluded.day` } });
}

export async function hasDirtyDays(db: Database, personId: string): Promise<boolean> {
  const found = await db.select({ day: dirtyDay.day }).from(dirtyDay).where(eq(dirtyDay.personId, personId)).limit(1);
  return found.length > 0;
}

/** Persons with something to compute again, in order of their ids, after the person `after`. */
export async function listDirtyPersons(db: Database, limit: number, after?: string): Promise<string[]> {
  const found = await db
    .selectDistinct({ personId: dirtyDay.personId })
    .from(dirtyDay)
    .where(after === undefined ? undefined : gt(dirtyDay.personId, after))
    .orderBy(asc(dirtyDay.personId))
    .limit(limit);
  return found.map(({ personId }) => personId);
}

/** Takes the dirty days of a person off the list. In the transaction that computes them, so that none gets lost. */
export async function takeDirtyDays(db: Database, personId: string): Promise<string[]> {
  const mine = eq(dirtyDay.personId, personId);
  const taken = await db.select({ day: dirtyDay.day }).from(dirtyDay).where(mine).orderBy(dirtyDay.day).for('update');
  const days = taken.map(({ day }) => day);
  if (days.length > 0) await db.delete(dirtyDay).where(and(mine, inArray(dirtyDay.day, days)));
  return days;
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
  if (values.length === 0) return;
  await db.execute(sql`
    insert into coding_interval (department_id, person_id, started_at, ended_at, repository, branch, branch_id, editor)
    select "departmentId", "personId", "startedAt", "endedAt", repository, branch, "branchId", editor
    from json_to_recordset(${JSON.stringify(values)}::json) as one("departmentId" uuid, "personId" uuid,
      "startedAt" timestamptz, "endedAt" timestamptz, repository text, branch text, "branchId" uuid,
      editor text)`);
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

/** All intervals of a person on the branches of an issue. */
export async function listIntervalsOnIssue(ctx: Ctx, personId: string, issueId: string): Promise<IntervalRow[]> {
  const onIssue = sql`${codingInterval.branchId} in
    (select id from branch where department_id = ${ctx.department.id} and issue_id = ${issueId})`;
  return ctx.db
    .select()
    .from(codingInterval)
    .where(and(eq(codingInterval.departmentId, ctx.department.id), eq(codingInterval.personId, personId), onIssue))
    .orderBy(asc(codingInterval.startedAt));
}

/** Time of one editor; null for heartbeats that do not name theirs. */
export interface EditorSums {
  editor: string | null;
  seconds: number;
  secondsInSpan: number;
}

/** Whole seconds of a person on all branches of an issue, by editor: in all, and between two instants. */
export async function sumOnIssue(
  ctx: Ctx,
  personId: string,
  issueId: string,
  span: { from: Date; to: Date },
): Promise<EditorSums[]> {
  const from = sql`${span.from.toISOString()}::timestamptz`;
  const to = sql`${span.to.toISOString()}::timestamptz`;
  return rows<EditorSums>(
    await ctx.db.execute(sql`
      select editor, coalesce(sum(${wholeSeconds(sql`started_at`, sql`ended_at`)}), 0)::int as seconds,
        coalesce(sum(${wholeSeconds(sql`greatest(started_at, ${from})`, sql`least(ended_at, ${to})`)})
          filter (where started_at < ${to} and ended_at > ${from}), 0)::int as "secondsInSpan"
      from coding_interval
      where department_id = ${ctx.department.id} and person_id = ${personId} and branch_id in
        (select id from branch where department_id = ${ctx.department.id} and issue_id = ${issueId})
      group by editor`),
  );
}

/** Both ends cut to whole seconds before they are subtracted, as everywhere: parts then add up to their whole. */
function wholeSeconds(from: SQL, to: SQL): SQL {
  return sql`floor(extract(epoch from ${to})) - floor(extract(epoch from ${from}))`;
}
