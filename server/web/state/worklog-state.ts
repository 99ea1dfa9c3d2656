import type { Worklog } from '../../../shared/api/worklogs.ts';

export type WorklogState = Worklog['state'];
type Effect = Worklog['comment'];

/** Something about a worklog that is not finished: what, why, and what to do. */
export interface WorklogNote {
  about: string;
  text: string;
  fix: string | null;
  nextAttemptAt: string | null;
}

const labels: Record<WorklogState, string> = {
  pending: 'On its way to Notion',
  done: 'In Notion',
  blocked: 'Blocked',
  needs_review: 'Needs you',
};

export function worklogStateLabel(state: WorklogState): string {
  return labels[state];
}

/** What keeps the two writes of a worklog from being finished, in words. Empty when all is well. */
export function worklogNotes({ comment, timeSpent }: Pick<Worklog, 'comment' | 'timeSpent'>): WorklogNote[] {
  return [noteOf('Comment', comment), noteOf('Time Spent', timeSpent)].filter((note) => note !== null);
}

function noteOf(about: string, effect: Effect): WorklogNote | null {
  const { state, detail, attempts, nextAttemptAt } = effect;
  const stuck = state === 'blocked' || state === 'needs_review';
  const text = detail ?? (stuck ? 'It was not written.' : null);
  if (text === null) return null;
  return { about, text, fix: fixes[state] ?? null, nextAttemptAt: stuck || attempts > 0 ? nextAttemptAt : null };
}

/** The detail of a blocked write says what to do; one that is left to a person does not. */
const fixes: Partial<Record<Effect['state'], string>> = {
  needs_review: 'Look at the comments of the page in Notion, the resolved ones too, and say whether it is there.',
};
