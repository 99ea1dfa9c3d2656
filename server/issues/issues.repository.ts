import { and, asc, desc, eq, inArray, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { insertAll, replacing } from '../database/bulk.ts';
import { rows } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { source } from '../sources/sources.table.ts';
import { issue, issueAlias, issueStatusPeriod, pageEnd, pageStart } from './issues.table.ts';

export type IssueRow = typeof issue.$inferSelect;
export type PeriodRow = typeof issueStatusPeriod.$inferSelect;

export async function findByPageIds(ctx: Ctx, pageIds: readonly string[]): Promise<Map<string, IssueRow>> {
  if (pageIds.length === 0) return new Map();
  const found = await ctx.db
    .select()
    .from(issue)
    .where(owned(ctx, issue, inArray(issue.pageId, [...pageIds])));
  return new Map(found.map((row) => [row.pageId, row]));
}

/** Inserts or replaces issues by page id. The id of a known page stays. */
export async function upsertIssues(ctx: Ctx, values: readonly IssueRow[]): Promise<void> {
  await insertAll(ctx.db, issue, values, replacing(issue, ['departmentId', 'pageId'], ['id']));
}

export async function updateIssue(ctx: Ctx, issueId: string, change: Partial<IssueRow>): Promise<void> {
  await ctx.db
    .update(issue)
    .set(change)
    .where(owned(ctx, issue, eq(issue.id, issueId)));
}

/** Changes every issue that has the status option; answers their ids. */
export async function updateStatusOfOption(
  ctx: Ctx,
  sourceId: string,
  optionId: string,
  change: Partial<IssueRow>,
): Promise<string[]> {
  const changed = await ctx.db
    .update(issue)
    .set(change)
    .where(owned(ctx, issue, eq(issue.sourceId, sourceId), eq(issue.statusOptionId, optionId)))
    .returning({ id: issue.id });
  return changed.map(({ id }) => id);
}

export async function findById(ctx: Ctx, id: string): Promise<IssueRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(issue)
    .where(owned(ctx, issue, eq(issue.id, id)));
  return row;
}

export async function findByIds(ctx: Ctx, ids: readonly string[]): Promise<Map<string, IssueRow>> {
  if (ids.length === 0) return new Map();
  const found = await ctx.db
    .select()
    .from(issue)
    .where(owned(ctx, issue, inArray(issue.id, [...new Set(ids)])));
  return new Map(found.map((row) => [row.id, row]));
}

/** Issues with this key, now or before a prefix change; in any case of letters. */
export async function findByKey(ctx: Ctx, key: string): Promise<IssueRow[]> {
  const found = await findByKeys(ctx, [key]);
  const now = found.filter(({ row }) => row.projectKey?.toUpperCase() === key.toUpperCase());
  return (now.length > 0 ? now : found).map(({ row }) => row);
}

/**
 * Issues that have one of the keys or had it before a prefix change, in any case of letters, each with the key it was
 * found by. An issue of a source that is no longer polled counts only where no other has the key.
 */
export async function findByKeys(ctx: Ctx, keys: readonly string[]): Promise<{ key: string; row: IssueRow }[]> {
  if (keys.length === 0) return [];
  const wanted = sql`any(array(
    select upper(one) from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as one))`;
  const found = { row: issue, removedAt: source.removedAt };
  const now = await ctx.db
    .select({ ...found, key: sql<string>`${issue.projectKey}` })
    .from(issue)
    .innerJoin(source, eq(source.id, issue.sourceId))
    .where(owned(ctx, issue, sql`upper(${issue.projectKey}) = ${wanted}`));
  const before = await ctx.db
    .select({ ...found, key: issueAlias.key })
    .from(issueAlias)
    .innerJoin(issue, and(eq(issue.id, issueAlias.issueId), eq(issue.departmentId, issueAlias.departmentId)))
    .innerJoin(source, eq(source.id, issue.sourceId))
    .where(owned(ctx, issueAlias, sql`upper(${issueAlias.key}) = ${wanted}`));
  const all = [...now, ...before];
  const polled = new Set(all.filter(({ removedAt }) => removedAt === null).map(({ key }) => key.toUpperCase()));
  return all.filter(({ removedAt, key }) => removedAt === null || !polled.has(key.toUpperCase()));
}

