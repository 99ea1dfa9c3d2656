import { and, eq, gt, gte, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { BookedBefore } from '../../shared/proposals.ts';
import type { Span } from '../../shared/spans.ts';
import type { Ctx } from '../context.ts';
import { insertAll } from '../database/bulk.ts';
import { owned } from '../database/owned.ts';
import { membership } from '../people/people.table.ts';
import { worklog } from '../worklogs/worklogs.table.ts';
import { booking, bookingSpan } from './booking.table.ts';

export type BookingRow = typeof booking.$inferSelect;

/** A booking counts unless its worklog was taken back. */
const isLiving = (): SQL | undefined =>
  or(eq(booking.isLeftOut, true), and(isNotNull(worklog.id), isNull(worklog.deletedAt)));

/** Makes everybody wait who books time of the same person: each then sees what the one before took. */
export async function lockPerson(ctx: Ctx, personId: string): Promise<void> {
  await ctx.db
    .select({ personId: membership.personId })
    .from(membership)
    .where(owned(ctx, membership, eq(membership.personId, personId)))
    .for('update');
}

/** Stores bookings with the instants that they took. */
export async function insertBookings(ctx: Ctx, taken: readonly { row: BookingRow; spans: readonly Span[] }[]) {
  await insertAll(
    ctx.db,
    booking,
    taken.map(({ row }) => row),
  );
  const spans = taken.flatMap(({ row, spans: some }) =>
    some.map(({ from, to }) => ({
      departmentId: row.departmentId,
      personId: row.personId,
      bookingId: row.id,
      startedAt: new Date(from * 1000),
      endedAt: new Date(to * 1000),
    })),
  );
  await insertAll(ctx.db, bookingSpan, spans);
}

interface TakenQuery {
  /** What ended before is not wanted. */
  from: Date;
  /** Also what worklogs took that were taken back since. */
  withTakenBack: boolean;
}

/** The instants after `from` that are in bookings of the person. */
export async function listTaken(ctx: Ctx, personId: string, { from, withTakenBack }: TakenQuery): Promise<Span[]> {
  const found = await ctx.db
    .select({ startedAt: bookingSpan.startedAt, endedAt: bookingSpan.endedAt })
    .from(bookingSpan)
    .innerJoin(booking, eq(booking.id, bookingSpan.bookingId))
    .leftJoin(worklog, eq(worklog.id, booking.id))
    .where(
      owned(
        ctx,
        bookingSpan,
        eq(bookingSpan.personId, personId),
        gt(bookingSpan.endedAt, from),
        withTakenBack ? undefined : isLiving(),
      ),
    );
  return found.map(({ startedAt, endedAt }) => ({ from: startedAt.getTime() / 1000, to: endedAt.getTime() / 1000 }));
}

/** What was booked and left out of one source and day. */
export interface BookedDay extends BookedBefore {
  day: string;
  source: string;
  leftOutSeconds: number;
}

/** What the person's living bookings made of each source and day, from a day on. */
export async function listBooked(ctx: Ctx, personId: string, fromDay: string): Promise<BookedDay[]> {
  const sum = (column: PgColumn, isLeftOut: boolean) =>
    sql<number>`coalesce(sum(${column}) filter (where ${booking.isLeftOut} = ${isLeftOut}), 0)::float8`;
  return ctx.db
    .select({
      day: booking.day,
      source: booking.source,
      takenSeconds: sum(booking.takenSeconds, false),
      bookedSeconds: sum(booking.bookedSeconds, false),
      leftOutSeconds: sum(booking.takenSeconds, true),
    })
    .from(booking)
    .leftJoin(worklog, eq(worklog.id, booking.id))
    .where(owned(ctx, booking, eq(booking.personId, personId), gte(booking.day, fromDay), isLiving()))
    .groupBy(booking.day, booking.source);
}

/** Takes back that time was left out: it is proposed again. Answers how much that was. */
export async function deleteLeftOut(ctx: Ctx, personId: string, day: string, source: string): Promise<number> {
  const gone = await ctx.db
    .delete(booking)
    .where(
      owned(
        ctx,
        booking,
        eq(booking.personId, personId),
        eq(booking.day, day),
        eq(booking.source, source),
        eq(booking.isLeftOut, true),
      ),
    )
    .returning({ id: booking.id, takenSeconds: booking.takenSeconds });
  for (const { id } of gone)
    await ctx.db.delete(bookingSpan).where(owned(ctx, bookingSpan, eq(bookingSpan.bookingId, id)));
  return gone.reduce((total, { takenSeconds }) => total + takenSeconds, 0);
}

/** Worklogs that the person has by hand, of work that ended after `from`; of one issue only if one is named. */
export async function listByHand(ctx: Ctx, personId: string, from: Date, issueId?: string) {
  const endedAt = sql`coalesce(${worklog.startedAt} + make_interval(secs => ${worklog.seconds}), ${worklog.createdAt})`;
  return ctx.db
    .select({
      issueId: worklog.issueId,
      seconds: worklog.seconds,
      startedAt: worklog.startedAt,
      createdAt: worklog.createdAt,
    })
    .from(worklog)
    .where(
      owned(
        ctx,
        worklog,
        eq(worklog.personId, personId),
        eq(worklog.origin, 'manual'),
        isNull(worklog.deletedAt),
        issueId === undefined ? undefined : eq(worklog.issueId, issueId),
        sql`${endedAt} > ${from.toISOString()}::timestamptz`,
      ),
    );
}
