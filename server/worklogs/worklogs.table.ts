import { boolean, date, doublePrecision, index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { ProblemCode } from '../../shared/errors.ts';
import { departmentId, id, instant } from '../database/columns.ts';

/** Where the time of a worklog comes from: what a person says, or what was tracked. */
export type WorklogOrigin = 'manual' | 'coding_time';

/**
 * Hours a person booked on an issue. `carriedBy` is the worklog whose comment names these seconds too: time too short
 * for a comment of its own.
 */
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
    /** The local day of the work, in the time zone the person had when it was booked. */
    day: date('day', { mode: 'string' }).notNull(),
    origin: text('origin').$type<WorklogOrigin>().notNull(),
    /** The task that the time was tracked on; null for time logged by hand, and for time of a branch without a task. */
    trackedIssueId: uuid('tracked_issue_id'),
    /** Who booked for the person; null when they did themselves. */
    bookedBy: uuid('booked_by'),
    /** Booked by the server, as the person had set it. */
    isAutomatic: boolean('is_automatic').notNull(),
    carriedBy: uuid('carried_by'),
    /** The version of its page's Time Spent wish that first has this worklog as it is now. */
    timeSpentVersion: integer('time_spent_version').notNull(),
    requestHash: text('request_hash').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    deletedAt: instant('deleted_at'),
  },
  (table) => [
    index('worklog_issue_index').on(table.departmentId, table.issueId),
    index('worklog_person_index').on(table.departmentId, table.personId, table.createdAt),
    index('worklog_day_index').on(table.departmentId, table.day),
  ],
);

export type EffectKind = 'comment' | 'note' | 'time_spent';
export type EffectRowState = 'pending' | 'held' | 'done' | 'blocked' | 'needs_review';

/**
 * One outside write owed to Notion, described by what shall be true there: the comment of a worklog, a note that a
 * person wrote as a comment, or the Time Spent of a page. `wanted` grows with every change of the wish, `delivered` follows when Notion has it.
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
    /**
     * Written before a request leaves and cleared when its end is known: as long as it is there, what it carried may
     * be in Notion or may still come to be.
     */
    sentAt: instant('sent_at'),
    /** What the last request carried, to know it again; and when the first post left. */
    sentText: text('sent_text'),
    sentVersion: integer('sent_version'),
    firstSentAt: instant('first_sent_at'),
    /** Posts of which the end was unclear and that were not found afterwards. */
    lost: integer('lost').notNull().default(0),
    /** False when the comment may be there where we cannot see it: posting it again is for a person to decide. */
    mayRepeat: boolean('may_repeat').notNull().default(true),
    /**
     * Set when a backup was restored: from the time of the backup on it may have been sent without our knowing, so it is
     * looked for before anything is sent.
     */
    unknownSince: instant('unknown_since'),
    commentId: text('comment_id'),
    /** The bot that posted: only it may change the comment. */
    botId: text('bot_id'),
    code: text('code').$type<ProblemCode>(),
    detail: text('detail'),
    createdAt: instant('created_at').notNull(),
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
  /** The property all of this is about: when people make a new one, they start anew. Null: none was known yet. */
  propertyId: text('property_id'),
  baseHours: doublePrecision('base_hours').notNull(),
  lastWrittenHours: doublePrecision('last_written_hours'),
  intendedHours: doublePrecision('intended_hours'),
  /**
   * Set when a backup was restored, until the page is written again: the seconds booked in the backup. With the base
   * they make the number that the page shows when all that the backup knew of was delivered after it.
   */
  restoredSeconds: integer('restored_seconds'),
});

/** The last backup that was restored: what was sent to Notion between the two times is not known here. */
export const restoration = pgTable('restoration', {
  departmentId: uuid('department_id').primaryKey(),
  backupAt: instant('backup_at').notNull(),
  restoredAt: instant('restored_at').notNull(),
});
