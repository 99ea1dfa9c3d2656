import { and, asc, eq, gte, inArray, isNotNull, ne } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { owned } from '../database/owned.ts';
import { codingInterval } from '../heartbeats/heartbeats.table.ts';
import { membership, person } from '../people/people.table.ts';
import { branch } from './branches.table.ts';

/** Whose coding time lies on a branch of the issue since an instant. How much it is, and when, stays here. */
export async function listWhoCoded(ctx: Ctx, issueId: string, since: Date): Promise<string[]> {
  const found = await ctx.db
    .selectDistinct({ personId: codingInterval.personId })
    .from(codingInterval)
    .innerJoin(branch, eq(branch.id, codingInterval.branchId))
    .where(
      and(
        owned(ctx, codingInterval, gte(codingInterval.endedAt, since)),
        owned(ctx, branch, eq(branch.issueId, issueId)),
      ),
    );
  return found.map(({ personId }) => personId);
}

/** What people said of the branches of the issue. */
export async function listSaid(ctx: Ctx, issueId: string) {
  return ctx.db
    .select({ said: branch.said })
    .from(branch)
    .where(owned(ctx, branch, eq(branch.issueId, issueId), isNotNull(branch.said)));
}

/** The names of those of these people who are in the department and do not hide, but for one. */
export async function listShownNames(ctx: Ctx, personIds: readonly string[], except: string): Promise<string[]> {
  if (personIds.length === 0) return [];
  const found = await ctx.db
    .select({ name: person.name })
    .from(membership)
    .innerJoin(person, eq(person.id, membership.personId))
    .where(
      owned(
        ctx,
        membership,
        inArray(membership.personId, [...personIds]),
        ne(membership.personId, except),
        eq(person.hidesFromColleagues, false),
      ),
    )
    .orderBy(asc(person.name), asc(person.id));
  return found.map(({ name }) => name);
}
