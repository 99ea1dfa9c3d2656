import type { BranchLink } from '../../../shared/api/branches.ts';
import type { Issue } from '../../../shared/api/issues.ts';
import type { BranchPosition } from '../../../extension/core/branch-position.ts';
import type { Failure, FailureKind, Result } from '../../../extension/core/failure.ts';

export function sampleIssue(changes: Partial<Issue> = {}): Issue {
  const issue: unknown = {
    id: '0195e000-0000-7000-8000-000000000042',
    departmentId: '0195e000-0000-7000-8000-00000000000d',
    key: 'NT-42',
    title: 'Notion integration',
    status: 'In Progress',
    defaultStatus: 'IN_PROGRESS',
    statusRule: 'progress',
    assignees: [{ name: 'Ana Lima', email: 'ana@example.com' }],
    priority: 'High',
    estimateSeconds: 8 * 3600,
    spentSeconds: 5400,
    loggedSeconds: 0,
    url: 'https://www.notion.so/Notion-integration-2ffd528e87ee8160',
    pageId: '2ffd528e-87ee-8160-8000-000000000042',
    tracker: 'notion',
    state: 'active',
    updatedAt: '2026-03-02T08:00:00.000Z',
    ...changes,
  };
  // Fields that a newer server adds are none of the editor's business.
  return issue as Issue;
}

export function sampleLink(changes: Partial<BranchLink> = {}): BranchLink {
  return {
    branch: 'feature/NT-42-notion-integration',
    repository: 'git.example.com/team/app',
    issue: sampleIssue(),
    rule: 'number',
    reason: 'NT-42 is in the branch name.',
    grounds: [],
    rejected: [],
    trackedTodaySeconds: 72 * 60,
    trackedTodayByEditor: [{ editor: 'vscode', seconds: 72 * 60 }],
    trackedSeconds: 5 * 3600,
    unloggedSeconds: 40 * 60,
    showsColleagues: false,
    lastSyncAt: '2026-03-02T08:58:00.000Z',
    ...changes,
  };
}

/** The answer for a branch: its number becomes the task's. */
export function linkFor(repository: string, branch: string): BranchLink {
  const key = /[A-Z]+-\d+/u.exec(branch)?.[0];
  if (key === undefined) {
    return sampleLink({ branch, repository, issue: null, rule: 'none', reason: 'No key in the branch name.' });
  }
  return sampleLink({ branch, repository, issue: sampleIssue({ key, title: `Task ${key}` }) });
}

export function positionOn(branch: string | null, changes: Partial<BranchPosition> = {}): BranchPosition {
  return { repository: 'git.example.com/team/app', branch, folderName: null, operation: null, ...changes };
}

export function failureOf(kind: FailureKind, changes: Partial<Failure> = {}): { ok: false; failure: Failure } {
  return {
    ok: false,
    failure: { kind, code: null, detail: `It was ${kind}.`, fix: '', retryAfterMs: null, ...changes },
  };
}

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}
