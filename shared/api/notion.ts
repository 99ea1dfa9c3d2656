import { z } from 'zod';
import { instant, plainText } from './common.ts';

export const prefix = z
  .string()
  .max(20)
  .regex(/^[A-Za-z][A-Za-z0-9]*$/u, 'starts with a letter and holds only letters and digits');

/** What an administrator enters. The token may be left out when one is saved already. */
export const notionSettings = z.strictObject({
  enabled: z.boolean().default(true),
  database: plainText(2000).trim().min(1).meta({
    description: 'link of the database, or its id in any form; several are separated by spaces, commas or lines',
  }),
  token: z
    .string()
    .max(500)
    .trim()
    .min(1)
    .regex(/^[!-~]+$/u, 'holds characters that no token has')
    .optional()
    .meta({ description: 'stored encrypted; never answered again' }),
  prefix: prefix.optional().meta({ description: 'of the keys, such as NT in NT-42; default NOTION_ISSUE_PREFIX' }),
});
export type NotionSettings = z.infer<typeof notionSettings>;

export const source = z
  .object({
    id: z.string(),
    name: z.string(),
    databaseId: z.string(),
    dataSourceId: z.string(),
    prefix: z.string().nullable().meta({ description: 'as set in Notion' }),
    state: z.enum(['active', 'inaccessible']),
    detail: z.string().nullable(),
    issues: z.int(),
    quarantined: z.int(),
    watermark: instant.nullable(),
    properties: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'which Notion property is read as what, by name' }),
    notices: z.array(
      z.object({
        name: z.string(),
        level: z.enum(['ok', 'warning', 'error']),
        message: z.string(),
        fix: z.string().nullable(),
      }),
    ),
    changes: z
      .array(z.object({ at: instant, message: z.string(), fix: z.string() }))
      .meta({ description: 'what changed in its schema, newest first' }),
  })
  .meta({ id: 'Source' });
export type Source = z.infer<typeof source>;

const waits = z.record(z.string(), z.object({ times: z.int(), seconds: z.int() })).meta({
  description:
    'how often and how long requests waited, by reason: budget (ours), retry (after a failure), or what Notion gave as its reason',
});

/** What came of rows: those that could not be read are in quarantine. */
const rowCounts = {
  requests: z.int(),
  read: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  quarantined: z.int(),
  waits,
};

export const run = z
  .object({
    id: z.string(),
    departmentId: z.string(),
    job: z.literal('NotionSyncCronJob'),
    trigger: z.enum(['cron', 'manual', 'settings', 'reconciliation', 'webhook']),
    state: z.enum(['running', 'done', 'failed']),
    startedAt: instant,
    endedAt: instant.nullable(),
    ...rowCounts,
    sources: z
      .array(
        z.object({
          sourceId: z.string(),
          name: z.string(),
          ...rowCounts,
          watermarkBefore: instant.nullable(),
          watermarkAfter: instant.nullable(),
        }),
      )
      .meta({
        description:
          'the same for each source that the run came to; a watermark is the newest edit that was read. Looking for databases is in no source.',
      }),
    error: z.object({ code: z.string(), detail: z.string(), fix: z.string() }).nullable(),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof run>;

export const notionConnection = z
  .object({
    enabled: z.boolean(),
    database: z.string().nullable(),
    prefix: z.string(),
    hasToken: z.boolean(),
    workspace: z.string().nullable(),
    state: z.enum(['not_connected', 'ok', 'attention', 'failing', 'off']),
    detail: z.string().nullable(),
    sources: z.array(source),
    lastRun: run.nullable(),
    nextRunAt: instant.nullable(),
  })
  .meta({ id: 'NotionConnection' });
export type NotionConnection = z.infer<typeof notionConnection>;

/** One finding of Test Connection. `ok` with level `warning` still lets a person save. */
export const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  level: z.enum(['ok', 'warning', 'error']),
  message: z.string(),
  fix: z.string().nullable(),
});
export type Check = z.infer<typeof check>;

export const notionTest = z
  .object({ ok: z.boolean().meta({ description: 'the token is accepted' }), checks: z.array(check) })
  .meta({ id: 'NotionTest' });
export type NotionTest = z.infer<typeof notionTest>;

export const syncQuery = z.object({
  reconcile: z
    .stringbool()
    .default(false)
    .meta({ description: 'also compare all rows, which every run does once a day' }),
});

export const syncStarted = z.object({ runId: z.string() }).meta({ id: 'SyncStarted' });
