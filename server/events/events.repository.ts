import { and, asc, eq, gt, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { rows, type Database } from '../database/database.ts';
import { event } from './events.table.ts';

export type EventRow = typeof event.$inferSelect;

/**
 * A place in the order of all events. Ids and times are given before a transaction commits, so an event may become
 * visible after one with a later id. The numbers of transactions are in an order of which PostgreSQL can tell up to
 * where it is final: nothing will ever become visible before a transaction older than all that are under way.
 */
export type Position = Pick<EventRow, 'transactionId' | 'id'>;

const noId = '00000000-0000-0000-0000-000000000000';
const isFinal = sql`${event.transactionId} < pg_snapshot_xmin(pg_current_snapshot())`;
const inOrder = [asc(event.transactionId), asc(event.id)];

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

/** The transactions that had ended at a moment. */
interface Present {
  /** Behind everything that was final then. */
  position: Position;
  /** True for an event that could be seen then, whether or not it was final. */
  had: (event: Pick<EventRow, 'transactionId'>) => boolean;
}

/** Reads PostgreSQL's own account of now, `oldest:next:under way,…`. */
export async function readPresent(db: Database): Promise<Present> {
  const [row] = rows<{ present: string }>(await db.execute(sql`select pg_current_snapshot()::text as present`));
  const [oldest = '0', next = '0', underWay = ''] = (row?.present ?? '').split(':');
  const open = new Set(underWay.split(','));
  return {
    position: { transactionId: oldest, id: noId },
    had: ({ transactionId: number }) => BigInt(number) < BigInt(next) && !open.has(number),
  };
}

/** Events of all departments behind a place, in order. */
export async function listEventsAfter(db: Database, after: Position, limit: number): Promise<EventRow[]> {
  return db
    .select()
    .from(event)
    .where(and(isFinal, isBehind(after)))
    .orderBy(...inOrder)
    .limit(limit);
}

/** The place of an event that a department had; undefined when it is no longer kept. */
export async function findPosition(
  db: Database,
  departmentIds: readonly string[],
  eventId: string,
): Promise<Position | undefined> {
  const [row] = await db
    .select({ transactionId: event.transactionId, id: event.id })
    .from(event)
    .where(and(inArray(event.departmentId, [...departmentIds]), eq(event.id, eventId)));
  return row;
}

/** True for a place behind another one. */
export function isAfter(place: Position, other: Position): boolean {
  const [number, otherNumber] = [BigInt(place.transactionId), BigInt(other.transactionId)];
  return number === otherNumber ? place.id > other.id : number > otherNumber;
}

/**
 * What departments missed between an event that they had and a place, in order. An event that is no longer kept is
 * taken by its id, which is ordered by time.
 */
export async function listMissed(
  db: Database,
  departmentIds: readonly string[],
  { hadId, had, until }: { hadId: string; had: Position | undefined; until: Position },
  limit: number,
): Promise<EventRow[]> {
  const theirs = inArray(event.departmentId, [...departmentIds]);
  return db
    .select()
    .from(event)
    .where(and(theirs, had === undefined ? gt(event.id, hadId) : isBehind(had), sql`not ${isBehind(until)}`))
    .orderBy(...inOrder)
    .limit(limit);
}

function isBehind({ transactionId, id }: Position): SQL {
  return sql`(${event.transactionId}, ${event.id}) > (${transactionId}::xid8, ${id}::uuid)`;
}

export async function deleteEventsBefore(db: Database, at: Date): Promise<void> {
  await db.delete(event).where(lt(event.at, at));
}
