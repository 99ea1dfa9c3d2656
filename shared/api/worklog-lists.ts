import { z } from 'zod';
import { day, instant } from './common.ts';
import { worklog, worklogFilter } from './worklogs.ts';

/** Most groups of one answer; what is behind them is summed up as "others". */
export const maxGroups = 1000;

export const totalsQuery = worklogFilter.extend({ groupBy: z.enum(['issue', 'person', 'day']).default('issue') });

export const totals = z
  .object({
    items: z
      .array(
        z.object({
          issue: z.object({ id: z.string(), key: z.string().nullable(), title: z.string() }).nullable(),
          person: z.object({ id: z.string(), name: z.string() }).nullable(),
          day: day.nullable(),
          seconds: z.int(),
          count: z.int(),
        }),
      )
      .meta({ description: 'most time first; days newest first' }),
    others: z
      .object({ groups: z.int(), seconds: z.int(), count: z.int() })
      .meta({ description: `what more than ${maxGroups} groups hold` }),
    totalSeconds: z.int(),
    count: z.int(),
  })
  .meta({ id: 'WorklogTotals' });
export type Totals = z.infer<typeof totals>;

export const exportQuery = worklogFilter.extend({
  format: z.enum(['json', 'csv']).default('json'),
  bom: z.enum(['true', 'false']).default('false').meta({
    description: 'of CSV: begin with a byte order mark, without which some spreadsheets do not read UTF-8',
  }),
});

/** One worklog of an export. The columns of CSV have the same names, in this order. */
export const exportRow = z
  .object({
    day,
    key: z.string().nullable(),
    title: z.string(),
    person: z.string(),
    seconds: z.int(),
    hours: z.number().meta({ description: 'rounded to hundredths; `seconds` is exact' }),
    text: z.string(),
    origin: worklog.shape.origin,
    trackedOn: z.string().nullable().meta({ description: 'key of the task the time was tracked on' }),
    bookedBy: z.string().nullable().meta({ description: 'the administrator who booked it for the person' }),
    isAutomatic: z.boolean(),
    state: worklog.shape.state,
    startedAt: instant.nullable(),
    createdAt: instant,
    id: z.string(),
    issueId: z.string(),
    personId: z.string(),
  })
  .meta({ id: 'WorklogExportRow' });
export type ExportRow = z.infer<typeof exportRow>;
