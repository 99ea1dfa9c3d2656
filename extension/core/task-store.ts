import type { BranchLink } from '../../shared/api/branches.ts';
import type { Issue } from '../../shared/api/issues.ts';
import { anticipateIn, type Entry, entryFor, longestWaitMs, refreshMs, settle } from './branch-answers.ts';
import { type BranchPosition, keyOfBranch, samePosition } from './branch-position.ts';
import type { Clock } from './clock.ts';
import type { Result } from './failure.ts';
import type { Disposable } from './lifecycle.ts';
import { type Merged, sameMerged } from './merged.ts';
import type { IsConcerned } from './news.ts';
import { type RememberedAnswer, type SessionState, type TaskState, deriveTaskState } from './task-state.ts';

/** News come in clumps, and to many editors at once: they are answered by one question each, not all in one moment. */
const gatherMs = { least: 50, spread: 200 };

export interface TaskStorePorts {
  clock: Clock;
  random: () => number;
  /** Never throws. */
  resolve: (repository: string, branch: string) => Promise<Result<BranchLink>>;
  /** An answer from before the start, for the time in which the server cannot be reached. */
  recall: (branch: string) => RememberedAnswer | null;
  remember: (branch: string, answer: RememberedAnswer) => void;
  onChange: (state: TaskState) => void;
}

/** The current task. State flows one way: positions, sessions and answers come in, `onChange` goes out. */
export interface TaskStore extends Disposable {
  state: () => TaskState;
  setPosition: (position: BranchPosition | null) => void;
  /** Another person or server: what was known is forgotten, answers under way are dropped. */
  setSession: (session: SessionState) => void;
  /** Only an active window asks by itself. */
  setActive: (active: boolean) => void;
  /** Asks now. Resolves when the answer is shown. */
  refresh: () => Promise<void>;
  /** Shows a change of a task that is on its way to the server; the returned function takes it back. */
  anticipate: (issueId: string, change: Partial<Issue>) => () => void;
  /**
   * What is known of any branch, also one that is not in front. Asks only when nothing is known that is younger than
   * five minutes, and once for however many want to know.
   */
  lookUp: (where: BranchPosition) => Promise<TaskState>;
  /** The branch in front is merged, or no longer known to be. Of any other branch nothing is kept. */
  noteMerged: (branch: string, merged: Merged | null) => void;
  /** The server told of a change: what is shown of it is asked for again, the rest when it is shown next. */
  noteNews: (isConcerned: IsConcerned) => void;
  /** The server can be heard now, and of what happened before `sinceMs` (wall clock) it told nothing. */
  catchUp: (sinceMs: number) => void;
}

interface Question {
  repository: string;
  branch: string;
  atMs: number;
  epoch: number;
  generation: number;
}

/** Makes the store. Nothing is asked before a session and a position are set. */
export function createTaskStore(ports: TaskStorePorts): TaskStore {
  const { clock } = ports;
  const entries = new Map<string, Entry>();
  let session: SessionState = { kind: 'starting' };
  let position: BranchPosition | null = null;
  let merged: Merged | null = null;
  let active = true;
  let epoch = 0;
  let timer: Disposable | undefined;
  let gathering: Disposable | undefined;

  const currentEntry = (): Entry | undefined =>
    position === null || position.branch === null
      ? undefined
      : entries.get(keyOfBranch(position.repository, position.branch));
  const state = (): TaskState => deriveTaskState(session, position, currentEntry(), merged);

  const announce = (): void => ports.onChange(state());

  const askIfDue = (): void => {
    timer?.dispose();
    timer = undefined;
    if (session.kind !== 'signed_in' || !isAskable(position)) return;
    const entry = currentEntry();
    // A branch seen for the first time is asked for at once, also in a window without focus.
    if (entry === undefined) void ask();
    // One question at a time: the one under way is followed by another, so that changes on end starve no answer.
    else if (entry.isOutdated && entry.underWay === null) void ask();
    else if (active && entry.underWay === null) {
      const waitMs = entry.nextAskMs - clock.nowMs();
      if (waitMs <= 0 || waitMs > longestWaitMs) void ask();
      else timer = clock.after(Math.min(waitMs, refreshMs), askIfDue);
    }
  };

  const answer = async (entry: Entry, asked: Question) => {
    const result = await ports.resolve(asked.repository, asked.branch);
    if (asked.epoch !== epoch || asked.generation !== entry.generation) return;
    entry.underWay = null;
    settle(entry, result, { askedAtMs: asked.atMs, nowMs: clock.nowMs(), random: ports.random() });
    const key = keyOfBranch(asked.repository, asked.branch);
    if (!result.ok && entry.link === null) Object.assign(entry, ports.recall(key));
    if (result.ok) ports.remember(key, { link: result.value, askedAtMs: asked.atMs, answeredAtMs: clock.nowMs() });
    if (entry === currentEntry()) announce();
    askIfDue();
  };

  const expire = (isOld: (entry: Entry, branch: string) => boolean): void => {
    let isShown = false;
    for (const [branch, entry] of entries) {
      if (!isOld(entry, branch)) continue;
      entry.isOutdated = true;
      isShown ||= entry === currentEntry();
    }
    if (!isShown || gathering !== undefined) return;
    gathering = clock.after(gatherMs.least + ports.random() * gatherMs.spread, () => {
      gathering = undefined;
      askIfDue();
    });
  };

  const ask = (where = position): Promise<void> => {
    if (session.kind !== 'signed_in' || !isAskable(where)) return Promise.resolve();
    const { repository, branch } = where;
    const entry = entryFor(entries, keyOfBranch(repository, branch));
    entry.generation += 1;
    const asked = { repository, branch, atMs: clock.nowMs(), epoch, generation: entry.generation };
    const underWay = answer(entry, asked);
    Object.assign(entry, { underWay, lastAskMs: asked.atMs, isOutdated: false });
    return underWay;
  };

  return {
    state,
    setPosition(next) {
      if (samePosition(position, next)) return;
      if (position?.repository !== next?.repository || position?.branch !== next?.branch) merged = null;
      position = next;
      announce();
      askIfDue();
    },
    setSession(next) {
      session = next;
      epoch += 1;
      entries.clear();
      announce();
      askIfDue();
    },
    setActive(next) {
      active = next;
      askIfDue();
    },
    anticipate(issueId, change) {
      const undo = anticipateIn(entries.values(), issueId, change);
      announce();
      return () => {
        undo();
        announce();
      };
    },
    noteMerged(branch, next) {
      if (position?.branch !== branch || sameMerged(merged, next)) return;
      merged = next;
      announce();
    },
    refresh: () => ask(),
    async lookUp(where) {
      const known = (): Entry | undefined => entries.get(keyOfBranch(where.repository, where.branch ?? ''));
      const entry = known();
      if (entry?.underWay) await entry.underWay;
      else if (entry === undefined || entry.isOutdated || entry.nextAskMs <= clock.nowMs()) await ask(where);
      return deriveTaskState(session, where, known());
    },
    // The first answer, still under way, may be older than the change.
    noteNews: (isConcerned) =>
      expire(({ link, underWay }, branch) => isConcerned(branch, link) || (link === null && underWay !== null)),
    catchUp: (sinceMs) => expire(({ failure, lastAskMs }) => failure !== null || lastAskMs < sinceMs),
    dispose() {
      epoch += 1;
      timer?.dispose();
      gathering?.dispose();
    },
  };
}

/** Names of a private repository and its branches are told to nobody. */
function isAskable(where: BranchPosition | null): where is BranchPosition & { branch: string } {
  return where !== null && where.branch !== null && !where.privacy;
}
