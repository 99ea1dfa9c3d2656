import { z } from 'zod';
import { defaultStatus, instant, nameText, pageQuery, plainText, uuid } from './common.ts';

export const assignee = z.object({ name: z.string().nullable(), email: z.string().nullable() });

export const issueState = z
  .enum(['active', 'trashed', 'archived', 'moved', 'inaccessible'])
  .meta({ description: 'moved and inaccessible: not, or no longer, in a data source that is read' });

export const issue = z
  .object({
    id: z.string(),
    departmentId: z.string(),
    key: z.string().nullable(),
    title: z.string(),
    status: z.string().nullable(),
    defaultStatus,
    statusRule: z.string().meta({ description: 'the rule that decided defaultStatus' }),
    assignees: z.array(assignee),
    priority: z.string().nullable(),
    estimateSeconds: z.int().nullable(),
    spentSeconds: z.int().meta({ description: 'Time Spent as last read from or written to Notion' }),
    loggedSeconds: z.int().meta({ description: 'sum of the worklogs kept here' }),
    url: z.string(),
    pageId: z.string(),
    tracker: z.literal('notion'),
    state: issueState,
    warnings: z.array(z.string()).meta({ description: 'what could not be used of the page, and what to do' }),
    updatedAt: instant,
  })
  .meta({ id: 'Issue' });
export type Issue = z.infer<typeof issue>;

export const issueQuery = pageQuery.extend({
  departmentId: uuid.optional(),
  search: plainText(200).optional().meta({ description: 'part of the key or title' }),
  status: plainText(200).optional().meta({ description: 'status as written in Notion' }),
  defaultStatus: defaultStatus.optional(),
  state: issueState.default('active'),
  assignee: plainText(320).optional().meta({ description: 'e-mail, name, or "me"' }),
  sort: z
    .enum(['updated', 'key'])
    .default('updated')
    .meta({ description: 'updated: newest edits first; key: highest numbers first, those without one last' }),
});

export const issueHistory = z
  .object({
    items: z.array(
      z.object({
        status: z.string().nullable(),
        defaultStatus,
        startedAt: instant,
        endedAt: instant.nullable(),
        startKnown: z.boolean(),
        uncertaintySeconds: z.int(),
      }),
    ),
  })
  .meta({ id: 'IssueHistory' });
export type IssueHistory = z.infer<typeof issueHistory>;

/** A status that a task can have, in the order of its database. */
export const statusOption = z
  .object({
    id: z.string(),
    name: z.string(),
    group: z.string().nullable().meta({ description: 'as Notion shows it; null where there are no groups' }),
    color: z.string().nullable(),
    defaultStatus,
    current: z.boolean().meta({ description: 'the task has it, as last read' }),
  })
  .meta({ id: 'StatusOption' });
export type StatusOption = z.infer<typeof statusOption>;

export const statusOptions = z.object({ items: z.array(statusOption) }).meta({ id: 'StatusOptions' });

export const statusChange = z.strictObject({
  status: plainText(200).min(1).meta({ description: 'id of the option, or its name as written in Notion' }),
  expected: plainText(200).nullable().optional().meta({
    description: 'name of the status that the person saw, null for none; refused when the page has another one now',
  }),
  departmentId: uuid.optional(),
});
export type StatusChange = z.input<typeof statusChange>;

export const assigneeChange = z.strictObject({
  assign: z.boolean().meta({ description: 'true adds the caller, false takes the caller off; all others stay' }),
  departmentId: uuid.optional(),
});
export type AssigneeChange = z.input<typeof assigneeChange>;

export const newIssue = z.strictObject({
  id: uuid.meta({ description: 'made by the client; the same id again is the same task' }),
  title: nameText(500),
  sourceId: uuid.optional().meta({ description: 'needed where the department has several databases' }),
  status: plainText(200).min(1).optional().meta({ description: 'id or name of a status of the database' }),
  assignToMe: z.boolean().default(false),
  text: plainText(20_000).default('').meta({
    description: 'the content of the page: an empty line starts a paragraph, addresses become links',
  }),
  departmentId: uuid.optional(),
});
export type NewIssue = z.input<typeof newIssue>;

/** The whole page as a person reads it. Asked of Notion when it is wanted; nothing of it is stored. */
export const issueDocument = z
  .object({
    key: z.string().nullable(),
    title: z.string(),
    url: z.string(),
    properties: z.array(z.object({ name: z.string(), value: z.string() })),
    markdown: z.string(),
    truncated: z.boolean().meta({ description: 'the page is longer than what Notion answers' }),
    readAt: instant,
    editedAt: instant,
  })
  .meta({ id: 'IssueDocument' });
export type IssueDocument = z.infer<typeof issueDocument>;
