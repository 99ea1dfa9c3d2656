import { z } from 'zod';

/** An instant, ISO 8601. Years outside these are slips, and not every database and program agrees about them. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => /^(?:19[7-9]|2\d\d)/u.test(text), 'must be between 1970 and 2999')
  .meta({ description: 'ISO 8601 instant', example: '2026-03-02T09:00:00.000Z' });

/** A calendar day, of somebody's own time zone. The same years as for instants. */
export const day = z.iso
  .date()
  .refine((text) => /^(?:19[7-9]|2\d\d)/u.test(text), 'must be between 1970 and 2999')
  .meta({ description: 'a day in the time zone of the person', example: '2026-03-02' });

/** Text a person wrote: no control characters except line breaks and tabs, and no halves of characters. */
export const plainText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^(?:[\t\n\r]|[^\p{Cc}\p{Cs}])*$/u, 'holds control characters');

/** A name a person gave: one line, not only spaces. */
export const nameText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .trim()
    .min(1)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'holds control characters or line breaks');

export const uuid = z.guid().transform((text) => text.toLowerCase());

/** Query of every list: at most `limit` items, from `cursor` of the page before. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** Answer of every list. `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const defaultStatus = z.enum(['TO_DO', 'IN_PROGRESS', 'DONE', 'UNDEFINED']);

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    fix: z.string(),
    field: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details with a stable code and what to do about it' });
