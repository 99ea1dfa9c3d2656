import { and, desc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { owned } from '../database/owned.ts';
import { branch } from './branches.table.ts';

export type BranchRow = typeof branch.$inferSelect;
export type BranchDecision = Pick<BranchRow, 'issueId' | 'rule' | 'reason' | 'rejected' | 'waitingFor'>;

/** The living branch of this name. */
export async function findOpenBranch(ctx: Ctx, repository: string, name: string): Promise<BranchRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, eq(branch.repository, repository), eq(branch.name, name), isNull(branch.endedAt)));
  return row;
}

export async function findBranch(ctx: Ctx, id: string): Promise<BranchRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, eq(branch.id, id)));
  return row;
}

/** Every branch of these repositories, living and ended, for attributing time to the right one of a name. */
export async function listByRepositories(ctx: Ctx, repositories: readonly string[]): Promise<BranchRow[]> {
  if (repositories.length === 0) return [];
  return ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, inArray(branch.repository, [...repositories])));
}

/** Every branch that is linked to the issue. */
export async function listOfIssue(ctx: Ctx, issueId: string): Promise<BranchRow[]> {
  return ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, eq(branch.issueId, issueId)));
}

/** Notes that the branch was seen: a new row, or a later last sight of the living one. */
export async function seeBranch(
  ctx: Ctx,
  seen: { repository: string; name: string; at: Date },
  decision: BranchDecision,
): Promise<BranchRow> {
  const [row] = await ctx.db
    .insert(branch)
    .values({
      id: ctx.newId(),
      departmentId: ctx.department.id,
      repository: seen.repository,
      name: seen.name,
      ...decision,
      firstSeenAt: seen.at,
      lastSeenAt: seen.at,
    })
    .onConflictDoUpdate({
      target: [branch.departmentId, branch.repository, branch.name],
      targetWhere: sql`ended_at is null`,
      set: {
        ...decision,
        firstSeenAt: sql`least(${branch.firstSeenAt}, excluded.first_seen_at)`,
        lastSeenAt: sql`greatest(${branch.lastSeenAt}, excluded.last_seen_at)`,
      },
    })
    .returning();
  if (row === undefined) throw new Error('The branch was not stored.');
  return row;
}

export async function updateDecision(ctx: Ctx, id: string, decision: BranchDecision): Promise<void> {
  await ctx.db
    .update(branch)
    .set(decision)
    .where(owned(ctx, branch, eq(branch.id, id)));
}

export async function endBranch(ctx: Ctx, id: string): Promise<boolean> {
  const ended = await ctx.db
    .update(branch)
    .set({ endedAt: ctx.clock.now() })
    .where(owned(ctx, branch, eq(branch.id, id), isNull(branch.endedAt)))
    .returning({ id: branch.id });
  return ended.length > 0;
}

/** Living branches that hold one of these keys and are not, or not surely, linked by it. */
export async function listWaitingFor(ctx: Ctx, keys: readonly string[]): Promise<BranchRow[]> {
  if (keys.length === 0) return [];
  const folded = JSON.stringify(keys.map((key) => key.toUpperCase()));
  return ctx.db
    .select()
    .from(branch)
    .where(
      owned(
        ctx,
        branch,
        isNull(branch.endedAt),
        sql`exists (select 1 from jsonb_array_elements_text(${branch.waitingFor}) as waits
          where upper(waits) in (select jsonb_array_elements_text(${folded}::jsonb)))`,
      ),
    );
}

/** All living branches, for when the prefixes changed. */
export async function listOpen(ctx: Ctx): Promise<BranchRow[]> {
  return ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, isNull(branch.endedAt)));
}

export interface BranchFilter {
  repository?: string | undefined;
  linked?: boolean | undefined;
}

/** Last seen first, after the branch `before`. */
export async function listBranches(
  ctx: Ctx,
  filter: BranchFilter,
  limit: number,
  before?: { lastSeenAt: Date; id: string },
): Promise<BranchRow[]> {
  const older =
    before === undefined
      ? undefined
      : or(
          lt(branch.lastSeenAt, before.lastSeenAt),
          and(eq(branch.lastSeenAt, before.lastSeenAt), lt(branch.id, before.id)),
        );
  const linked = filter.linked === undefined ? undefined : sql`(${branch.issueId} is not null) = ${filter.linked}`;
  const inRepository = filter.repository === undefined ? undefined : eq(branch.repository, filter.repository);
  return ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, older, linked, inRepository))
    .orderBy(desc(branch.lastSeenAt), desc(branch.id))
    .limit(limit);
}
