import type { Issue, IssueHistory } from '../../shared/api/issues.ts';
import { ProblemError } from '../../shared/errors.ts';
import { isUuid } from '../../shared/ids.ts';
import { pageOfRows, readCursor, type Page } from '../database/cursor.ts';
import type { Ctx } from '../context.ts';
import { findNotionUser } from '../people/people.repository.ts';
import * as repository from './issues.repository.ts';
import type { IssueFilter, IssueRow } from './issues.repository.ts';

/**
 * The issue with an id or a key, in any case of letters; a key from before a prefix change is found too.
 * @throws ProblemError issue.not_found, or issue.ambiguous when two sources use the same key.
 */
export async function findIssue(ctx: Ctx, idOrKey: string, field?: string): Promise<IssueRow> {
  if (isUuid(idOrKey.toLowerCase())) {
    const row = await repository.findById(ctx, idOrKey.toLowerCase());
    if (row !== undefined) return row;
  }
  const found = isKeyText(idOrKey) ? await repository.findByKey(ctx, idOrKey.trim()) : [];
  const [row, second] = found;
  if (row === undefined) throw new ProblemError('issue.not_found', `There is no task "${idOrKey}" here.`, field);
  if (second !== undefined) {
    const titles = found.map(({ id, title }) => `"${title}" (${id})`).join(', ');
    throw new ProblemError('issue.ambiguous', `Several tasks have the key ${idOrKey}: ${titles}.`, field);
  }
  return row;
}

/** Nothing that is longer or holds control characters is a key; the database refuses some of these. */
function isKeyText(text: string): boolean {
  return /^\P{Cc}{1,100}$/u.test(text);
}

/** By what a person is an assignee: the e-mail, and who they were found to be in Notion; else the name. */
export async function assigneesFor(
  ctx: Ctx,
  me: { id: string; name: string; email: string | null },
): Promise<string[]> {
  const known = [me.email, await findNotionUser(ctx, me.id)].flatMap((one) => one ?? []);
  return known.length === 0 ? [me.name] : known;
}

/** One page of a department's issues, newest edits or highest numbers first. */
export async function listIssues(
  ctx: Ctx,
  filter: IssueFilter,
  { limit, cursor, sort }: { limit: number; cursor?: string | undefined; sort: 'updated' | 'key' },
): Promise<Page<Issue>> {
  const place = readCursor(cursor);
  const before = place === undefined ? undefined : { editedAt: place.at, id: place.id };
  const rows = await repository.listIssues(ctx, filter, limit + 1, { sort, before });
  const page = pageOfRows(rows, limit, ({ notionEditedAt, id }) => ({ at: notionEditedAt, id }));
  return { ...page, items: await showIssues(ctx, page.items) };
}

/** Issues for an answer, with the hours booked here. */
export async function showIssues(ctx: Ctx, rows: readonly IssueRow[]): Promise<Issue[]> {
  const logged = await repository.sumLogged(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => issueOf(row, logged.get(row.id) ?? 0));
}

export async function showIssue(ctx: Ctx, row: IssueRow): Promise<Issue> {
  const [shown] = await showIssues(ctx, [row]);
  if (shown === undefined) throw new ProblemError('issue.not_found');
  return shown;
}

function issueOf(row: IssueRow, loggedSeconds: number): Issue {
  return {
    id: row.id,
    departmentId: row.departmentId,
    key: row.projectKey,
    title: row.title,
    status: row.status,
    defaultStatus: row.defaultStatus,
    statusRule: row.statusRule,
    assignees: row.assignees.map(({ name, email }) => ({ name, email })),
    priority: row.priority,
    estimateSeconds: row.originalTimeEstimate,
    spentSeconds: Math.round((row.spentHours ?? 0) * 3600),
    loggedSeconds,
    url: row.url,
    pageId: row.pageId,
    tracker: 'notion',
    state: row.state,
    warnings: row.warnings,
    updatedAt: row.notionEditedAt.toISOString(),
  };
}

/** The statuses the issue had, oldest first. */
export async function readHistory(ctx: Ctx, issueId: string): Promise<IssueHistory> {
  const periods = await repository.listPeriods(ctx, issueId);
  return {
    items: periods.map(({ status, defaultStatus, startedAt, endedAt, startKnown, uncertaintySeconds }) => ({
      status,
      defaultStatus,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      startKnown,
      uncertaintySeconds,
    })),
  };
}
