import { z } from 'zod';
import { day, instant, uuid } from './common.ts';
import { bookingSetting } from './booking.ts';

export const exportMeQuery = z.object({
  format: z.enum(['json', 'csv']).default('json'),
  departmentId: uuid.optional(),
});

const seconds = z.int();
const text = z.string();
const maybeText = z.string().nullable();

/** What a person did in a department, as far as it is exported. Lists come last and are as long as they are. */
export const personalData = z
  .object({
    exportedAt: instant,
    person: z.object({ id: text, name: text, email: maybeText, timeZone: text, hidesFromColleagues: z.boolean() }),
    department: z.object({ id: text, name: text, role: text }),
    deletedBefore: instant.nullable().meta({ description: 'when the coding time was deleted last' }),
    bookingSetting,
    tokens: z.array(z.object({ name: text, createdAt: instant, lastUsedAt: instant.nullable() })),
    links: z.array(z.object({ repository: text, branch: text, key: maybeText, setAt: instant })),
    comments: z.array(z.object({ id: text, key: maybeText, text, createdAt: instant })),
    worklogs: z.array(
      z.object({
        id: text,
        key: maybeText,
        day,
        startedAt: instant.nullable(),
        seconds,
        text,
        createdAt: instant,
        deletedAt: instant.nullable(),
      }),
    ),
    codingTime: z.array(
      z.object({
        startedAt: instant,
        endedAt: instant,
        repository: text,
        branch: maybeText,
        editor: maybeText,
        key: maybeText,
      }),
    ),
    heartbeats: z.array(
      z.object({
        id: text,
        at: instant,
        receivedAt: instant,
        clamped: z.boolean().meta({ description: 'the time was in the future, so that of arrival counts' }),
        repository: text,
        branch: maybeText,
        entity: text,
        language: maybeText,
        category: text,
        isWrite: z.boolean(),
        editor: maybeText,
        pausedAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'PersonalData' });
export type PersonalData = z.infer<typeof personalData>;

export const deleteMeQuery = z.object({
  worklogs: z.enum(['keep', 'delete']).default('keep').meta({ description: 'one’s own worklogs, with their comments' }),
  tokens: z.enum(['keep', 'end']).default('keep').meta({ description: 'all tokens, also the one of this call' }),
  departmentId: uuid.optional(),
});

/** How much there was of everything that is gone now. */
export const deleted = z
  .object({
    deletedBefore: instant.meta({ description: 'signs of activity up to here are not taken any more' }),
    heartbeats: z.int(),
    intervals: z.int(),
    bookings: z.int(),
    worklogs: z.int(),
    tokens: z.int(),
  })
  .meta({ id: 'DeletedCodingTime' });
export type Deleted = z.infer<typeof deleted>;
