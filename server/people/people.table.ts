import { boolean, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Role } from '../../shared/api/people.ts';
import { departmentId, id, instant } from '../database/columns.ts';

export const person = pgTable(
  'person',
  {
    id: id(),
    name: text('name').notNull(),
    email: text('email'),
    timeZone: text('time_zone').notNull().default('UTC'),
    /** Is not named to others as one who works on a task, whatever their department shows. */
    hidesFromColleagues: boolean('hides_from_colleagues').notNull().default(false),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [unique('person_email_unique').on(table.email)],
);

export const membership = pgTable(
  'membership',
  {
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** Who the person is in the department's Notion, as found by their e-mail. */
    notionUserId: text('notion_user_id'),
    /** When the person deleted their coding time last: what is from before, and comes later, is not taken. */
    codingTimeDeletedAt: instant('coding_time_deleted_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'membership_pkey', columns: [table.departmentId, table.personId] }),
    index('membership_person_index').on(table.personId),
  ],
);

/** Only the SHA-256 of a token is kept; `hint` is its last four characters. */
export const personalToken = pgTable(
  'personal_token',
  {
    id: id(),
    personId: uuid('person_id').notNull(),
    name: text('name').notNull(),
    hash: text('hash').notNull(),
    hint: text('hint').notNull(),
    createdAt: instant('created_at').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    unique('personal_token_hash_unique').on(table.hash),
    index('personal_token_person_index').on(table.personId),
  ],
);
