import { z } from 'zod';
import { instant, pageQuery, plainText, uuid } from './common.ts';

/** Longest single worklog: one day. Longer ones are nearly always a slip of the unit. */
export const maxWorklogSeconds = 86_400;

export const newWorklog = z.strictObject({
  id: uuid.meta({ description: 'made by the client; the same id again is the same worklog' }),
  key: plainText(100).min(1).meta({ description: 'key or id of the task' }),
  seconds: z.int().min(1).max(maxWorklogSeconds),
  text: plainText(20_000).default(''),
  startedAt: instant.optional(),
  departmentId: uuid.optional(),
});
export type NewWorklog = z.input<typeof newWorklog>;

export const worklogPatch = z.strictObject({
  seconds: z.int().min(1).max(maxWorklogSeconds).optional(),
  text: plainText(20_000).optional(),
});

/** What a person found out about a comment that the server could not: `post` it again, or it was `posted`. */
export const worklogReview = z.strictObject({ comment: z.enum(['post', 'posted']) });

export const effectState = z
  .object({
    state: z.enum(['pending', 'done', 'blocked', 'needs_review', 'held', 'none']),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    attempts: z.int(),
    nextAttemptAt: instant.nullable(),
  })
  .meta({ id: 'EffectState' });

export const worklog = z
  .object({
    id: z.string(),
    key: z.string().nullable(),
    issueId: z.string(),
    person: z.object({ id: z.string(), name: z.string() }),
    seconds: z.int(),
    text: z.string(),
    startedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
    deletedAt: instant.nullable(),
    state: z.enum(['pending', 'done', 'blocked', 'needs_review']),
    comment: effectState,
    timeSpent: effectState,
  })
  .meta({ id: 'Worklog' });
export type Worklog = z.infer<typeof worklog>;

export const worklogQuery = pageQuery.extend({
  departmentId: uuid.optional(),
  key: plainText(100).optional(),
  personId: uuid.optional(),
  from: instant.optional(),
  to: instant.optional(),
  state: z.enum(['pending', 'done', 'blocked', 'needs_review']).optional(),
});