/** Issues whose page id, without dashes, begins or ends with the six or more hex digits. */
export async function findByFragment(ctx: Ctx, fragment: string): Promise<IssueRow[]> {
  const plainId = sql`replace(${issue.pageId}, '-', '')`;
  const starts = and(eq(pageStart(issue), fragment.slice(0, 6)), sql`${plainId} like ${`${fragment}%`}`);
  const ends = and(eq(pageEnd(issue), fragment.slice(-6)), sql`${plainId} like ${`%${fragment}`}`);
  return ctx.db
    .select()
    .from(issue)
    .where(owned(ctx, issue, or(starts, ends)))
    .orderBy(asc(issue.id))
    .limit(10);
}

/** The Notion user who was seen as an assignee with this e-mail, as guests are; the newest issue decides. */
export async function findAssigneeByEmail(ctx: Ctx, email: string): Promise<string | undefined> {
  const [row] = rows<{ user_id: string }>(
    await ctx.db.execute(sql`
      select one->>'userId' as user_id from ${issue}, jsonb_array_elements(${issue.assignees}) as one
      where ${issue.departmentId} = ${ctx.department.id} and lower(one->>'email') = ${email.toLowerCase()}
      order by ${issue.notionEditedAt} desc, ${issue.id} limit 1`),
  );
  return row?.user_id;
}

export interface IssueFilter {
  state?: IssueRow['state'] | undefined;
  search?: string | undefined;
  status?: string | undefined;
  defaultStatus?: IssueRow['defaultStatus'] | undefined;
  /** E-mails, names or ids of Notion users, any of which may be an assignee's. */
  assignees?: readonly string[] | undefined;
}

/** Newest edits first, or highest numbers first with those that have none last; behind the issue `before`. */
export async function listIssues(
  ctx: Ctx,
  filter: IssueFilter,
  limit: number,
  { sort, before }: { sort: 'updated' | 'key'; before?: { editedAt: Date; id: string } | undefined },
): Promise<IssueRow[]> {
  const byNumber = sort === 'key';
  const behind = before && (byNumber ? hasLowerNumber(ctx, before.id) : isOlder(before));
  return ctx.db
    .select()
    .from(issue)
    .where(owned(ctx, issue, behind, isPolled, ...conditions(filter)))
    .orderBy(desc(byNumber ? numberOrNone : issue.notionEditedAt), desc(issue.id))
    .limit(limit);
}

function isOlder({ editedAt, id }: { editedAt: Date; id: string }): SQL | undefined {
  return or(lt(issue.notionEditedAt, editedAt), and(eq(issue.notionEditedAt, editedAt), lt(issue.id, id)));
}

const numberOrNone = sql`coalesce(${issue.number}, -1)`;

/** The place behind an issue is told by its id: its number does not change. */
function hasLowerNumber(ctx: Ctx, id: string): SQL {
  return sql`(${numberOrNone}, ${issue.id}) < (
    select coalesce(it.number, -1), it.id from ${issue} as it
    where it.department_id = ${ctx.department.id} and it.id = ${id})`;
}

/** Issues of a database that was replaced are kept, but no list is about them. */
const isPolled = sql`exists (
  select 1 from ${source} where ${source.id} = ${issue.sourceId} and ${source.removedAt} is null)`;

function conditions({ state, search, status, defaultStatus, assignees }: IssueFilter): (SQL | undefined)[] {
  const like = search === undefined ? undefined : `%${search.replace(/[\\%_]/gu, '\\$&')}%`;
  return [
    state === undefined ? undefined : eq(issue.state, state),
    like === undefined ? undefined : sql`(${issue.title} ilike ${like} or ${issue.projectKey} ilike ${like})`,
    status === undefined ? undefined : eq(sql`lower(${issue.status})`, status.toLowerCase()),
    defaultStatus === undefined ? undefined : eq(issue.defaultStatus, defaultStatus),
    assignees === undefined ? undefined : assignedTo(assignees.map((one) => one.toLowerCase())),
  ];
}

