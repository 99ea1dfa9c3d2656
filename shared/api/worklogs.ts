import { z } from 'zod';
import { day, instant, pageQuery, plainText, uuid } from './common.ts';

/** Longest single worklog: one day. Longer ones are nearly always a slip of the unit. */
export const maxWorklogSeconds = 86_400;

export const newWorklog = z
  .strictObject({
    id: uuid.meta({ description: 'made by the client; the same id again is the same worklog' }),
    key: plainText(100).min(1).meta({ description: 'key or id of the task' }),
    seconds: z.int().min(1).max(maxWorklogSeconds),
    text: plainText(20_000).default(''),
    startedAt: instant.optional(),
    day: day.optional().meta({ description: 'the day of the work, when its time of day is not known' }),
    personId: uuid.optional().meta({ description: 'for administrators: whose time it is, a person of the department' }),
    departmentId: uuid.optional(),
  })
  .refine((one) => one.startedAt === undefined || one.day === undefined, {
    path: ['day'],
    message: 'give "startedAt" or "day", not both',
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
    day: day.meta({ description: 'the day of the work, in the time zone that the person had when it was booked' }),
    origin: z
      .enum(['manual', 'coding_time'])
      .meta({ description: 'logged by hand, or booked from tracked coding time' }),
    trackedOn: z
      .object({ id: z.string(), key: z.string().nullable() })
      .nullable()
      .meta({ description: 'of coding time: the task it was tracked on, which may be another one' }),
    bookedBy: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'the administrator who booked it for the person; null when they did themselves' }),
    isAutomatic: z.boolean().meta({ description: 'booked by the server, as the person had set it' }),
    createdAt: instant,
    updatedAt: instant,
    deletedAt: instant.nullable(),
    state: z.enum(['pending', 'done', 'blocked', 'needs_review']),
    comment: effectState,
    timeSpent: effectState,
  })
  .meta({ id: 'Worklog' });
export type Worklog = z.infer<typeof worklog>;

/** Which worklogs. The list, its totals and its export take the same, so that they are about the same worklogs. */
export const worklogFilter = z.object({
  departmentId: uuid.optional(),
  key: plainText(100).optional(),
  personId: uuid.optional(),
  from: instant.optional(),
  to: instant.optional(),
  fromDay: day.optional(),
  toDay: day.optional().meta({ description: 'the last day, itself included' }),
  state: z.enum(['pending', 'done', 'blocked', 'needs_review']).optional(),
});
export type WorklogFilterInput = z.output<typeof worklogFilter>;

export const worklogQuery = pageQuery.extend(worklogFilter.shape);
