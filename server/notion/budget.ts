import { NotionFailure } from './failure.ts';

/** Who waits for the answer. A person goes before a worklog, and a worklog before reading in the background. */
export type Priority = 'person' | 'worklog' | 'reading';

/** Why nothing is sent before a time, in Notion's words. */
export interface Pause {
  fromMs: number;
  untilMs: number;
  reason: string;
}

/** What all servers know together about the requests of one token, or about one workspace. */
export interface BudgetState {
  /** When requests of the last minute were let go. */
  sentMs: number[];
  pause: Pause | null;
  /** Since when Notion refuses every request, until it is asked by a person. */
  blockedMs: number | null;
}

export const freshBudget: BudgetState = { sentMs: [], pause: null, blockedMs: null };

/** A little more than Notion's minute, because a request arrives a moment after it was let go. */
const windowMs = 60_500;
/**
 * How much of a minute each may use up. What is left over by the lower ones is there for the higher ones at any time,
 * also when all are at their limit, and on whatever server they wait.
 */
const shares: Record<Priority, number> = { person: 1, worklog: 0.9, reading: 0.8 };
/** So long nothing is tried by itself after Notion blocked the token. */
const blockMs = 6 * 3_600_000;

interface AdmissionOptions extends Pick<Turn, 'priority' | 'probes'> {
  nowMs: number;
  requestsPerMinute: number;
}

type Admission =
  | { kind: 'go'; state: BudgetState }
  | { kind: 'wait'; waitMs: number; reason: string }
  | { kind: 'blocked' };

/**
 * Whether one more request may leave now. Notion counts in fixed windows and lets one be spent in a burst; a sliding
 * minute keeps below that wherever its windows begin.
 * @param paused the pause of the whole workspace
 */
export function admit(
  state: BudgetState,
  paused: Pause | null,
  { nowMs, requestsPerMinute, priority, probes }: AdmissionOptions,
): Admission {
  const isBlocked = state.blockedMs !== null && nowMs < state.blockedMs + blockMs;
  if (isBlocked && !probes) return { kind: 'blocked' };
  const sentMs = state.sentMs.filter((ms) => ms > nowMs - windowMs).toSorted((a, b) => a - b);
  const oldestMs = sentMs.at(-Math.max(1, Math.floor(requestsPerMinute * shares[priority])));
  const waits = [
    { waitMs: oldestMs === undefined ? 0 : oldestMs + windowMs - nowMs, reason: 'budget' },
    ...[state.pause, paused].flatMap((pause) =>
      pause === null ? [] : [{ waitMs: pause.untilMs - nowMs, reason: pause.reason }],
    ),
  ];
  const [longest] = waits.toSorted((a, b) => b.waitMs - a.waitMs);
  if (longest !== undefined && longest.waitMs > 0) return { kind: 'wait', ...longest };
  return { kind: 'go', state: { ...state, sentMs: [...sentMs, nowMs] } };
}

/** Clocks of two servers may differ by this much without one taking the other's for one that was set back. */
const skewMs = 10_000;

/** The state by a clock that was set back: nobody waits for the time that comes twice. Undefined when it was not. */
export function setBack({ sentMs, pause, blockedMs }: BudgetState, nowMs: number): BudgetState | undefined {
  const backMs = Math.max(...sentMs, pause?.fromMs ?? 0, blockedMs ?? 0) - nowMs;
  if (backMs <= skewMs) return undefined;
  const earlier = (ms: number) => ms - backMs;
  return {
    sentMs: sentMs.map(earlier),
    pause: pause && { ...pause, fromMs: earlier(pause.fromMs), untilMs: earlier(pause.untilMs) },
    blockedMs: blockedMs === null ? null : earlier(blockedMs),
  };
}

/** The longer one of two pauses. */
function later(left: Pause | null, right: Pause): Pause {
  return left === null || right.untilMs > left.untilMs ? right : left;
}

interface Stored {
  state: BudgetState;
  version: number;
}

/** Where budgets are kept for all servers. A change that another one was faster with is told, and not made. */
export interface BudgetStore {
  load: (names: readonly string[]) => Promise<Stored[]>;
  save: (name: string, state: BudgetState, version: number) => Promise<boolean>;
}

