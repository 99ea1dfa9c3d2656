import type { Branch, BranchLink } from '../../shared/api/branches.ts';
import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { unloggedOnIssue } from '../booking/ledger.usecases.ts';
import { within, type Ctx } from '../context.ts';
import { pageOfRows, readCursor, type Page } from '../database/cursor.ts';
import { inTransaction } from '../database/transaction.ts';
import { trackedOnIssue, type TrackedTime } from '../heartbeats/time.usecases.ts';
import { findById, findByIds, type IssueRow } from '../issues/issues.repository.ts';
import { findIssue, showIssue } from '../issues/issues.usecases.ts';
import { findLastGoodRun } from '../sources/runs.repository.ts';
import { showsColleagues } from './colleagues.usecases.ts';
import * as repository from './branches.repository.ts';
import type { BranchFilter, BranchName, BranchRow } from './branches.repository.ts';
import { decideBranch } from './linking.usecases.ts';
import { lockBranch, seeBranch } from './sights.usecases.ts';

/** Which task a branch belongs to and why, with the caller's own time on it. Looking is a sight of the branch. */
export async function resolveBranch(
  ctx: Ctx,
  person: { id: string; timeZone: string },
  repositoryName: string,
  name: string,
): Promise<BranchLink> {
  return showLink(ctx, person, await seeBranch(ctx, { repository: repositoryName, name }));
}

const nothingTracked: TrackedTime = { todaySeconds: 0, seconds: 0, todayByEditor: [] };

/** The link of a branch, with the caller's own time on its task. */
async function showLink(ctx: Ctx, person: { id: string; timeZone: string }, row: BranchRow): Promise<BranchLink> {
  const issue = row.issueId === null ? undefined : await findById(ctx, row.issueId);
  const tracked = issue === undefined ? nothingTracked : await trackedOnIssue(ctx, person, issue.id);
  const unloggedSeconds = issue === undefined ? 0 : await unloggedOnIssue(ctx, person, issue.id);
  const lastRun = await findLastGoodRun(ctx);
  return {
    branch: row.name,
    repository: row.repository,
    issue: issue === undefined ? null : await showIssue(ctx, issue),
    rule: row.rule,
    reason: row.reason,
    grounds: row.grounds,
    rejected: row.rejected,
    trackedTodaySeconds: tracked.todaySeconds,
    trackedTodayByEditor: tracked.todayByEditor,
    trackedSeconds: tracked.seconds,
    unloggedSeconds,
    showsColleagues: await showsColleagues(ctx),
    lastSyncAt: lastRun?.endedAt?.toISOString() ?? null,
  };
}

/**
 * Takes what a person says about a branch, which wins over every rule: the task it belongs to, null for none, or
 * undefined to let the rules decide again. Looking is a sight of the branch.
 * @throws ProblemError issue.not_found, issue.ambiguous.
 */
export async function sayLink(
  ctx: Ctx,
  person: { id: string; name: string; timeZone: string },
  name: BranchName,
  key: string | null | undefined,
): Promise<BranchLink> {
  const issueId = typeof key === 'string' ? (await findIssue(ctx, key, 'key')).id : key;
  const row = await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const known = await lockBranch(inside, name);
    // Said once more it is not said anew: who said it first, and when, stays.
    if (known.said?.issueId === issueId) return known;
    const at = ctx.clock.now().toISOString();
    const said = issueId === undefined ? null : { issueId, personId: person.id, by: person.name, at };
    await repository.updateSaid(inside, known.id, said);
    await audit(inside, said === null ? 'branch.link_left_to_rules' : 'branch.linked', known.id, { issueId });
    return decideBranch(inside, { ...known, said });
  });
  return showLink(ctx, person, row);
}

/** One page of branches, last seen first. */
export async function listBranches(
  ctx: Ctx,
  filter: BranchFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Branch>> {
  const place = readCursor(cursor);
  const before = place === undefined ? undefined : { lastSeenAt: place.at, id: place.id };
  const rows = await repository.listBranches(ctx, filter, limit + 1, before);
  const page = pageOfRows(rows, limit, ({ lastSeenAt, id }) => ({ at: lastSeenAt, id }));
  return { ...page, items: await showBranches(ctx, page.items) };
}

async function showBranches(ctx: Ctx, rows: readonly BranchRow[]): Promise<Branch[]> {
  const issues = await findByIds(
    ctx,
    rows.flatMap(({ issueId }) => issueId ?? []),
  );
  return rows.map((row) => branchOf(row, issues.get(row.issueId ?? '')));
}

function branchOf(row: BranchRow, issue: IssueRow | undefined): Branch {
  const { id, repository: repositoryName, name, rule, reason, rejected } = row;
  return {
    id,
    repository: repositoryName,
    branch: name,
    issue: issue === undefined ? null : { id: issue.id, key: issue.projectKey, title: issue.title, url: issue.url },
    rule,
    reason,
    rejected,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** Notes that a branch was deleted. Its time stays with its task; the same name is another branch from now on. */
export async function endBranch(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    if (!(await repository.endBranch(inside, id))) throw new ProblemError('branch.not_found');
    await audit(inside, 'branch.ended', id);
  });
}
