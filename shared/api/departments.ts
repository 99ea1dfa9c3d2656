import { z } from 'zod';
import { defaultStatus, instant, nameText } from './common.ts';

const slug = z
  .string()
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/u, 'holds only lower-case letters, digits and single dashes');

export const rounding = z
  .strictObject({
    minutes: z
      .union([z.literal(0), z.literal(5), z.literal(6), z.literal(15)])
      .meta({ description: '0 for not at all' }),
    mode: z.enum(['up', 'nearest']),
  })
  .meta({ id: 'Rounding', description: 'how the tracked time of a day and task is rounded when it is booked' });

export const department = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    useStatusGroups: z
      .boolean()
      .meta({ description: 'let the Notion status group decide when no keyword of a status name matches' }),
    showsColleagues: z.boolean().meta({
      description: 'people may see the names of the others who worked on a task lately; never how long or when',
    }),
    rounding,
    createdAt: instant,
  })
  .meta({ id: 'Department' });
export type Department = z.infer<typeof department>;

export const newDepartment = z.strictObject({ name: nameText(200), slug: slug.optional() });
export const departmentPatch = z.strictObject({
  name: nameText(200).optional(),
  slug: slug.optional(),
  useStatusGroups: z.boolean().optional(),
  showsColleagues: z.boolean().optional(),
  rounding: rounding.optional(),
});

/** A status of the tracked databases, how it is understood, and why. */
export const statusMapping = z
  .object({
    sourceId: z.string(),
    optionId: z.string(),
    name: z.string(),
    group: z.string().nullable(),
    defaultStatus,
    rule: z.string(),
    explanation: z.string(),
    override: defaultStatus.nullable(),
  })
  .meta({ id: 'StatusMapping' });
export type StatusMapping = z.infer<typeof statusMapping>;

export const statusOverride = z.strictObject({ defaultStatus: defaultStatus.nullable() });

/** A database of the department, as far as it matters for making a task in it. */
export const sourceChoice = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().nullable().meta({ description: 'of the keys of its tasks; null when they get none' }),
    statusProperty: z.boolean().meta({ description: 'its tasks have a status' }),
    assigneeProperty: z.boolean().meta({ description: 'its tasks have assignees' }),
  })
  .meta({ id: 'SourceChoice' });
export type SourceChoice = z.infer<typeof sourceChoice>;
