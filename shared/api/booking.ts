import { z } from 'zod';
import { day, plainText, uuid } from './common.ts';
import { rounding } from './departments.ts';
import { maxWorklogSeconds, worklog } from './worklogs.ts';

/** Most days of one question. */
export const maxProposalDays = 92;

export const proposalQuery = z.object({
  from: day.optional().meta({ description: 'the first day; six days before the last one unless said otherwise' }),
  to: day.optional().meta({ description: 'the last day, itself included; today unless said otherwise' }),
  departmentId: uuid.optional(),
});

const trackedBranch = z.object({ repository: z.string(), branch: z.string().nullable(), seconds: z.int() });

/** What was tracked on one task (or one branch without a task) on one day, and what of it is not logged yet. */
export const proposal = z
  .object({
    id: z.string().meta({ description: 'the same for the same day and task, every time' }),
    day,
    source: z
      .string()
      .meta({ description: 'what the time was tracked on: id of the task, or of the branch without one' }),
    issue: z
      .object({ id: z.string(), key: z.string().nullable(), title: z.string(), url: z.string() })
      .nullable()
      .meta({
        description: 'null for a branch without a task: such time is shown, and which task it belongs to never guessed',
      }),
    trackedSeconds: z.int(),
    bookedSeconds: z.int().meta({ description: 'booked from this tracked time, also on other tasks' }),
    byHandSeconds: z.int().meta({ description: 'tracked time that worklogs made by hand account for' }),
    leftOutSeconds: z.int().meta({ description: 'tracked time that the person left out' }),
    unloggedSeconds: z.int().meta({ description: 'tracked time that is in none of these' }),
    proposedSeconds: z.int().meta({ description: 'what a worklog for all of that holds, as the department rounds' }),
    branches: z.array(trackedBranch).meta({ description: 'most time first' }),
    text: z.string().meta({ description: 'a text for the worklog, by the person’s template' }),
  })
  .meta({ id: 'Proposal' });
export type Proposal = z.infer<typeof proposal>;

export const proposals = z
  .object({
    from: day,
    to: day,
    items: z.array(proposal).meta({ description: 'by task; newest day first' }),
    unassigned: z.array(proposal).meta({ description: 'on branches without a task' }),
    totals: z.object({
      trackedSeconds: z.int(),
      unloggedSeconds: z.int(),
      proposedSeconds: z.int().meta({ description: 'of the tasks, as if each were booked now' }),
      unassignedSeconds: z.int(),
    }),
    rounding,
  })
  .meta({ id: 'Proposals' });
export type Proposals = z.infer<typeof proposals>;

const text = plainText(20_000);
const seconds = z.int().min(1).max(maxWorklogSeconds);
const key = plainText(100).min(1).meta({ description: 'key or id of a task' });
const source = plainText(1100).min(1).meta({ description: 'the `source` of a proposal without a task' });
const worklogId = uuid.meta({ description: 'made by the client; the same id again is the same worklog' });

/** Which tracked time is meant: that of a task, or what a proposal names as its source. */
const tracked = { day, key: key.optional(), source: source.optional(), departmentId: uuid.optional() };

const bookingPart = z.strictObject({ id: worklogId, key, seconds, text: text.default('') });

/**
 * Tracked time to be booked: all that is left or `seconds` of it, on its task; or in parts, each on the task it names, which
 * is how time is split and moved.
 */
export const newBooking = z
  .strictObject({
    ...tracked,
    id: worklogId.optional(),
    seconds: seconds.optional(),
    text: text.optional().meta({ description: 'without it the text of the proposal' }),
    parts: z.array(bookingPart).min(1).max(20).optional(),
  })
  .refine(({ key: one, source: other }) => (one === undefined) !== (other === undefined), {
    path: ['key'],
    message: 'name the task by "key", or the branch without one by "source"',
  })
  .refine(({ id, parts }) => (id === undefined) !== (parts === undefined), {
    path: ['id'],
    message: 'give the "id" of one worklog, or "parts" with an id each',
  })
  .refine(({ seconds: some, text: said, parts }) => parts === undefined || (some === undefined && said === undefined), {
    path: ['parts'],
    message: 'each part has its own seconds and text',
  })
  .refine(({ source: other, parts }) => other === undefined || parts !== undefined, {
    path: ['parts'],
    message: 'a branch without a task is booked in parts, which name their tasks',
  })
  .refine(({ parts = [] }) => new Set(parts.map(({ id }) => id)).size === parts.length, {
    path: ['parts'],
    message: 'each part needs an id of its own',
  });
export type NewBooking = z.input<typeof newBooking>;

export const bookedWorklogs = z.object({ items: z.array(worklog) }).meta({ id: 'BookedWorklogs' });

export const leaveOut = z
  .strictObject({ ...tracked, isLeftOut: z.boolean().default(true).meta({ description: 'false to propose it again' }) })
  .refine(({ key: one, source: other }) => (one === undefined) !== (other === undefined), {
    path: ['key'],
    message: 'name the task by "key", or the branch without one by "source"',
  });

/** When the server books a person's coding time by itself; off until they switch something on. */
export const bookingSetting = z
  .object({
    automatic: z.array(z.enum(['daily', 'on_leave', 'on_done'])).meta({
      description: 'at a time of day; when the person left the branch or has been idle; when the task is done',
    }),
    at: z.string().meta({ description: 'local time of the daily booking, HH:MM' }),
    text: z.string().meta({ description: 'template of the text: {branch}, {key} and {title} are filled in' }),
    sinceDay: day.nullable().meta({ description: 'earlier days are never booked by themselves; null while it is off' }),
  })
  .meta({ id: 'BookingSetting' });
export type BookingSetting = z.infer<typeof bookingSetting>;

export const bookingSettingPatch = z.strictObject({
  automatic: z
    .array(z.enum(['daily', 'on_leave', 'on_done']))
    .max(10)
    .optional(),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'is not a time of day such as 18:00')
    .optional(),
  text: plainText(1000).optional(),
});
