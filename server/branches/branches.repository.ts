import { and, desc, eq, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { owned } from '../database/owned.ts';
import { branch } from './branches.table.ts';

export type BranchRow = typeof branch.$inferSelect;
export type BranchDecision = Pick<BranchRow, 'issueId' | 'rule' | 'reason' | 'rejected' | 'watches'>;
export type BranchName = Pick<BranchRow, 'repository' | 'name'>;

/** The living branch of this name. */
export async function findOpenBranch(ctx: Ctx, { repository, name }: BranchName): Promise<BranchRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, eq(branch.repository, repository), eq(branch.name, name), isNull(branch.endedAt)));
  return row;
}

/** Every branch that has or had one of these names, living and ended. */
export async function listByNames(
  ctx: Pick<Ctx, 'db' | 'department'>,
  names: readonly BranchName[],
): Promise<BranchRow[]> {
  if (names.length === 0) return [];
  const wanted = JSON.stringify(names.map(({ repository, name }) => ({ repository, name })));
  const found = await ctx.db
    .select({ row: branch })
    .from(branch)
    .innerJoin(
      sql`jsonb_to_recordset(${wanted}::jsonb) as wanted(repository text, name text)`,
      sql`wanted.repository = ${branch.repository} and wanted.name = ${branch.name}`,
    )
    .where(owned(ctx, branch));
  return found.map(({ row }) => row);
}

export async function findByIds(ctx: Ctx, ids: readonly string[]): Promise<BranchRow[]> {
  if (ids.length === 0) return [];
  return ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, inArray(branch.id, [...ids])));
}

export async function insertBranch(ctx: Ctx, row: BranchRow): Promise<void> {
  await ctx.db.insert(branch).values(row);
}

/** Widens the time from the first to the last sight of branches. */
export async function noteSights(
  ctx: Ctx,
  sights: readonly { id: string; firstAt: Date; lastAt: Date }[],
): Promise<void> {
  if (sights.length === 0) return;
  await ctx.db.execute(sql`
    update branch set first_seen_at = least(first_seen_at, seen."firstAt"),
      last_seen_at = greatest(last_seen_at, seen."lastAt")
    from jsonb_to_recordset(${JSON.stringify(sights)}::jsonb)
      as seen(id uuid, "firstAt" timestamptz, "lastAt" timestamptz)
    where branch.id = seen.id and branch.department_id = ${ctx.department.id}`);
}

/** Stores new decisions of branches. */
export async function updateDecisions(ctx: Ctx, decided: readonly ({ id: string } & BranchDecision)[]): Promise<void> {
  if (decided.length === 0) return;
  await ctx.db.execute(sql`
    update branch set issue_id = decided."issueId", rule = decided.rule, reason = decided.reason,
      rejected = decided.rejected, watches = decided.watches
    from jsonb_to_recordset(${JSON.stringify(decided)}::jsonb)
      as decided(id uuid, "issueId" uuid, rule text, reason text, rejected jsonb, watches jsonb)
    where branch.id = decided.id and branch.department_id = ${ctx.department.id}`);
}

export async function endBranch(ctx: Ctx, id: string): Promise<boolean> {
  const ended = await ctx.db
    .update(branch)
    .set({ endedAt: ctx.clock.now() })
    .where(owned(ctx, branch, eq(branch.id, id), isNull(branch.endedAt)))
    .returning({ id: branch.id });
  return ended.length > 0;
}

/** A link can change while its branch lives; of a deleted one it can still be found. */
const linkable = (): SQL | undefined => or(isNull(branch.endedAt), isNull(branch.issueId));

/** Branches whose link may depend on any of the watches. */
export async function listWatching(ctx: Ctx, watches: readonly string[]): Promise<BranchRow[]> {
  if (watches.length === 0) return [];
  const met = sql`array(select jsonb_array_elements_text(${JSON.stringify(watches)}::jsonb))`;
  return ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, linkable(), sql`${branch.watches} ?| ${met}`));
}

/** All branches whose link can change, for when the prefixes changed. */
export async function listLinkable(ctx: Ctx): Promise<BranchRow[]> {
  return ctx.db
    .select()
    .from(branch)
    .where(owned(ctx, branch, linkable()));
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
