import { and, count, desc, eq, sql, sum } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { owned } from '../database/owned.ts';
import { issue } from '../issues/issues.table.ts';
import { person } from '../people/people.table.ts';
import { matching, type WorklogFilter } from './worklogs.repository.ts';
import { worklog } from './worklogs.table.ts';

const seconds = sum(worklog.seconds).mapWith(Number);

/** The sums of one group, and beside it those of all groups: one statement, so that the parts are those of the whole. */
const sums = {
  seconds,
  count: count(),
  groups: sql`count(*) over ()`.mapWith(Number),
  allSeconds: sql`sum(sum(${worklog.seconds})) over ()`.mapWith(Number),
  allCount: sql`sum(count(*)) over ()`.mapWith(Number),
};

/** By task, most time first. */
export async function sumByIssue(ctx: Ctx, filter: WorklogFilter, limit: number) {
  return ctx.db
    .select({ id: issue.id, key: issue.projectKey, title: issue.title, ...sums })
    .from(worklog)
    .innerJoin(issue, and(eq(issue.id, worklog.issueId), eq(issue.departmentId, worklog.departmentId)))
    .where(owned(ctx, worklog, matching(filter)))
    .groupBy(issue.id, issue.projectKey, issue.title)
    .orderBy(desc(seconds), issue.id)
    .limit(limit);
}

/** By person, most time first. */
export async function sumByPerson(ctx: Ctx, filter: WorklogFilter, limit: number) {
  return ctx.db
    .select({ id: person.id, name: person.name, ...sums })
    .from(worklog)
    .innerJoin(person, eq(person.id, worklog.personId))
    .where(owned(ctx, worklog, matching(filter)))
    .groupBy(person.id, person.name)
    .orderBy(desc(seconds), person.id)
    .limit(limit);
}

/** By day of the person, newest first. */
export async function sumByDay(ctx: Ctx, filter: WorklogFilter, limit: number) {
  return ctx.db
    .select({ day: worklog.day, ...sums })
    .from(worklog)
    .where(owned(ctx, worklog, matching(filter)))
    .groupBy(worklog.day)
    .orderBy(desc(worklog.day))
    .limit(limit);
}
