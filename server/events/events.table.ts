import { sql } from 'drizzle-orm';
import { customType, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { departmentId, id, instant } from '../database/columns.ts';

/** The number of a transaction, in the order in which transactions began to write. As text: it outgrows a number. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

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
    transactionId: transactionId('transaction_id')
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (table) => [index('event_position_index').on(table.transactionId, table.id)],
);
