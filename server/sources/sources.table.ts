import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Run } from '../../shared/api/notion.ts';
import type { DefaultStatus } from '../../shared/status.ts';
import { departmentId, id, instant } from '../database/columns.ts';
import type { PropertyMap, SourceSchema } from '../notion/schema.ts';

/** A department's connection to Notion. The token is sealed; `database` is what the person entered. */
export const notionConnection = pgTable('notion_connection', {
  departmentId: uuid('department_id').primaryKey(),
  enabled: boolean('enabled').notNull(),
  database: text('database').notNull(),
  prefix: text('prefix').notNull(),
  sealedToken: text('sealed_token').notNull(),
  botId: text('bot_id'),
  workspaceId: text('workspace_id'),
  workspaceName: text('workspace_name'),
  state: text('state').$type<'ok' | 'failing'>().notNull(),
  detail: text('detail'),
  discoveredAt: instant('discovered_at'),
  reconciledAt: instant('reconciled_at'),
  updatedAt: instant('updated_at').notNull(),
});

/** A Notion data source that is polled. */
export const source = pgTable(
  'source',
  {
    id: id(),
    departmentId: departmentId(),
    databaseId: text('database_id').notNull(),
    dataSourceId: text('data_source_id').notNull(),
    name: text('name').notNull(),
    prefix: text('prefix'),
    keyPrefixes: jsonb('key_prefixes').$type<string[]>().notNull(),
    schema: jsonb('schema').$type<SourceSchema>(),
    properties: jsonb('properties').$type<PropertyMap>(),
    state: text('state').$type<'active' | 'inaccessible'>().notNull(),
    detail: text('detail'),
    watermark: instant('watermark'),
    fullReadNeeded: boolean('full_read_needed').notNull(),
    polledAt: instant('polled_at'),
    removedAt: instant('removed_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [unique('source_data_source_unique').on(table.departmentId, table.dataSourceId)],
);

/** One sync of a department. */
export const run = pgTable(
  'run',
  {
    id: id(),
    departmentId: departmentId(),
    trigger: text('trigger').$type<Run['trigger']>().notNull(),
    state: text('state').$type<Run['state']>().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    requests: integer('requests').notNull(),
    read: integer('read').notNull(),
    changed: integer('changed').notNull(),
    unchanged: integer('unchanged').notNull(),
    quarantined: integer('quarantined').notNull(),
    waits: jsonb('waits').$type<Run['waits']>().notNull(),
    error: jsonb('error').$type<Run['error']>(),
  },
  (table) => [index('run_department_index').on(table.departmentId, table.id)],
);

/** What one run did about one source, failed or not. The name is that of then. */
export const runSource = pgTable(
  'run_source',
  {
    departmentId: departmentId(),
    runId: uuid('run_id').notNull(),
    sourceId: uuid('source_id').notNull(),
    name: text('name').notNull(),
    requests: integer('requests').notNull(),
    read: integer('read').notNull(),
    changed: integer('changed').notNull(),
    unchanged: integer('unchanged').notNull(),
    quarantined: integer('quarantined').notNull(),
    waits: jsonb('waits').$type<Run['waits']>().notNull(),
    watermarkBefore: instant('watermark_before'),
    watermarkAfter: instant('watermark_after'),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ name: 'run_source_pkey', columns: [table.departmentId, table.runId, table.sourceId] })],
);

/** A page that could not be understood: kept as received, with the reason, and tried again at each read. */
export const quarantinedPage = pgTable(
  'quarantined_page',
  {
    departmentId: departmentId(),
    sourceId: uuid('source_id').notNull(),
    pageId: text('page_id').notNull(),
    raw: jsonb('raw').notNull(),
    error: text('error').notNull(),
    attempts: integer('attempts').notNull(),
    firstAt: instant('first_at').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'quarantined_page_pkey', columns: [table.departmentId, table.sourceId, table.pageId] }),
  ],
);

/** What an administrator decided about one status option, by its id, so that a rename keeps it. */
export const statusOverride = pgTable(
  'status_override',
  {
    departmentId: departmentId(),
    sourceId: uuid('source_id').notNull(),
    optionId: text('option_id').notNull(),
    defaultStatus: text('default_status').$type<DefaultStatus>().notNull(),
  },
  (table) => [
    primaryKey({ name: 'status_override_pkey', columns: [table.departmentId, table.sourceId, table.optionId] }),
  ],
);

/** What changed in a data source's schema, in plain words, for its administrator. */
export const schemaChange = pgTable(
  'schema_change',
  {
    id: id(),
    departmentId: departmentId(),
    sourceId: uuid('source_id').notNull(),
    message: text('message').notNull(),
    fix: text('fix').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('schema_change_source_index').on(table.departmentId, table.sourceId, table.at)],
);

/** A status that came to be understood differently by a rename or an override. Not a transition of any task. */
export const mappingChange = pgTable(
  'mapping_change',
  {
    id: id(),
    departmentId: departmentId(),
    sourceId: uuid('source_id').notNull(),
    optionId: text('option_id').notNull(),
    oldName: text('old_name').notNull(),
    newName: text('new_name').notNull(),
    oldDefaultStatus: text('old_default_status').$type<DefaultStatus>().notNull(),
    newDefaultStatus: text('new_default_status').$type<DefaultStatus>().notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('mapping_change_department_index').on(table.departmentId, table.at)],
);
