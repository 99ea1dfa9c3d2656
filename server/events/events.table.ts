import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { departmentId, id, instant } from '../database/columns.ts';

/** Something editors and pages want to hear of, written in the transaction of the change. Kept for a day. */
export const event = pgTable(
  'event',
  {
    id: id(),
    departmentId: departmentId(),
    personId: uuid('person_id'),
    type: text('type').$type<'issue' | 'worklog' | 'run' | 'branch'>().notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('event_department_index').on(table.departmentId, table.id)],
);
