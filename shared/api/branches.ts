import { z } from 'zod';
import { instant, pageQuery, plainText, uuid } from './common.ts';
import { issue } from './issues.ts';

export const linkRule = z.enum(['explicit', 'number', 'alias', 'fragment', 'ambiguous', 'waiting', 'none']);
export const rejectedText = z.object({ text: z.string(), reason: z.string() });

export const resolveQuery = z.object({
  branch: plainText(500).min(1),
  repository: plainText(500).min(1).meta({ description: 'the remote as host/owner/name, or a local name' }),
  departmentId: uuid.optional(),
});

/** Which task a branch belongs to, and why. Always answered: "none" is an answer too. */
export const branchLink = z
  .object({
    branch: z.string(),
    repository: z.string(),
    issue: issue.nullable(),
    rule: linkRule,
    reason: z.string(),
    rejected: z.array(rejectedText),
    trackedTodaySeconds: z.int().meta({ description: 'coding time of the caller on this task today' }),
    trackedSeconds: z.int().meta({ description: 'coding time of the caller on this task in all' }),
    unloggedSeconds: z.int().meta({ description: 'coding time of the caller not yet covered by worklogs' }),
    lastSyncAt: instant.nullable(),
  })
  .meta({ id: 'BranchLink' });
export type BranchLink = z.infer<typeof branchLink>;

/** What a person says about a branch. It wins over every rule. */
export const linkChange = z.strictObject({
  repository: plainText(500).min(1),
  branch: plainText(500).min(1),
  key: plainText(100).min(1).nullable().meta({ description: 'key or id of the task; null: it belongs to no task' }),
  departmentId: uuid.optional(),
});
export type LinkChange = z.input<typeof linkChange>;

export const branchQuery = pageQuery.extend({
  departmentId: uuid.optional(),
  repository: plainText(500).optional(),
  linked: z.enum(['true', 'false']).optional(),
});

export const branch = z
  .object({
    id: z.string(),
    repository: z.string(),
    branch: z.string(),
    issue: z.object({ id: z.string(), key: z.string().nullable(), title: z.string(), url: z.string() }).nullable(),
    rule: linkRule,
    reason: z.string(),
    rejected: z.array(rejectedText),
    firstSeenAt: instant,
    lastSeenAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Branch' });
export type Branch = z.infer<typeof branch>;
