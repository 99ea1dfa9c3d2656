import { readIssue } from './answer-shapes.ts';
import type { Issue } from '../../shared/api/issues.ts';

const most = 8;

/** The tasks that were worked on here last, the newest first, with one more in front. */
export function withRecent(recent: readonly Issue[], issue: Issue): Issue[] {
  return [issue, ...recent.filter(({ id }) => id !== issue.id)].slice(0, most);
}

/** What was stored, without what can no longer be read. */
export function readRecent(stored: unknown): Issue[] {
  if (!Array.isArray(stored)) return [];
  return (stored as unknown[]).flatMap((item) => readIssue(item) ?? []);
}
