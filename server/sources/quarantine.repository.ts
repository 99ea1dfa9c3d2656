import { eq, sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { owned } from '../database/owned.ts';
import { quarantinedPage } from './sources.table.ts';

/** Keeps a page that could not be understood as it was received, with the reason. */
export async function putInQuarantine(
  ctx: Ctx,
  entry: Pick<typeof quarantinedPage.$inferInsert, 'sourceId' | 'pageId' | 'raw' | 'error'>,
): Promise<void> {
  const now = ctx.clock.now();
  const { departmentId, sourceId, pageId } = quarantinedPage;
  await ctx.db
    .insert(quarantinedPage)
    .values({ ...entry, departmentId: ctx.department.id, attempts: 1, firstAt: now, lastAt: now })
    .onConflictDoUpdate({
      target: [departmentId, sourceId, pageId],
      set: { raw: entry.raw, error: entry.error, lastAt: now, attempts: sql`${quarantinedPage.attempts} + 1` },
    });
}

export async function releaseFromQuarantine(ctx: Ctx, sourceId: string, pageIds: readonly string[]): Promise<void> {
  if (pageIds.length === 0) return;
  const ids = JSON.stringify(pageIds);
  await ctx.db
    .delete(quarantinedPage)
    .where(
      owned(
        ctx,
        quarantinedPage,
        eq(quarantinedPage.sourceId, sourceId),
        sql`${quarantinedPage.pageId} in (select jsonb_array_elements_text(${ids}::jsonb))`,
      ),
    );
}

export async function listQuarantined(ctx: Ctx, sourceId: string): Promise<(typeof quarantinedPage.$inferSelect)[]> {
  return ctx.db
    .select()
    .from(quarantinedPage)
    .where(owned(ctx, quarantinedPage, eq(quarantinedPage.sourceId, sourceId)));
}

export async function countQuarantined(ctx: Ctx, sourceId: string): Promise<number> {
  return ctx.db.$count(quarantinedPage, owned(ctx, quarantinedPage, eq(quarantinedPage.sourceId, sourceId)));
}

/** The id of a page that may be anything. */
export function pageIdOf(raw: unknown): string {
  const id: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'id') : undefined;
  return typeof id === 'string' ? id : 'unknown';
}
