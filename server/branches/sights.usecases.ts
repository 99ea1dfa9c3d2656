import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import * as repository from './branches.repository.ts';
import type { BranchName, BranchRow, SightSpan } from './branches.repository.ts';
import { decide, lockLinks } from './linking.usecases.ts';
import { branchAt } from './lives.ts';

/** A branch was looked at or worked on. */
export interface Sight extends BranchName {
  at: Date;
}

type Span = BranchName & SightSpan;

/** A branch that goes on being seen is written down again at most this often. */
const noteEveryMs = 60_000;

/** The living branch of a name, which somebody looks at now. Added and linked when it is new. */
export async function seeBranch(ctx: Ctx, name: BranchName): Promise<BranchRow> {
  const at = ctx.clock.now();
  const known = await repository.findOpenBranch(ctx, name);
  if (known === undefined) {
    return inTransaction(ctx.db, (tx) => lockBranch(within(ctx, tx), name));
  }
  await noteSights(ctx, [{ row: known, firstAt: at, lastAt: at }]);
  return known;
}

/** As `seeBranch`, in a transaction, until the end of which nobody else links branches. */
export async function lockBranch(ctx: Ctx, name: BranchName): Promise<BranchRow> {
  const at = ctx.clock.now();
  await lockLinks(ctx);
  return (await repository.findOpenBranch(ctx, name)) ?? addBranch(ctx, { ...name, firstAt: at, lastAt: at });
}

/**
 * Notes that branches were seen, also long ago: what was unknown is added and linked, without a push. A late sight
 * belongs to the branch that had the name at that time. In a transaction.
 */
export async function seeBranches(ctx: Ctx, sights: readonly Sight[]): Promise<void> {
  const names = [...new Map(sights.map((sight) => [nameOf(sight), sight])).values()];
  let seen = await groupSights(ctx, names, sights);
  if (seen.unknown.length > 0) {
    // Before any row is changed, because whoever holds the links may want the same rows.
    await lockLinks(ctx);
    seen = await groupSights(ctx, names, sights);
  }
  await noteSights(ctx, seen.known);
  for (const span of seen.unknown) await addBranch(ctx, span);
}

interface Seen {
  known: ({ row: BranchRow } & SightSpan)[];
  unknown: Span[];
}

/** The sights by the branch that each is of: rows that are there, and names that none had at that time. */
async function groupSights(ctx: Ctx, names: readonly BranchName[], sights: readonly Sight[]): Promise<Seen> {
  const rows = await repository.listByNames(ctx, names);
  const groups = new Map<string, Span & { row: BranchRow | undefined }>();
  for (const sight of sights) {
    const row = branchAt(
      rows.filter((one) => nameOf(one) === nameOf(sight)),
      sight.at,
    );
    const group = row?.id ?? nameOf(sight);
    const { repository: repositoryName, name, at } = sight;
    const { firstAt, lastAt } = groups.get(group) ?? { firstAt: at, lastAt: at };
    groups.set(group, {
      repository: repositoryName,
      name,
      row,
      firstAt: at < firstAt ? at : firstAt,
      lastAt: at > lastAt ? at : lastAt,
    });
  }
  const all = [...groups.values()];
  return {
    known: all.flatMap(({ row, ...span }) => (row === undefined ? [] : [{ row, ...span }])),
    unknown: all.flatMap(({ row, ...span }) => (row === undefined ? [span] : [])),
  };
}

/** In order of ids: two batches with the same branches wait for each other instead of deadlocking. */
async function noteSights(ctx: Ctx, seen: Seen['known']): Promise<void> {
  for (const { row, firstAt, lastAt } of seen.toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1))) {
    const isNews = firstAt < row.firstSeenAt || lastAt.getTime() - row.lastSeenAt.getTime() >= noteEveryMs;
    if (isNews) await repository.noteSight(ctx, row.id, { firstAt, lastAt });
  }
}

/** Call it with the links locked. */
async function addBranch(ctx: Ctx, { repository: repositoryName, name, firstAt, lastAt }: Span): Promise<BranchRow> {
  const decisionOf = await decide(ctx, [name]);
  const row = {
    id: ctx.newId(),
    departmentId: ctx.department.id,
    repository: repositoryName,
    name,
    firstSeenAt: firstAt,
    lastSeenAt: lastAt,
    endedAt: null,
    said: null,
    ...decisionOf({ name, said: null }),
  };
  await repository.insertBranch(ctx, row);
  return row;
}

function nameOf({ repository: repositoryName, name }: BranchName): string {
  return JSON.stringify([repositoryName, name]);
}
