import { boolean, doublePrecision, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { ProblemCode } from '../../shared/errors.ts';
import { departmentId, id, instant } from '../database/columns.ts';

/** Hours a person booked on an issue. `carriedBy` is the worklog whose comment names these seconds too. */
export const worklog = pgTable(
  'worklog',
  {
    id: id(),
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    issueId: uuid('issue_id').notNull(),
    seconds: integer('seconds').notNull(),
    text: text('text').notNull(),
    startedAt: instant('started_at'),
    carriedBy: uuid('carried_by'),
    requestHash: text('request_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    index('worklog_issue_index').on(table.departmentId, table.issueId),
    index('worklog_person_index').on(table.departmentId, table.personId, table.createdAt),
  ],
);

export type EffectKind = 'comment' | 'time_spent';
/** `sending` is written before the request leaves; found after a crash it means: it may have arrived. */
export type EffectRowState = 'pending' | 'held' | 'sending' | 'unknown' | 'done' | 'blocked' | 'needs_review';

/**
 * One outside write owed to Notion, described by what shall be true there: the comment of a worklog, or the
 * Time Spent of a page. `wanted` grows with every change of the wish, `delivered` follows when Notion has it.
 */
export const effect = pgTable(
  'effect',
  {
    id: id(),
    departmentId: departmentId(),
    kind: text('kind').$type<EffectKind>().notNull(),
    subjectId: uuid('subject_id').notNull(),
    issueId: uuid('issue_id').notNull(),
    state: text('state').$type<EffectRowState>().notNull(),
    wanted: integer('wanted').notNull(),
    delivered: integer('delivered').notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    sentAt: instant('sent_at'),
    firstSentAt: instant('first_sent_at'),
    /** What the last request carried, to find it again when its answer was lost. */
    sentText: text('sent_text'),
    sentVersion: integer('sent_version'),
    mayRepeat: boolean('may_repeat').notNull().default(true),
    commentId: text('comment_id'),
    code: text('code').$type<ProblemCode>(),
    detail: text('detail'),
    createdAt: instant('created_at').notNull(),
    /** When the wish that Notion has was read: everything booked before is in it. */
    deliveredAt: instant('delivered_at'),
    settledAt: instant('settled_at'),
  },
  (table) => [
    unique('effect_subject_unique').on(table.departmentId, table.kind, table.subjectId),
    index('effect_due_index').on(table.state, table.nextAttemptAt),
    index('effect_issue_index').on(table.departmentId, table.issueId),
  ],
);

/**
 * What is known of a page's Time Spent, in hours. `base` is what people entered themselves; `intended` is set
 * before a write and cleared after it, so that a write whose answer was lost is not taken for a person's edit.
 */
export const timeSpent = pgTable('time_spent', {
  issueId: uuid('issue_id').primaryKey(),
  departmentId: departmentId(),
  baseHours: doublePrecision('base_hours').notNull(),
  lastWrittenHours: doublePrecision('last_written_hours'),
  intendedHours: doublePrecision('intended_hours'),
});
