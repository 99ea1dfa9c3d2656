import { and, asc, gt, inArray, lt } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { event } from './events.table.ts';

export type EventRow = typeof event.$inferSelect;

/** Tells editors and pages what changed, in the transaction of the change. `personId` limits it to one person. */
export async function announce(
  ctx: Ctx,
  type: EventRow['type'],
  data: Record<string, unknown>,
  personId: string | null = null,
): Promise<void> {
  await ctx.db
    .insert(event)
    .values({ id: ctx.newId(), departmentId: ctx.department.id, personId, type, data, at: ctx.clock.now() });
}

/** Events of any of the departments made after the event with the id `after`, oldest first. */
export async function listEventsAfter(
  db: Database,
  departmentIds: readonly string[],
  after: string,
  limit: number,
): Promise<EventRow[]> {
  if (departmentIds.length === 0) return [];
  return db
    .select()
    .from(event)
    .where(and(inArray(event.departmentId, [...departmentIds]), gt(event.id, after)))
    .orderBy(asc(event.id))
    .limit(limit);
}

export async function deleteEventsBefore(db: Database, at: Date): Promise<void> {
  await db.delete(event).where(lt(event.at, at));
}
