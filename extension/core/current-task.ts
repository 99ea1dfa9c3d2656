import type { CurrentTask } from '../public-api.ts';
import type { TaskState } from './task-state.ts';

/** The facts that other extensions may read: no person, no time of anybody, no token. Null when there is no task. */
export function currentTaskOf(state: TaskState): CurrentTask | null {
  if (state.kind !== 'task') return null;
  const { position, link, answeredAtMs, failure } = state;
  const { key, title, status, defaultStatus, url } = link.issue;
  return Object.freeze({
    repository: position.repository,
    branch: position.branch ?? '',
    key,
    title,
    status,
    defaultStatus,
    url,
    rule: link.rule,
    answeredAt: answeredAtMs,
    isUpToDate: failure === null,
  });
}

/** True when nothing but the time of the answer differs. */
export function sameTask(a: CurrentTask | null, b: CurrentTask | null): boolean {
  const facts = (task: CurrentTask | null): string => JSON.stringify({ ...task, answeredAt: 0 });
  return a === null || b === null ? a === b : facts(a) === facts(b);
}
