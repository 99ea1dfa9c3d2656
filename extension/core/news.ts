import type { BranchLink } from '../../shared/api/branches.ts';
import { keyOfBranch } from './branch-position.ts';
import type { ServerEvent } from './event-parser.ts';

/** True for a branch whose last answer may have become wrong. @param branch as by `keyOfBranch` */
export type IsConcerned = (branch: string, link: BranchLink | null) => boolean;

/**
 * Whom an event of the server concerns: who shows the changed task, the task of the worklog, or the branch that has got
 * another task. Null for what shows nothing new here, and for what a newer server may say.
 */
export function concernedBy({ type, data }: ServerEvent): IsConcerned | null {
  const { issueIds, issueId, repository, branch } = readFields(data);
  if (type === 'issue' && Array.isArray(issueIds)) {
    return (_, link) => issueIds.includes(link?.issue?.id ?? null);
  }
  if (type === 'worklog' && typeof issueId === 'string') return (_, link) => link?.issue?.id === issueId;
  if (type === 'branch' && typeof repository === 'string' && typeof branch === 'string') {
    const changed = keyOfBranch(repository, branch);
    return (shown) => shown === changed;
  }
  return null;
}

function readFields(text: string): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(text);
    return typeof fields === 'object' && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}
