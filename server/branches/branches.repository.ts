import { and, desc, eq, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { owned } from '../database/owned.ts';
import { branch } from './branches.table.ts';

export type BranchRow = typeof branch.$inferSelect;
export type BranchDecision = Pick<BranchRow, 'issueId' | 'rule' | 'reason' | 'rejected' | 'watches'>;
export type BranchName = Pick<BranchRow, 'repository' | 'name'>;

/** The first and the last of some sights. */
export interface SightSpan {
  firstAt: Date;
  lastAt: Date;
}

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
  const found: BranchRow[] = [];
  for (const some of chunks(names)) {
    const wanted = some.map(({ repository, name }) => sql`(${repository}, ${name})`);
    const inWanted = sql`(${branch.repository}, ${branch.name}) in (${sql.join(wanted, sql`, `)})`;
    found.push(
      ...(await ctx.db
        .select()
        .from(branch)
        .where(owned(ctx, branch, inWanted))),
    );
  }
  return found;
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

/** Widens the time from the first to the last sight of a branch. */
export async function noteSight(ctx: Ctx, id: string, { firstAt, lastAt }: SightSpan): Promise<void> {
  const first = sql`least(${branch.firstSeenAt}, ${firstAt.toISOString()}::timestamptz)`;
  const last = sql`greatest(${branch.lastSeenAt}, ${lastAt.toISOString()}::timestamptz)`;
  await ctx.db
    .update(branch)
    .set({ firstSeenAt: first, lastSeenAt: last })
    .where(owned(ctx, branch, eq(branch.id, id)));
}

/** Stores what a person said about a branch, or (null) that nobody says anything about it any more. */
export async function updateSaid(ctx: Ctx, id: string, said: BranchRow['said']): Promise<void> {
  await ctx.db
    .update(branch)
    .set({ said })
    .where(owned(ctx, branch, eq(branch.id, id)));
}

/** Stores new decisions of branches. Values in the statement, not in one parameter: the planner sees how few they are. */
export async function updateDecisions(ctx: Ctx, decided: readonly ({ id: string } & BranchDecision)[]): Promise<void> {
  for (const some of chunks(decided)) {
    const values = some.map(
      ({ id, issueId, rule, reason, rejected, watches }) => sql`(${id}::uuid, ${issueId}::uuid, ${rule}, ${reason},
        ${JSON.stringify(rejected)}::jsonb, ${JSON.stringify(watches)}::jsonb)`,
    );
    await ctx.db.execute(sql`
      update branch set issue_id = decided.issue_id, rule = decided.rule, reason = decided.reason,
        rejected = decided.rejected, watches = decided.watches
      from (values ${sql.join(values, sql`, `)}) as decided(id, issue_id, rule, reason, rejected, watches)
      where branch.id = decided.id and branch.department_id = ${ctx.department.id}`);
  }
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

/** A statement takes 65,535 parameters at most. */
function chunks<T>(items: readonly T[]): T[][] {
  const size = 500;
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
