import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { departmentId, id, instant } from '../database/columns.ts';

/** What a person wrote from the editor to be a comment of an issue. Never changed. */
export const note = pgTable(
  'note',
  {
    id: id(),
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    issueId: uuid('issue_id').notNull(),
    text: text('text').notNull(),
    link: jsonb('link').$type<{ title: string; url: string }>(),
    requestHash: text('request_hash').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('note_issue_index').on(table.departmentId, table.issueId)],
);
