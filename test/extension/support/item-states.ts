import { failureDisplays, type stateDisplays } from '../../../extension/core/display.ts';
import type { FailureKind } from '../../../extension/core/failure.ts';
import { statusIcons } from '../../../extension/core/status-item.ts';
import type { PauseState } from '../../../extension/core/pause.ts';
import type { TaskState } from '../../../extension/core/task-state.ts';
import { failureOf, positionOn, sampleIssue, sampleLink } from './samples.ts';

export interface ItemState {
  state: TaskState;
  isLinkOffered: boolean;
  /** Set while coding time is paused. */
  pause?: PauseState;
}

const position = positionOn('feature/NT-42');
const answered = { position, askedAtMs: 1, answeredAtMs: 1, failure: null };
const offline = failureOf('offline').failure;
const sample = (state: TaskState, isLinkOffered = false): ItemState => ({ state, isLinkOffered });

export const taskWith = (issue = {}, more = {}): Extract<TaskState, { kind: 'task' }> => ({
  kind: 'task',
  ...answered,
  merged: null,
  link: { ...sampleLink(), issue: sampleIssue(issue) },
  ...more,
});

export const unlinkedWith = (link = {}, more = {}): Extract<TaskState, { kind: 'no_task' }> => ({
  kind: 'no_task',
  ...answered,
  link: sampleLink({ issue: null, rule: 'none', reason: 'There is no task key in the branch name.', ...link }),
  ...more,
});

const ofStates: Record<keyof typeof stateDisplays, ItemState> = {
  signed_out: sample({ kind: 'signed_out' }),
  token_refused: sample({ kind: 'token_refused' }),
  address_invalid: sample({ kind: 'address_invalid', detail: 'This is not an address.' }),
  private: sample({ kind: 'private', position: { ...position, privacy: 'private' } }),
  private_unclear: sample({ kind: 'private', position: { ...position, privacy: 'unclear' } }),
  no_branch: sample({ kind: 'no_branch', position: positionOn(null) }),
  bisecting: sample({ kind: 'no_branch', position: positionOn(null, { operation: 'bisect' }) }),
  waiting: sample({ kind: 'waiting', position }),
  no_task: sample(unlinkedWith()),
  unknown_key: sample(unlinkedWith({ rule: 'waiting', grounds: [{ rule: 'waiting', key: 'NT-99' }] })),
  ambiguous_key: sample(unlinkedWith({ rule: 'ambiguous', grounds: [{ rule: 'ambiguous', key: 'NT-7' }] })),
  unlinked_work: sample(unlinkedWith(), true),
};

const statuses = { TO_DO: 'Backlog', IN_PROGRESS: 'In Progress', DONE: 'Done', UNDEFINED: null } as const;

function ofTasks(): Record<string, ItemState> {
  const groups = Object.keys(statusIcons) as (keyof typeof statusIcons)[];
  return Object.fromEntries(
    groups.map((defaultStatus) => [
      `task_${defaultStatus.toLowerCase()}`,
      sample(taskWith({ defaultStatus, status: statuses[defaultStatus] })),
    ]),
  );
}

function ofFailures(): Record<string, ItemState> {
  const kinds = Object.keys(failureDisplays) as FailureKind[];
  return Object.fromEntries(
    kinds.map((kind) => [kind, sample({ kind: 'failed', position, failure: failureOf(kind).failure })]),
  );
}

/** Until somebody ends it: the end of the others is a time of day. */
function ofPauses(): Record<string, ItemState> {
  const pause = { untilMs: null };
  return {
    nothing_paused: { ...sample({ kind: 'nothing' }), pause },
    task_paused: { ...sample(taskWith()), pause },
    no_task_paused: { ...sample(unlinkedWith()), pause },
    offline_paused: { ...sample({ kind: 'failed', position, failure: offline }), pause },
  };
}

/** One sample of every state that the item can be in, by the name of its row in ARCHITECTURE.md. */
export const itemStates: Readonly<Record<string, ItemState>> = {
  nothing: sample({ kind: 'nothing' }),
  ...ofTasks(),
  task_rebasing: sample(taskWith({}, { position: positionOn('feature/NT-42', { operation: 'rebase' }) })),
  task_merged: sample(taskWith({}, { merged: { into: 'main', remote: 'origin', ground: 'commits' } })),
  task_not_up_to_date: sample(taskWith({}, { failure: offline })),
  ...ofStates,
  no_task_not_up_to_date: sample(unlinkedWith({}, { failure: offline })),
  ...ofFailures(),
  ...ofPauses(),
};
