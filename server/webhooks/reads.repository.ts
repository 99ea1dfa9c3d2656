import { and, asc, eq, lt, lte, sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { webhookRead } from './webhooks.table.ts';

export type ReadRow = typeof webhookRead.$inferSelect;
type Subject = Pick<ReadRow, 'kind' | 'subjectId'>;

/** Asks for a subject to be read. Asked for again while it waits, it is read once; while it is read, once more. */
export async function queueRead(ctx: Ctx, subject: Subject): Promise<void> {
  const now = ctx.clock.now();
  const { departmentId, kind, subjectId, version } = webhookRead;
  await ctx.db
    .insert(webhookRead)
    .values({ ...subject, departmentId: ctx.department.id, version: 1, attempts: 0, queuedAt: now, nextAttemptAt: now })
    .onConflictDoUpdate({
      target: [departmentId, kind, subjectId],
      set: { version: sql`${version} + 1`, attempts: 0, nextAttemptAt: now },
    });
}

/** Departments with something to read; the job's only look across tenants. */
export async function listDueDepartments(db: Database, now: Date): Promise<string[]> {
  const { departmentId, nextAttemptAt } = webhookRead;
  const rows = await db.selectDistinct({ departmentId }).from(webhookRead).where(lte(nextAttemptAt, now));
  return rows.map((row) => row.departmentId);
}

/** What is due, a changed schema first, then in the order in which it was asked for. */
export async function listDueReads(ctx: Ctx, limit: number): Promise<ReadRow[]> {
  return ctx.db
    .select()
    .from(webhookRead)
    .where(owned(ctx, webhookRead, lte(webhookRead.nextAttemptAt, ctx.clock.now())))
    .orderBy(asc(webhookRead.kind), asc(webhookRead.queuedAt), asc(webhookRead.subjectId))
    .limit(limit);
}

/** Takes out what was read, unless it was asked for again meanwhile. */
export async function deleteRead(ctx: Ctx, { kind, subjectId, version }: ReadRow): Promise<void> {
  await ctx.db
    .delete(webhookRead)
    .where(owned(ctx, webhookRead, same({ kind, subjectId }), eq(webhookRead.version, version)));
}

/** Puts a read off after a failure. */
export async function delayRead(ctx: Ctx, { kind, subjectId, attempts }: ReadRow, nextAttemptAt: Date): Promise<void> {
  await ctx.db
    .update(webhookRead)
    .set({ attempts: attempts + 1, nextAttemptAt })
    .where(owned(ctx, webhookRead, same({ kind, subjectId })));
}

/** Puts everything off at least until then, when nothing can be read. */
export async function delayAllReads(ctx: Ctx, until: Date): Promise<void> {
  await ctx.db
    .update(webhookRead)
    .set({ nextAttemptAt: until })
    .where(owned(ctx, webhookRead, lt(webhookRead.nextAttemptAt, until)));
}

export async function countReads(ctx: Ctx): Promise<number> {
  return ctx.db.$count(webhookRead, owned(ctx, webhookRead));
}

function same({ kind, subjectId }: Subject) {
  return and(eq(webhookRead.kind, kind), eq(webhookRead.subjectId, subjectId));
}
