import { type BranchPosition, keyOfBranch } from './branch-position.ts';
import type { Clock } from './clock.ts';
import type { TaskState } from './task-state.ts';

/** Help is offered after this much work on one branch without a task. */
export const offerAfterMs = 10 * 60_000;
// A longer gap between two looks is a machine that slept, not work.
const longestGapMs = 2 * 60_000;
const mostBranches = 50;

/** Branches that everything comes back to: no task of their own is expected. */
const sharedBranches: ReadonlySet<string> = new Set(['main', 'master', 'trunk', 'develop', 'development', 'dev']);

/** The branches for which a person wants no offer, kept over restarts. */
export interface DeclinedBranches {
  has: (branch: string) => boolean;
  add: (branch: string) => void;
}

/** Notices work on a branch that belongs to no task. It makes no listener and no timer: whoever draws the item tells it. */
export interface UnlinkedWork {
  /** Called whenever the item is drawn. @param active the window is in use from now on */
  note: (state: TaskState, active: boolean) => void;
  isOffered: (state: TaskState) => boolean;
  /** No more offers for this branch. */
  decline: (position: BranchPosition) => void;
}

export function createUnlinkedWork(clock: Pick<Clock, 'monotonicMs'>, declined: DeclinedBranches): UnlinkedWork {
  const workedMs = new Map<string, number>();
  let last: { branch: string; atMs: number } | null = null;

  const add = (branch: string, ms: number): void => {
    const sumMs = (workedMs.get(branch) ?? 0) + Math.min(ms, longestGapMs);
    workedMs.delete(branch);
    workedMs.set(branch, sumMs);
    const [oldest] = workedMs.keys();
    if (workedMs.size > mostBranches && oldest !== undefined) workedMs.delete(oldest);
  };

  return {
    note(state, active) {
      const nowMs = clock.monotonicMs();
      const branch = unlinkedBranch(state);
      if (last !== null && last.branch === branch) add(branch, nowMs - last.atMs);
      last = branch !== null && active ? { branch, atMs: nowMs } : null;
    },
    isOffered(state) {
      const branch = unlinkedBranch(state);
      return branch !== null && (workedMs.get(branch) ?? 0) >= offerAfterMs && !declined.has(branch);
    },
    decline({ repository, branch }) {
      if (branch !== null) declined.add(keyOfBranch(repository, branch));
    },
  };
}

/** The branch that could be given a task, or null. A key that is not known yet, or fits two tasks, is a task named. */
function unlinkedBranch(state: TaskState): string | null {
  if (state.kind !== 'no_task' || state.link.rule !== 'none') return null;
  const { repository, branch } = state.position;
  return branch === null || sharedBranches.has(branch) ? null : keyOfBranch(repository, branch);
}
