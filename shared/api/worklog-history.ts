import { z } from 'zod';
import { instant, uuid } from './common.ts';

/** What happened to a worklog, or to one of the two writes that are owed for it. */
export const historyEvent = z.enum([
  'booked',
  'changed',
  'deleted',
  'reviewed',
  'sending',
  'done',
  'held',
  'waiting',
  'postponed',
  'unclear',
  'not_found',
  'asking',
  'looked',
  'blocked',
  'failed',
  'token_replaced',
]);
export type HistoryEvent = z.infer<typeof historyEvent>;

export const historyEntry = z
  .object({
    at: instant,
    about: z.enum(['worklog', 'comment', 'time_spent']),
    event: historyEvent,
    by: z
      .object({ id: z.string(), name: z.string().nullable() })
      .nullable()
      .meta({ description: 'who did it; null: the server' }),
    attempt: z.int().nullable().meta({ description: 'counted from 1 since the last success' }),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    seconds: z.int().nullable().meta({ description: 'as booked or changed' }),
    text: z.string().nullable(),
  })
  .meta({ id: 'WorklogHistoryEntry' });
export type HistoryEntry = z.infer<typeof historyEntry>;

export const worklogHistory = z.object({ items: z.array(historyEntry) });

export const attentionQuery = z.object({ departmentId: uuid.optional() });

/** Worklogs that wait for a person, by what has to be done. */
export const worklogAttention = z
  .object({
    blocked: z.int(),
    needsReview: z.int(),
    items: z.array(
      z.object({
        state: z.enum(['blocked', 'needs_review']),
        about: z.enum(['comment', 'time_spent']),
        code: z.string().nullable(),
        count: z.int(),
        title: z.string(),
        fix: z.string(),
      }),
    ),
  })
  .meta({ id: 'WorklogAttention' });
export type WorklogAttention = z.infer<typeof worklogAttention>;
