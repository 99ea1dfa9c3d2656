import { sql, type SQL } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Issue } from '../../shared/api/issues.ts';
import type { DefaultStatus } from '../../shared/status.ts';
import { departmentId, id, instant } from '../database/columns.ts';

/** A person as a page names them: the Notion user id is the identity, name and e-mail only when visible. */
export interface IssueAssignee {
  userId: string;
  name: string | null;
  email: string | null;
}

interface PageIdColumn {
  pageId: AnyPgColumn;
}

/** The first six digits of a page id: a part of a page id in a branch name has at least six. */
export const pageStart = ({ pageId }: PageIdColumn): SQL => sql`left(${pageId}, 6)`;

/** The last six digits of a page id. */
export const pageEnd = ({ pageId }: PageIdColumn): SQL => sql`right(${pageId}, 6)`;

/** A page of a tracked Notion data source. */
export const issue = pgTable(
  'issue',
  {
    id: id(),
    departmentId: departmentId(),
    sourceId: uuid('source_id').notNull(),
    pageId: text('page_id').notNull(),
    projectKey: text('project_key'),
    number: bigint('number', { mode: 'number' }),
    title: text('title').notNull(),
    statusOptionId: text('status_option_id'),
    status: text('status'),
    defaultStatus: text('default_status').$type<DefaultStatus>().notNull(),
    statusRule: text('status_rule').notNull(),
    assignee: text('assignee'),
    assignees: jsonb('assignees').$type<IssueAssignee[]>().notNull(),
    priority: text('priority'),
    originalTimeEstimate: integer('original_time_estimate'),
    spentHours: doublePrecision('spent_hours'),
    url: text('url').notNull(),
    warnings: jsonb('warnings').$type<string[]>().notNull(),
    state: text('state').$type<Issue['state']>().notNull(),
    missedSweeps: integer('missed_sweeps').notNull(),
    notionCreatedAt: instant('notion_created_at').notNull(),
    notionEditedAt: instant('notion_edited_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    /** When the answer to our own last write of the page was stored: what was read before says nothing newer. */
    writtenAt: instant('written_at'),
  },
  (table) => [
    unique('issue_page_unique').on(table.departmentId, table.pageId),
    index('issue_key_index').on(table.departmentId, sql`upper(${table.projectKey})`),
    index('issue_page_start_index').on(table.departmentId, pageStart(table)),
    index('issue_page_end_index').on(table.departmentId, pageEnd(table)),
    index('issue_source_index').on(table.departmentId, table.sourceId, table.statusOptionId),
    index('issue_edited_index').on(table.departmentId, table.notionEditedAt, table.id),
  ],
);

/** Keys an issue had before its prefix changed: old branches stay linked. */
export const issueAlias = pgTable(
  'issue_alias',
  {
    departmentId: departmentId(),
    key: text('key').notNull(),
    issueId: uuid('issue_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'issue_alias_pkey', columns: [table.departmentId, table.key, table.issueId] }),
    index('issue_alias_key_index').on(table.departmentId, sql`upper(${table.key})`),
  ],
);

/** How long an issue was in a status. Keeps the name and meaning it was written with. */
export const issueStatusPeriod = pgTable(
  'issue_status_period',
  {
    id: id(),
    departmentId: departmentId(),
    issueId: uuid('issue_id').notNull(),
    optionId: text('option_id'),
    status: text('status'),
    defaultStatus: text('default_status').$type<DefaultStatus>().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    startKnown: boolean('start_known').notNull(),
    uncertaintySeconds: integer('uncertainty_seconds').notNull(),
    observedAfter: instant('observed_after'),
    observedAt: instant('observed_at').notNull(),
  },
  (table) => [index('issue_status_period_issue_index').on(table.departmentId, table.issueId, table.startedAt)],
);
