import { and, asc, eq, gt, or, sql, type SQLWrapper } from 'drizzle-orm';
import { booking, bookingSetting, bookingSpan } from '../booking/booking.table.ts';
import { branch } from '../branches/branches.table.ts';
import type { Ctx } from '../context.ts';
import { rows } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { codingInterval, heartbeat } from '../heartbeats/heartbeats.table.ts';
import { issue } from '../issues/issues.table.ts';
import { note } from '../worklogs/notes.table.ts';
import { worklog } from '../worklogs/worklogs.table.ts';

/** Days (UTC) whose coding time changes when the person's heartbeats in this department go; other departments' share them. */
export async function listDaysWithBeats(ctx: Ctx, personId: string, reachSeconds: number): Promise<string[]> {
  const found = rows<{ day: string }>(
    await ctx.db.execute(sql`
      select distinct to_char(${heartbeat.at} at time zone 'UTC' - make_interval(secs => reach), 'YYYY-MM-DD') as day
      from ${heartbeat}, (values (0), (${reachSeconds}::int)) as near(reach)
      where ${owned(ctx, heartbeat, eq(heartbeat.personId, personId))}
      order by day`),
  );
  return found.map(({ day }) => day);
}

/** Deletes everything that coding time of the person in this department is made of, and made into. */
export async function deleteCodingTime(ctx: Ctx, personId: string) {
  const heartbeats = await deleteOf(ctx, personId, heartbeat);
  const intervals = await deleteOf(ctx, personId, codingInterval);
  await deleteOf(ctx, personId, bookingSpan);
  const bookings = await deleteOf(ctx, personId, booking);
  await deleteOf(ctx, personId, bookingSetting);
  return { heartbeats, intervals, bookings };
}

type Personal = typeof heartbeat | typeof codingInterval | typeof bookingSpan | typeof booking | typeof bookingSetting;

/** Counted by the database: there may be more than anybody wants to read. */
async function deleteOf(ctx: Ctx, personId: string, table: Personal): Promise<number> {
  const mine = owned(ctx, table, eq(table.personId, personId));
  const [row] = rows<{ count: number }>(
    await ctx.db.execute(
      sql`with gone as (delete from ${table} where ${mine} returning 1) select count(*)::int as count from gone`,
    ),
  );
  return row?.count ?? 0;
}

/** Branches of which the person said by hand what they belong to. */
export async function listLinksBy(ctx: Ctx, personId: string) {
  return ctx.db
    .select({ repository: branch.repository, branch: branch.name, key: issue.projectKey, said: branch.said })
    .from(branch)
    .leftJoin(issue, withIssue(ctx, sql`(${branch.said} ->> 'issueId')::uuid`))
    .where(owned(ctx, branch, sql`${branch.said} ->> 'personId' = ${personId}`))
    .orderBy(asc(branch.firstSeenAt), asc(branch.id));
}

const withIssue = (ctx: Ctx, issueId: SQLWrapper) =>
  and(eq(issue.id, issueId), eq(issue.departmentId, ctx.department.id));

/** Heartbeats of the person in order of time, after a place. */
export async function listBeatsAfter(ctx: Ctx, personId: string, limit: number, after?: { at: Date; id: string }) {
  const later =
    after === undefined
      ? undefined
      : or(gt(heartbeat.at, after.at), and(eq(heartbeat.at, after.at), gt(heartbeat.id, after.id)));
  return ctx.db
    .select()
    .from(heartbeat)
    .where(owned(ctx, heartbeat, eq(heartbeat.personId, personId), later))
    .orderBy(asc(heartbeat.at), asc(heartbeat.id))
    .limit(limit);
}

/** Coding time of the person in order of time, after an instant, with the keys of the tasks it counts for. */
export async function listIntervalsAfter(ctx: Ctx, personId: string, limit: number, after?: { startedAt: Date }) {
  return ctx.db
    .select({
      startedAt: codingInterval.startedAt,
      endedAt: codingInterval.endedAt,
      repository: codingInterval.repository,
      branch: codingInterval.branch,
      editor: codingInterval.editor,
      key: issue.projectKey,
    })
    .from(codingInterval)
    .leftJoin(branch, and(eq(branch.id, codingInterval.branchId), eq(branch.departmentId, ctx.department.id)))
    .leftJoin(issue, withIssue(ctx, branch.issueId))
    .where(
      owned(
        ctx,
        codingInterval,
        eq(codingInterval.personId, personId),
        after === undefined ? undefined : gt(codingInterval.startedAt, after.startedAt),
      ),
    )
    .orderBy(asc(codingInterval.startedAt))
    .limit(limit);
}

/** Worklogs of the person, also those that were taken back, in order of their ids. */
export async function listWorklogsAfter(ctx: Ctx, personId: string, limit: number, after?: { id: string }) {
  return ctx.db
    .select({ row: worklog, key: issue.projectKey, id: worklog.id })
    .from(worklog)
    .leftJoin(issue, withIssue(ctx, worklog.issueId))
    .where(
      owned(ctx, worklog, eq(worklog.personId, personId), after === undefined ? undefined : gt(worklog.id, after.id)),
    )
    .orderBy(asc(worklog.id))
    .limit(limit);
}

/** What the person wrote as comments, in order of their ids. */
export async function listNotesAfter(ctx: Ctx, personId: string, limit: number, after?: { id: string }) {
  return ctx.db
    .select({ id: note.id, key: issue.projectKey, text: note.text, createdAt: note.createdAt })
    .from(note)
    .leftJoin(issue, withIssue(ctx, note.issueId))
    .where(owned(ctx, note, eq(note.personId, personId), after === undefined ? undefined : gt(note.id, after.id)))
    .orderBy(asc(note.id))
    .limit(limit);
}
