import { z } from 'zod';
import { instant, nameText, uuid } from './common.ts';

export const role = z.enum(['administrator', 'developer']);
export type Role = z.infer<typeof role>;

export const membership = z.object({ id: z.string(), name: z.string(), slug: z.string(), role });

export const me = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    timeZone: z.string().meta({ description: 'IANA zone; days of this person begin at its midnight' }),
    hidesFromColleagues: z
      .boolean()
      .meta({ description: 'is not named where a department shows who else works on a task' }),
    departments: z.array(membership),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

const timeZone = z.string().max(64).refine(isTimeZone, 'is not a time zone such as Europe/Berlin');

export const mePatch = z.strictObject({
  name: nameText(200).optional(),
  timeZone: timeZone.optional(),
  hidesFromColleagues: z.boolean().optional(),
});

export const person = z
  .object({ id: z.string(), name: z.string(), email: z.string().nullable(), role, createdAt: instant })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof person>;

export const newPerson = z.strictObject({
  departmentId: uuid.optional(),
  name: nameText(200),
  email: z.email().max(320).optional(),
  role: role.default('developer'),
});

export const personPatch = z.strictObject({
  email: z.email().max(320).nullable().meta({ description: 'by which the person is found in Notion' }),
});

export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: 'the last four characters, to tell tokens apart' }),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'PersonalToken' });
export type PersonalToken = z.infer<typeof token>;

export const newToken = z.strictObject({
  name: nameText(100),
  personId: uuid.optional().meta({ description: 'for administrators: a token for another person of their department' }),
});

/** The only answer that ever holds the token itself. */
export const createdToken = token.extend({ token: z.string() }).meta({ id: 'CreatedToken' });

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
