import { z } from 'zod';
import { defaultStatus, instant, pageQuery, plainText, uuid } from './common.ts';

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
