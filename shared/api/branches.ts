import { z } from 'zod';
import { instant, pageQuery, plainText, uuid } from './common.ts';
import { issue } from './issues.ts';

export const linkRule = z.enum(['explicit', 'number', 'alias', 'fragment', 'ambiguous', 'waiting', 'none']);
export const rejectedText = z.object({ text: z.string(), reason: z.string() });

export const linkGround = z.object({ rule: linkRule, key: z.string() });

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
    grounds: z.array(linkGround).meta({
      description: 'the reason as data: keys passed over, then the one that decided; empty when none matched',
    }),
    rejected: z.array(rejectedText),
    trackedTodaySeconds: z.int().meta({ description: 'coding time of the caller on this task today' }),
    trackedTodayByEditor: z
      .array(z.object({ editor: z.string().nullable(), seconds: z.int() }))
      .meta({ description: 'the same by the editor it came from, most first; null where an editor did not say' }),
    trackedSeconds: z.int().meta({ description: 'coding time of the caller on this task in all' }),
    unloggedSeconds: z.int().meta({ description: 'coding time of the caller not yet covered by worklogs' }),
    showsColleagues: z
      .boolean()
      .meta({ description: 'the department shows who else works on a task: the question may be asked' }),
    lastSyncAt: instant.nullable(),
  })
  .meta({ id: 'BranchLink' });
export type BranchLink = z.infer<typeof branchLink>;

/** Who else worked on a task lately. Names and nothing else: never how long or when. */
export const colleagues = z
  .object({
    shown: z.boolean().meta({ description: 'false where the department does not show it; then nobody is named' }),
    days: z.int().meta({ description: 'how far back it looks' }),
    people: z.array(z.object({ name: z.string() })),
  })
  .meta({ id: 'Colleagues' });
export type Colleagues = z.infer<typeof colleagues>;

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
