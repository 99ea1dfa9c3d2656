import type { BranchLink } from '../../shared/api/branches.ts';
import { backoffMs } from './backoff.ts';
import { type BranchPosition, keyOfBranch, samePosition } from './branch-position.ts';
import type { Clock } from './clock.ts';
import type { Failure, Result } from './failure.ts';
import type { Disposable } from './lifecycle.ts';
import {
  type BranchAnswer,
  type RememberedAnswer,
  type SessionState,
  type TaskState,
  deriveTaskState,
} from './task-state.ts';

/** An answer is shown as current for this long; the server is asked no more often. */
export const refreshMs = 5 * 60_000;
const firstRetryMs = 30_000;
// Longer waits than a server asks for mean that the clock was set back.
const longestWaitMs = 3_600_000;
const mostBranches = 50;

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
  /** Forgets what is known, except that it stays shown as old until the answer comes. */
  expireAll: () => void;
}

interface Question {
  repository: string;
  branch: string;
  atMs: number;
  epoch: number;
  generation: number;
}

interface Entry extends BranchAnswer {
  /** Answers older than this question are dropped: the slow answer of an earlier question may come last. */
  generation: number;
  failures: number;
  nextAskMs: number;
  underWay: Promise<void> | null;
}

/** Makes the store. Nothing is asked before a session and a position are set. */
export function createTaskStore(ports: TaskStorePorts): TaskStore {
  const { clock } = ports;
  const entries = new Map<string, Entry>();
  let session: SessionState = { kind: 'starting' };
  let position: BranchPosition | null = null;
  let active = true;
  let epoch = 0;
  let timer: Disposable | undefined;

  const currentEntry = (): Entry | undefined =>
    position === null || position.branch === null
      ? undefined
      : entries.get(keyOfBranch(position.repository, position.branch));
  const state = (): TaskState => deriveTaskState(session, position, currentEntry());

  const announce = (): void => ports.onChange(state());

  const askIfDue = (): void => {
    timer?.dispose();
    timer = undefined;
    if (session.kind !== 'signed_in' || position === null || position.branch === null) return;
    const entry = currentEntry();
    // A branch seen for the first time is asked for at once, also in a window without focus.
    if (entry === undefined) void ask();
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

  const ask = (): Promise<void> => {
    if (session.kind !== 'signed_in' || position === null || position.branch === null) return Promise.resolve();
    const { repository, branch } = position;
    const entry = entryFor(entries, keyOfBranch(repository, branch));
    entry.generation += 1;
    const asked = { repository, branch, atMs: clock.nowMs(), epoch, generation: entry.generation };
    const underWay = answer(entry, asked);
    entry.underWay = underWay;
    return underWay;
  };

  return {
    state,
    setPosition(next) {
      if (samePosition(position, next)) return;
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
    refresh: ask,
    expireAll() {
      for (const entry of entries.values()) entry.nextAskMs = 0;
      askIfDue();
    },
    dispose() {
      epoch += 1;
      timer?.dispose();
    },
  };
}

function entryFor(entries: Map<string, Entry>, key: string): Entry {
  const known = entries.get(key);
  const entry = known ?? {
    link: null,
    askedAtMs: 0,
    answeredAtMs: 0,
    failure: null,
    generation: 0,
    failures: 0,
    nextAskMs: 0,
    underWay: null,
  };
  // Re-inserted at the end, so that the first one is the one unused for longest.
  entries.delete(key);
  entries.set(key, entry);
  const [oldest] = entries.keys();
  if (entries.size > mostBranches && oldest !== undefined) entries.delete(oldest);
  return entry;
}

function settle(
  entry: Entry,
  result: Result<BranchLink>,
  { askedAtMs, nowMs, random }: { askedAtMs: number; nowMs: number; random: number },
): void {
  if (!result.ok) {
    entry.failure = result.failure;
    entry.failures += 1;
    entry.nextAskMs = nowMs + retryMs(result.failure, entry.failures, random);
    return;
  }
  const answered = { link: result.value, askedAtMs, answeredAtMs: nowMs, failure: null };
  Object.assign(entry, answered, { failures: 0, nextAskMs: nowMs + refreshMs });
}

function retryMs(failure: Failure, failures: number, random: number): number {
  const askedMs = Math.min(failure.retryAfterMs ?? 0, longestWaitMs);
  return backoffMs(failures, random, { firstMs: firstRetryMs, longestMs: refreshMs, askedMs });
}
