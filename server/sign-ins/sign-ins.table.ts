import { integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { id, instant } from '../database/columns.ts';

export type SignInState = 'pending' | 'approved' | 'denied';

/**
 * An editor that asked to be signed in, until it has its token. Of both codes only the SHA-256 is kept. Belongs to no
 * department: who asks is not known before somebody approves, and then it is that person's.
 */
export const signIn = pgTable(
  'sign_in',
  {
    id: id(),
    deviceCodeHash: text('device_code_hash').notNull(),
    userCodeHash: text('user_code_hash').notNull(),
    clientId: text('client_id').notNull(),
    clientName: text('client_name').notNull(),
    clientVersion: text('client_version'),
    address: text('address').notNull(),
    state: text('state').$type<SignInState>().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Grows each time the editor polls too early. */
    intervalSeconds: integer('interval_seconds').notNull(),
    polledAt: instant('polled_at'),
    /** Who decided, and for which department it is kept in the audit. */
    personId: uuid('person_id'),
    departmentId: uuid('department_id'),
  },
  (table) => [
    unique('sign_in_device_code_unique').on(table.deviceCodeHash),
    unique('sign_in_user_code_unique').on(table.userCodeHash),
  ],
);

/** How often something was tried since a moment, so that guessing is slow over all servers. */
export const attemptCount = pgTable('attempt_count', {
  name: text('name').primaryKey(),
  attempts: integer('attempts').notNull(),
  since: instant('since').notNull(),
});
