import { eq, gt, inArray, isNotNull, isNull, ne } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { pageCreation } from './creations.table.ts';

export type CreationRow = typeof pageCreation.$inferSelect;

/** Inserts what somebody wants to make; false when its id exists, whoever's it is. */
export async function insertCreation(ctx: Ctx, row: CreationRow): Promise<boolean> {
  const inserted = await ctx.db
    .insert(pageCreation)
    .values(row)
    .onConflictDoNothing({ target: pageCreation.id })
    .returning({ id: pageCreation.id });
  return inserted.length > 0;
}

/** The creation with this id in any department: ids are unique on the whole server. */
export async function findCreation(db: Database, id: string): Promise<CreationRow | undefined> {
  const [row] = await db.select().from(pageCreation).where(eq(pageCreation.id, id));
  return row;
}

export async function updateCreation(ctx: Ctx, id: string, change: Partial<CreationRow>): Promise<void> {
  await ctx.db
    .update(pageCreation)
    .set(change)
    .where(owned(ctx, pageCreation, eq(pageCreation.id, id)));
}

/** True when another page of this title in this source left after the instant and is not known yet. */
export async function isAnotherOnItsWay(
  ctx: Ctx,
  { id, sourceId, title }: CreationRow,
  sentAfter: Date,
): Promise<boolean> {
  const same = [eq(pageCreation.sourceId, sourceId), eq(pageCreation.title, title), ne(pageCreation.id, id)];
  const open = [isNull(pageCreation.pageId), gt(pageCreation.sentAt, sentAfter)];
  return (await ctx.db.$count(pageCreation, owned(ctx, pageCreation, ...same, ...open))) > 0;
}

/** The titles of other pages that may have been made in this source and are not known yet. */
export async function listOpenTitles(ctx: Ctx, { id, sourceId }: CreationRow): Promise<Set<string>> {
  const open = [isNull(pageCreation.pageId), isNotNull(pageCreation.sentAt)];
  const rows = await ctx.db
    .select({ title: pageCreation.title })
    .from(pageCreation)
    .where(owned(ctx, pageCreation, eq(pageCreation.sourceId, sourceId), ne(pageCreation.id, id), ...open));
  return new Set(rows.map(({ title }) => title));
}

/** Those of the pages that are known to belong to some creation. */
export async function listClaimedPages(ctx: Ctx, pageIds: readonly string[]): Promise<Set<string>> {
  if (pageIds.length === 0) return new Set();
  const rows = await ctx.db
    .select({ pageId: pageCreation.pageId })
    .from(pageCreation)
    .where(owned(ctx, pageCreation, inArray(pageCreation.pageId, [...pageIds])));
  return new Set(rows.flatMap(({ pageId }) => pageId ?? []));
}
