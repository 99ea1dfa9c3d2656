import { decideLink, findKeyCandidates, type KeyCandidates } from '../../shared/branch-key.ts';
import type { Ctx } from '../context.ts';
import { announce } from '../events/events.repository.ts';
import { findByFragment, findByKey, type IssueRow } from '../issues/issues.repository.ts';
import { listPrefixes } from '../sources/prefixes.ts';
import * as repository from './branches.repository.ts';
import type { BranchDecision, BranchRow } from './branches.repository.ts';

type Candidate = { id: string; key: string | null; pageId: string };

/** Which issue a branch name belongs to, by the department's keys, and why. Stores nothing. */
export async function decide(ctx: Ctx, branchName: string, prefixes?: readonly string[]): Promise<BranchDecision> {
  const found = findKeyCandidates(branchName, prefixes ?? (await listPrefixes(ctx)));
  const { byNumber, byFragment } = await lookUp(ctx, found);
  const decision = decideLink<Candidate>(found, {
    byNumber: (prefix, number) => byNumber.get(`${prefix}-${number}`.toUpperCase()) ?? [],
    byFragment: (fragment) => byFragment.get(fragment) ?? [],
  });
  const { rule, reason, rejected, waitingFor } = decision;
  return { issueId: decision.issue?.id ?? null, rule, reason, rejected, waitingFor };
}

async function lookUp(ctx: Ctx, { candidates }: KeyCandidates) {
  const byNumber = new Map<string, Candidate[]>();
  const byFragment = new Map<string, Candidate[]>();
  for (const { prefix, number, fragment } of candidates) {
    const key = number === null ? undefined : `${prefix}-${number}`.toUpperCase();
    if (key !== undefined) byNumber.set(key, (await findByKey(ctx, key)).map(candidateOf));
    if (fragment !== null) byFragment.set(fragment, (await findByFragment(ctx, fragment)).map(candidateOf));
  }
  return { byNumber, byFragment };
}

function candidateOf({ id, projectKey, pageId }: IssueRow): Candidate {
  return { id, key: projectKey, pageId };
}

/** Decides and stores the link of a branch that was seen now. */
export async function linkSeenBranch(ctx: Ctx, repositoryName: string, name: string, at: Date): Promise<BranchRow> {
  const decision = await decide(ctx, name);
  return repository.seeBranch(ctx, { repository: repositoryName, name, at }, decision);
}

/** Decides again for living branches that wait for one of the keys: a branch may be older than its page. */
export async function linkWaitingBranches(ctx: Ctx, newKeys: readonly string[]): Promise<void> {
  await decideAgain(ctx, await repository.listWaitingFor(ctx, newKeys));
}

/** Decides again for all living branches, after the prefixes changed. */
export async function linkAllBranches(ctx: Ctx): Promise<void> {
  await decideAgain(ctx, await repository.listOpen(ctx));
}

async function decideAgain(ctx: Ctx, branches: readonly BranchRow[]): Promise<void> {
  if (branches.length === 0) return;
  const prefixes = await listPrefixes(ctx);
  for (const row of branches) {
    const decision = await decide(ctx, row.name, prefixes);
    await repository.updateDecision(ctx, row.id, decision);
    if (decision.issueId !== row.issueId) {
      await announce(ctx, 'branch', { repository: row.repository, branch: row.name, issueId: decision.issueId });
    }
  }
}
