import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from '../database/columns.ts';

/** Who changed what, written in the transaction of the change. Never holds a secret. */
export const auditEntry = pgTable(
  'audit_entry',
  {
    id: id(),
    departmentId: uuid('department_id'),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
    requestId: text('request_id').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [
    index('audit_entry_department_index').on(table.departmentId, table.at),
    index('audit_entry_subject_index').on(table.departmentId, table.subject, table.at),
  ],
);
