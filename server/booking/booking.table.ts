import { boolean, date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { defaultTextTemplate } from '../../shared/branch-words.ts';
import { departmentId, id, instant } from '../database/columns.ts';

/**
 * Tracked time that was taken: for a worklog, which has the same id, or because the person left it out. It counts for as
 * long as its worklog is not taken back.
 */
export const booking = pgTable(
  'booking',
  {
    id: id(),
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    /** What the time was tracked on: the id of a task, or of a branch without one. */
    source: text('source').notNull(),
    /** Left out by the person: in no worklog, and not to be proposed again. */
    isLeftOut: boolean('is_left_out').notNull(),
    takenSeconds: integer('taken_seconds').notNull(),
    /** What that was rounded to when it was booked; a later change of the worklog is not a matter of rounding. */
    bookedSeconds: integer('booked_seconds').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('booking_person_index').on(table.departmentId, table.personId, table.day)],
);

/** The instants that a booking took, in whole seconds. Those of a person's living bookings never overlap. */
export const bookingSpan = pgTable(
  'booking_span',
  {
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    bookingId: uuid('booking_id').notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'booking_span_pkey', columns: [table.bookingId, table.startedAt] }),
    index('booking_span_person_index').on(table.departmentId, table.personId, table.endedAt),
  ],
);

/** When the server books a person's coding time by itself. No row: never. */
export const bookingSetting = pgTable(
  'booking_setting',
  {
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    daily: boolean('daily').notNull().default(false),
    onLeave: boolean('on_leave').notNull().default(false),
    onDone: boolean('on_done').notNull().default(false),
    /** Local time of the daily booking, `18:00`. */
    at: text('at').notNull().default('18:00'),
    text: text('text').notNull().default(defaultTextTemplate),
    /** Earlier days are never booked by themselves. */
    sinceDay: date('since_day', { mode: 'string' }).notNull(),
    /** The last local day whose time of booking has come and was done. */
    lastDay: date('last_day', { mode: 'string' }).notNull(),
    /** When it was last looked whether the person left a task, or a task was done. */
    lookedAt: instant('looked_at').notNull(),
  },
  (table) => [primaryKey({ name: 'booking_setting_pkey', columns: [table.departmentId, table.personId] })],
);