function assignedTo(folded: readonly string[]): SQL {
  const wanted = sql`(select jsonb_array_elements_text(${JSON.stringify(folded)}::jsonb))`;
  return sql`exists (select 1 from jsonb_array_elements(${issue.assignees}) as one
    where lower(one->>'email') in ${wanted} or lower(one->>'name') in ${wanted} or lower(one->>'userId') in ${wanted})`;
}

export async function addAliases(ctx: Ctx, aliases: readonly { key: string; issueId: string }[]): Promise<void> {
  if (aliases.length === 0) return;
  const createdAt = ctx.clock.now();
  await ctx.db
    .insert(issueAlias)
    .values(aliases.map((alias) => ({ ...alias, departmentId: ctx.department.id, createdAt })))
    .onConflictDoNothing();
}

export async function insertPeriods(ctx: Ctx, values: readonly PeriodRow[]): Promise<void> {
  await insertAll(ctx.db, issueStatusPeriod, values);
}

/** The open period of each issue. */
export async function findOpenPeriods(ctx: Ctx, issueIds: readonly string[]): Promise<Map<string, PeriodRow>> {
  if (issueIds.length === 0) return new Map();
  const found = await ctx.db
    .select()
    .from(issueStatusPeriod)
    .where(
      owned(
        ctx,
        issueStatusPeriod,
        inArray(issueStatusPeriod.issueId, [...issueIds]),
        sql`${issueStatusPeriod.endedAt} is null`,
      ),
    );
  return new Map(found.map((row) => [row.issueId, row]));
}

export async function endPeriod(ctx: Ctx, periodId: string, endedAt: Date): Promise<void> {
  await ctx.db
    .update(issueStatusPeriod)
    .set({ endedAt })
    .where(owned(ctx, issueStatusPeriod, eq(issueStatusPeriod.id, periodId)));
}

export async function listPeriods(ctx: Ctx, issueId: string): Promise<PeriodRow[]> {
  return ctx.db
    .select()
    .from(issueStatusPeriod)
    .where(owned(ctx, issueStatusPeriod, eq(issueStatusPeriod.issueId, issueId)))
    .orderBy(asc(issueStatusPeriod.startedAt), asc(issueStatusPeriod.id));
}

/** Seconds of worklogs per issue, deleted ones left out. */
export async function sumLogged(ctx: Ctx, issueIds: readonly string[]): Promise<Map<string, number>> {
  if (issueIds.length === 0) return new Map();
  const found = rows<{ issue_id: string; seconds: number }>(
    await ctx.db.execute(sql`
      select issue_id, sum(seconds)::float8 as seconds from worklog
      where department_id = ${ctx.department.id} and deleted_at is null
        and issue_id in (select jsonb_array_elements_text(${JSON.stringify(issueIds)}::jsonb)::uuid)
      group by issue_id`),
  );
  return new Map(found.map((row) => [row.issue_id, row.seconds]));
}

export async function countIssues(ctx: Ctx, sourceId: string): Promise<number> {
  return ctx.db.$count(issue, owned(ctx, issue, eq(issue.sourceId, sourceId), eq(issue.state, 'active')));
}

/** What a sweep compares of each issue of a source. */
export async function listKnownPages(ctx: Ctx, sourceId: string) {
  const { id, pageId, state, missedSweeps, title, number, notionEditedAt } = issue;
  return ctx.db
    .select({ id, pageId, state, missedSweeps, title, number, notionEditedAt })
    .from(issue)
    .where(owned(ctx, issue, eq(issue.sourceId, sourceId)));
}

/** Notes of issues that a read of all rows did not show them. */
export async function noteMissed(ctx: Ctx, issueIds: readonly string[]): Promise<void> {
  if (issueIds.length === 0) return;
  const missed = sql`${issue.id} in (select jsonb_array_elements_text(${JSON.stringify(issueIds)}::jsonb)::uuid)`;
  await ctx.db
    .update(issue)
    .set({ missedSweeps: 1 })
    .where(owned(ctx, issue, missed));
}
