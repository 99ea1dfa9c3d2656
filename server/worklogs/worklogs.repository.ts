import { and, asc, desc, eq, gte, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Ctx } from '../context.ts';
import { rows, type Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { issue } from '../issues/issues.table.ts';
import { person } from '../people/people.table.ts';
import { effect, worklog } from './worklogs.table.ts';

/** What is shorter rounds to 0.00 hours. */
const shortestSeconds = 18;

export type WorklogRow = typeof worklog.$inferSelect;

/** A worklog as people see it: with its issue's key and its person's name. */
export interface WorklogView {
  row: WorklogRow;
  key: string | null;
  title: string;
  personName: string;
  trackedOnKey: string | null;
  bookedByName: string | null;
}

const trackedOn = alias(issue, 'tracked_on');
const booker = alias(person, 'booker');

/** Inserts the worklog; false when its id exists, whoever's it is. */
export async function insertWorklog(ctx: Ctx, row: WorklogRow): Promise<boolean> {
  const inserted = await ctx.db.insert(worklog).values(row).onConflictDoNothing().returning({ id: worklog.id });
  return inserted.length > 0;
}

/** The worklog with this id in any department: ids are unique on the whole server. */
export async function findAnywhere(db: Database, id: string): Promise<WorklogRow | undefined> {
  const [row] = await db.select().from(worklog).where(eq(worklog.id, id));
  return row;
}

export async function updateWorklog(ctx: Ctx, id: string, change: Partial<WorklogRow>): Promise<void> {
  await ctx.db
    .update(worklog)
    .set(change)
    .where(owned(ctx, worklog, eq(worklog.id, id)));
}

export async function findViews(ctx: Ctx, where: SQL | undefined, limit: number): Promise<WorklogView[]> {
  const found = await ctx.db
    .select({
      row: worklog,
      key: issue.projectKey,
      title: issue.title,
      personName: person.name,
      trackedOnKey: trackedOn.projectKey,
      bookedByName: booker.name,
    })
    .from(worklog)
    .innerJoin(issue, and(eq(issue.id, worklog.issueId), eq(issue.departmentId, worklog.departmentId)))
    .innerJoin(person, eq(person.id, worklog.personId))
    .leftJoin(
      trackedOn,
      and(eq(trackedOn.id, worklog.trackedIssueId), eq(trackedOn.departmentId, worklog.departmentId)),
    )
    .leftJoin(booker, eq(booker.id, worklog.bookedBy))
    .where(owned(ctx, worklog, where))
    .orderBy(desc(worklog.createdAt), desc(worklog.id))
    .limit(limit);
  return found;
}

export async function findView(ctx: Ctx, id: string): Promise<WorklogView | undefined> {
  const [view] = await findViews(ctx, eq(worklog.id, id), 1);
  return view;
}

export interface WorklogFilter {
  issueId?: string | undefined;
  personId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Both included. */
  fromDay?: string | undefined;
  toDay?: string | undefined;
  states?: readonly string[] | undefined;
}

/** Newest first, after the worklog `before`; deleted ones are left out. Times are those of the booking. */
export async function listWorklogs(
  ctx: Ctx,
  filter: WorklogFilter,
  limit: number,
  before?: { createdAt: Date; id: string },
): Promise<WorklogView[]> {
  const older =
    before === undefined
      ? undefined
      : or(
          lt(worklog.createdAt, before.createdAt),
          and(eq(worklog.createdAt, before.createdAt), lt(worklog.id, before.id)),
        );
  return findViews(ctx, and(older, matching(filter)), limit);
}

/** The worklogs of a filter, without those that were taken back. */
export function matching(filter: WorklogFilter): SQL | undefined {
  const { issueId, personId, from, to, fromDay, toDay, states } = filter;
  const workedAt = sql`coalesce(${worklog.startedAt}, ${worklog.createdAt})`;
  return and(
    isNull(worklog.deletedAt),
    issueId === undefined ? undefined : eq(worklog.issueId, issueId),
    personId === undefined ? undefined : eq(worklog.personId, personId),
    from === undefined ? undefined : sql`${workedAt} >= ${from.toISOString()}::timestamptz`,
    to === undefined ? undefined : sql`${workedAt} < ${to.toISOString()}::timestamptz`,
    fromDay === undefined ? undefined : gte(worklog.day, fromDay),
    toDay === undefined ? undefined : lte(worklog.day, toDay),
    states === undefined ? undefined : hasState(states),
  );
}

/** A worklog is as far as the worse of its two effects. */
function hasState(states: readonly string[]): SQL {
  return sql`(select case
      when bool_or(owed = 'needs_review') then 'needs_review' when bool_or(owed = 'blocked') then 'blocked'
      when bool_or(owed <> 'done') then 'pending' else 'done' end
    from (select case when ${effect.kind} = 'time_spent' and ${effect.delivered} >= ${worklog.timeSpentVersion}
        then 'done' else ${effect.state} end as owed
    from ${effect} where ${effect.departmentId} = ${worklog.departmentId} and (
      (${effect.kind} = 'comment' and ${effect.subjectId} = coalesce(${worklog.carriedBy}, ${worklog.id})) or
      (${effect.kind} = 'time_spent' and ${effect.subjectId} = ${worklog.issueId}))) as effects
    ) in (select jsonb_array_elements_text(${JSON.stringify(states)}::jsonb))`;
}

/** A person's worklogs on an issue that are too short for a comment, and the one that changed; oldest first. */
export async function listShort(ctx: Ctx, { id, personId, issueId }: WorklogRow): Promise<WorklogRow[]> {
  const isShort = and(lt(worklog.seconds, shortestSeconds), isNull(worklog.deletedAt));
  return ctx.db
    .select()
    .from(worklog)
    .where(
      owned(
        ctx,
        worklog,
        eq(worklog.personId, personId),
        eq(worklog.issueId, issueId),
        or(isShort, eq(worklog.id, id)),
      ),
    )
    .orderBy(asc(worklog.createdAt), asc(worklog.id));
}

export async function setCarrier(ctx: Ctx, id: string, carriedBy: string | null): Promise<void> {
  await updateWorklog(ctx, id, { carriedBy });
}

/** The worklogs that one comment stands for: the carrier and those it carries, deleted ones left out; oldest first. */
export async function listCarried(ctx: Ctx, carrierId: string): Promise<WorklogRow[]> {
  const isCarrier = and(eq(worklog.id, carrierId), isNull(worklog.carriedBy));
  return ctx.db
    .select()
    .from(worklog)
    .where(owned(ctx, worklog, isNull(worklog.deletedAt), or(isCarrier, eq(worklog.carriedBy, carrierId))))
    .orderBy(asc(worklog.createdAt), asc(worklog.id));
}

/** All seconds booked on an issue, deleted worklogs left out. */
export async function sumSeconds(ctx: Ctx, issueId: string): Promise<number> {
  const [row] = rows<{ seconds: number }>(
    await ctx.db.execute(sql`
      select coalesce(sum(seconds), 0)::float8 as seconds from worklog
      where department_id = ${ctx.department.id} and issue_id = ${issueId} and deleted_at is null`),
  );
  return row?.seconds ?? 0;
}

/** Serialises changes of the worklogs of one issue: each sees what the one before it owed and who carries whom. */
export async function lockIssue(ctx: Ctx, issueId: string): Promise<void> {
  await ctx.db
    .select({ id: issue.id })
    .from(issue)
    .where(owned(ctx, issue, eq(issue.id, issueId)))
    .for('update');
}
