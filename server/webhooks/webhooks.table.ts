import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { departmentId, instant } from '../database/columns.ts';
import type { EventAuthor } from '../notion/webhook.ts';

/**
 * A department's subscription to Notion's webhooks. `askedAt` is set while a verification token is awaited; an older
 * one counts until the new one is there. `confirmedAt` is the first event, which proves that the token was pasted.
 */
export const webhookSubscription = pgTable('webhook_subscription', {
  departmentId: uuid('department_id').primaryKey(),
  sealedToken: text('sealed_token'),
  askedAt: instant('asked_at'),
  tokenAt: instant('token_at'),
  confirmedAt: instant('confirmed_at'),
  lastEventAt: instant('last_event_at'),
  events: integer('events').notNull(),
  duplicates: integer('duplicates').notNull(),
});

/** An event that was received, by Notion's id: a repeat is known again. Kept for some days. */
export const webhookEvent = pgTable(
  'webhook_event',
  {
    departmentId: departmentId(),
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    subjectId: uuid('subject_id'),
    /** Notion's time of what happened, and who did it. */
    at: instant('at').notNull(),
    authors: jsonb('authors').$type<EventAuthor[]>().notNull(),
    /** Ids of the properties that were changed, where the event names them. */
    properties: jsonb('properties').$type<string[]>().notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'webhook_event_pkey', columns: [table.departmentId, table.eventId] }),
    index('webhook_event_subject_index').on(table.departmentId, table.subjectId, table.at),
    index('webhook_event_received_index').on(table.receivedAt),
  ],
);

/** Something that events ask to be read again. `version` grows with every event, so that one that comes meanwhile stays. */
export const webhookRead = pgTable(
  'webhook_read',
  {
    departmentId: departmentId(),
    kind: text('kind').$type<'page' | 'data_source'>().notNull(),
    subjectId: uuid('subject_id').notNull(),
    version: integer('version').notNull(),
    attempts: integer('attempts').notNull(),
    queuedAt: instant('queued_at').notNull(),
    nextAttemptAt: instant('next_attempt_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'webhook_read_pkey', columns: [table.departmentId, table.kind, table.subjectId] }),
    index('webhook_read_due_index').on(table.nextAttemptAt),
  ],
);