export interface BudgetPorts {
  store: BudgetStore;
  nowMs: () => number;
  sleep: (durationMs: number) => Promise<void>;
}

export interface Turn {
  priority: Priority;
  /** Rather fails as rate limited than waits longer than this. */
  patienceMs: number;
  /** Name of the workspace's budget; undefined while the workspace is not known. */
  workspace: string | undefined;
  /** A person asked for it: tried also while Notion refuses the token. */
  probes: boolean;
}

/** How requests of one token wait for their turn. */
export interface Budget {
  /**
   * Resolves when one request may be sent, and says how long that took and why.
   * @throws NotionFailure rate_limited when it would take longer than `patienceMs`, blocked while Notion refuses all.
   */
  take: (turn: Turn) => Promise<{ waited: Record<string, number>; wasBlocked: boolean }>;
  /** Nothing is sent for so long, with this token or, given its name, in the whole workspace. */
  rest: (durationMs: number, reason: string, workspace?: string) => Promise<void>;
  /** Notes that Notion refuses the token, or does so no longer. */
  block: (isBlocked: boolean) => Promise<void>;
}

export function createBudget(name: string, requestsPerMinute: number, { store, nowMs, sleep }: BudgetPorts): Budget {
  const queues = new Map<Priority, Promise<unknown>>();

  async function change(which: string, to: (state: BudgetState) => BudgetState): Promise<void> {
    for (;;) {
      const [stored] = await store.load([which]);
      const { state, version } = stored ?? { state: freshBudget, version: 0 };
      if (await store.save(which, to(state), version)) return;
    }
  }

  /** True when a budget was noted by a clock that was set back since: it is to be loaded again. */
  async function correctClock(which: string, { state, version }: Stored): Promise<boolean> {
    const corrected = setBack(state, nowMs());
    if (corrected === undefined) return false;
    await store.save(which, corrected, version);
    return true;
  }

  async function tryOnce({ priority, workspace, probes }: Turn): Promise<Admission & { wasBlocked: boolean }> {
    for (;;) {
      const names = workspace === undefined ? [name] : [name, workspace];
      const [own = { state: freshBudget, version: 0 }, shared] = await store.load(names);
      const wasBlocked = own.state.blockedMs !== null;
      if (await correctClock(name, own)) continue;
      if (workspace !== undefined && shared !== undefined && (await correctClock(workspace, shared))) continue;
      const at = { nowMs: nowMs(), requestsPerMinute, priority, probes };
      const admission = admit(own.state, shared?.state.pause ?? null, at);
      if (admission.kind !== 'go' || (await store.save(name, admission.state, own.version))) {
        return { ...admission, wasBlocked };
      }
    }
  }

  async function takeOne(turn: Turn): Promise<{ waited: Record<string, number>; wasBlocked: boolean }> {
    const waited: Record<string, number> = {};
    for (let leftMs = turn.patienceMs; ;) {
      const admission = await tryOnce(turn);
      if (admission.kind === 'blocked') {
        throw new NotionFailure('blocked', 'Notion has blocked the requests of this token.');
      }
      if (admission.kind === 'go') return { waited, wasBlocked: admission.wasBlocked };
      const { waitMs, reason } = admission;
      if (waitMs > leftMs) throw new NotionFailure('rate_limited', 'Notion asks to wait.', { retryAfterMs: waitMs });
      leftMs -= waitMs;
      waited[reason] = (waited[reason] ?? 0) + waitMs;
      await sleep(waitMs);
    }
  }

  return {
    take(turn) {
      // Who is in a hurry does not queue behind those who are not.
      if (turn.patienceMs !== Infinity) return takeOne(turn);
      const mine = (queues.get(turn.priority) ?? Promise.resolve()).then(() => takeOne(turn));
      queues.set(
        turn.priority,
        mine.catch(() => {}),
      );
      return mine;
    },
    rest: (durationMs, reason, workspace = name) => {
      const pause = { fromMs: nowMs(), untilMs: nowMs() + durationMs, reason };
      return change(workspace, (state) => ({ ...state, pause: later(state.pause, pause) }));
    },
    block: (isBlocked) => change(name, (state) => ({ ...state, blockedMs: isBlocked ? nowMs() : null })),
  };
}
