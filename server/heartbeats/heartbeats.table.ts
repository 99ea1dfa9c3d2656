import { boolean, date, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { departmentId, instant } from '../database/columns.ts';

/** One sign of activity from an editor. Append only; the client's id makes a repeat harmless. */
export const heartbeat = pgTable(
  'heartbeat',
  {
    personId: uuid('person_id').notNull(),
    id: uuid('id').notNull(),
    departmentId: departmentId(),
    at: instant('at').notNull(),
    receivedAt: instant('received_at').notNull(),
    repository: text('repository').notNull(),
    branch: text('branch'),
    entity: text('entity').notNull(),
    language: text('language'),
    category: text('category').notNull(),
    isWrite: boolean('is_write').notNull(),
    /** As the editor names itself; null where it does not. */
    editor: text('editor'),
    clamped: boolean('clamped').notNull(),
    /** When the pause before it began: what was before that is not joined with it. */
    pausedAt: instant('paused_at'),
  },
  (table) => [
    primaryKey({ name: 'heartbeat_pkey', columns: [table.personId, table.id] }),
    index('heartbeat_at_index').on(table.personId, table.at),
  ],
);

/** Days (UTC) of a person whose coding time must be computed again. */
export const dirtyDay = pgTable(
  'dirty_day',
  { personId: uuid('person_id').notNull(), day: date('day', { mode: 'string' }).notNull() },
  (table) => [primaryKey({ name: 'dirty_day_pkey', columns: [table.personId, table.day] })],
);

/** Coding time: a stretch of joined heartbeats of one editor on one branch. Intervals of a person never overlap. */
export const codingInterval = pgTable(
  'coding_interval',
  {
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at').notNull(),
    repository: text('repository').notNull(),
    branch: text('branch'),
    branchId: uuid('branch_id'),
    /** Of the heartbeat that the stretch begins with, as all of its time is that one's. */
    editor: text('editor'),
  },
  (table) => [
    primaryKey({ name: 'coding_interval_pkey', columns: [table.personId, table.startedAt] }),
    index('coding_interval_branch_index').on(table.departmentId, table.branchId),
  ],
);
