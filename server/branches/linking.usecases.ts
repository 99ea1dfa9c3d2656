import { decideLink, findKeyCandidates, keyOf, type KeyCandidate, type SaidLink } from '../../shared/branch-key.ts';
import type { Ctx } from '../context.ts';
import { lockDepartment } from '../departments/departments.repository.ts';
import { announce } from '../events/events.repository.ts';
import type { RekeyedPage } from '../issues/import.usecases.ts';
import { findByFragment, findByKeys, type IssueRow } from '../issues/issues.repository.ts';
import { listPrefixes } from '../sources/prefixes.ts';
import * as repository from './branches.repository.ts';
import type { BranchDecision, BranchRow } from './branches.repository.ts';
import type { SaidAboutBranch } from './said.ts';
import { watchesMet, watchesOf } from './watches.ts';

type Candidate = { id: string; key: string | null; pageId: string };

const notConnected: BranchDecision = {
  issueId: null,
  rule: 'none',
  reason: 'Notion is not connected yet. An administrator connects it in the settings.',
  rejected: [],
  watches: [],
};

/**
 * Links are decided and stored one after the other in a department. Whoever is second sees what the first one stored:
 * a branch that comes while its page is being read is found by that page, or finds it.
 */
export async function lockLinks(ctx: Ctx): Promise<void> {
  await lockDepartment(ctx.db, ctx.department.id);
}

type Named = Pick<BranchRow, 'name' | 'said'>;

/**
 * Which issue each branch belongs to and why: what a person said, else what its name says by the department's keys.
 * Stores nothing.
 */
export async function decide(ctx: Ctx, names: readonly string[]): Promise<(branch: Named) => BranchDecision> {
  const prefixes = await listPrefixes(ctx);
  const found = new Map(names.map((name) => [name, findKeyCandidates(name, prefixes)]));
  const lookup = await lookUp(
    ctx,
    [...found.values()].flatMap(({ candidates }) => candidates),
  );
  return ({ name, said }) => {
    if (prefixes.length === 0 && said === null) return notConnected;
    const keys = found.get(name) ?? findKeyCandidates(name, prefixes);
    const { issue, rule, reason, rejected } = decideLink<Candidate>(keys, lookup, said && saidLink(said));
    return { issueId: issue?.id ?? null, rule, reason, rejected, watches: watchesOf(keys.candidates) };
  };
}

function saidLink({ issueId, by, at }: SaidAboutBranch): SaidLink<Candidate> {
  return { issue: issueId === null ? null : { id: issueId, key: null, pageId: '' }, by, at: new Date(at) };
}

async function lookUp(ctx: Ctx, candidates: readonly KeyCandidate[]) {
  const numbered = candidates.filter(({ number }) => number !== null).map(keyOf);
  const byKey = new Map<string, Candidate[]>();
  for (const { key, row } of await findByKeys(ctx, numbered)) {
    byKey.set(key.toUpperCase(), [...(byKey.get(key.toUpperCase()) ?? []), candidateOf(row)]);
  }
  const byFragment = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { fragment } = candidate;
    if (fragment === null || byFragment.has(fragment) || byKey.has(keyOf(candidate).toUpperCase())) continue;
    byFragment.set(fragment, (await findByFragment(ctx, fragment)).map(candidateOf));
  }
  return {
    byNumber: (prefix: string, number: string) => byKey.get(`${prefix}-${number}`.toUpperCase()) ?? [],
    byFragment: (fragment: string) => byFragment.get(fragment) ?? [],
  };
}

function candidateOf({ id, projectKey, pageId }: IssueRow): Candidate {
  return { id, key: projectKey, pageId };
}

/** Decides again for the branches that the pages concern: a branch may be older than its page. In a transaction. */
export async function linkBranchesOf(ctx: Ctx, pages: readonly RekeyedPage[]): Promise<void> {
  if (pages.length === 0) return;
  await lockLinks(ctx);
  await decideAgain(ctx, await repository.listWatching(ctx, pages.flatMap(watchesMet)));
}

/** Decides again for all branches, after the prefixes or the sources changed. In a transaction. */
export async function linkAllBranches(ctx: Ctx): Promise<void> {
  await lockLinks(ctx);
  await decideAgain(ctx, await repository.listLinkable(ctx));
}

/** Decides again for one branch, and answers it as it is then. In a transaction, with the links locked. */
export async function decideBranch(ctx: Ctx, row: BranchRow): Promise<BranchRow> {
  await decideAgain(ctx, [row]);
  const [decided] = await repository.findByIds(ctx, [row.id]);
  return decided ?? row;
}

async function decideAgain(ctx: Ctx, branches: readonly BranchRow[]): Promise<void> {
  if (branches.length === 0) return;
  const decisionOf = await decide(
    ctx,
    branches.map(({ name }) => name),
  );
  const decided = branches.map((row) => ({ row, decision: decisionOf(row) }));
  const changed = decided.filter(({ row, decision }) => !isSame(row, decision));
  await repository.updateDecisions(
    ctx,
    changed.map(({ row: { id }, decision }) => ({ id, ...decision })),
  );
  for (const { row, decision } of changed) {
    await announce(ctx, 'branch', { repository: row.repository, branch: row.name, issueId: decision.issueId });
  }
}

function isSame(row: BranchRow, { issueId, rule, reason, watches }: BranchDecision): boolean {
  const known = row.issueId === issueId && row.rule === rule && row.reason === reason;
  return known && row.watches.join() === watches.join();
}
