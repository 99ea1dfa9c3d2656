import { eq, lt, sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { webhookEvent, webhookRead, webhookSubscription } from './webhooks.table.ts';

export type SubscriptionRow = typeof webhookSubscription.$inferSelect;
export type EventRow = typeof webhookEvent.$inferSelect;

export async function findSubscription(ctx: Ctx): Promise<SubscriptionRow | undefined> {
  const [row] = await ctx.db.select().from(webhookSubscription).where(owned(ctx, webhookSubscription));
  return row;
}

/** The subscription, which nobody else changes until the end of the transaction. */
export async function lockSubscription(ctx: Ctx): Promise<SubscriptionRow | undefined> {
  const [row] = await ctx.db.select().from(webhookSubscription).where(owned(ctx, webhookSubscription)).for('update');
  return row;
}

/** Awaits a token from now on. One that is there counts until then. */
export async function askForToken(ctx: Ctx): Promise<void> {
  const askedAt = ctx.clock.now();
  await ctx.db
    .insert(webhookSubscription)
    .values({ departmentId: ctx.department.id, askedAt, events: 0, duplicates: 0 })
    .onConflictDoUpdate({ target: webhookSubscription.departmentId, set: { askedAt } });
}

export async function updateSubscription(ctx: Ctx, change: Partial<SubscriptionRow>): Promise<void> {
  await ctx.db.update(webhookSubscription).set(change).where(owned(ctx, webhookSubscription));
}

/** Ends the subscription with all that came by it. False when there was none. */
export async function removeSubscription(ctx: Ctx): Promise<boolean> {
  const removed = await ctx.db
    .delete(webhookSubscription)
    .where(owned(ctx, webhookSubscription))
    .returning({ departmentId: webhookSubscription.departmentId });
  await ctx.db.delete(webhookRead).where(owned(ctx, webhookRead));
  await ctx.db.delete(webhookEvent).where(owned(ctx, webhookEvent));
  return removed.length > 0;
}

/** Notes the event; false when it was noted before. */
export async function insertEvent(ctx: Ctx, event: Omit<EventRow, 'departmentId' | 'receivedAt'>): Promise<boolean> {
  const inserted = await ctx.db
    .insert(webhookEvent)
    .values({ ...event, departmentId: ctx.department.id, receivedAt: ctx.clock.now() })
    .onConflictDoNothing()
    .returning({ eventId: webhookEvent.eventId });
  return inserted.length > 0;
}

/** Counts an event that came; the first one also proves that the token was pasted. */
export async function countEvent(ctx: Ctx, { isNew }: { isNew: boolean }): Promise<void> {
  const now = ctx.clock.now();
  const { events, duplicates, confirmedAt } = webhookSubscription;
  await ctx.db
    .update(webhookSubscription)
    .set({
      events: sql`${events} + ${isNew ? 1 : 0}`,
      duplicates: sql`${duplicates} + ${isNew ? 0 : 1}`,
      lastEventAt: now,
      confirmedAt: sql`coalesce(${confirmedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(owned(ctx, webhookSubscription));
}

/** What events told of a page after a moment, newest first. */
export async function listEventsOf(ctx: Ctx, pageId: string, after: Date): Promise<EventRow[]> {
  return ctx.db
    .select()
    .from(webhookEvent)
    .where(
      owned(
        ctx,
        webhookEvent,
        eq(webhookEvent.subjectId, pageId),
        sql`${webhookEvent.at} > ${after.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(sql`${webhookEvent.at} desc`);
}

/** Lets go of old events, of all departments. */
export async function deleteWebhookEventsBefore(db: Database, at: Date): Promise<void> {
  await db.delete(webhookEvent).where(lt(webhookEvent.receivedAt, at));
}
