import type { Issue } from '../../shared/api/issues.ts';
import { type Clock, createDebounce } from './clock.ts';
import type { Failure, Result } from './failure.ts';
import type { Disposable } from './lifecycle.ts';

const oldMs = 5 * 60_000;
const gather = { delayMs: 300, longestMs: 2000 };
/** So many are asked for; who has more is told that the others are missing. */
export const mostTasks = 200;

/** The person's tasks as last answered. */
export interface MyTasksState {
  /** Null until the first answer. */
  issues: readonly Issue[] | null;
  /** Set when the last question had no answer; the issues are then those of the answer before. */
  failure: Failure | null;
  isAsking: boolean;
}

/** Follows the person's tasks while somebody looks: asked when the view appears, and after news. Nothing is asked for a view that is hidden. */
export interface MyTasks extends Disposable {
  state: () => MyTasksState;
  setVisible: (visible: boolean) => void;
  /** Something changed on the server. */
  noteNews: () => void;
  /** Another person or server: what was known is forgotten. */
  forget: () => void;
  refresh: () => Promise<void>;
}

export interface MyTasksPorts {
  clock: Clock;
  /** Never throws. */
  ask: () => Promise<Result<Issue[]>>;
  isSignedIn: () => boolean;
  onChange: (state: MyTasksState) => void;
}

const nothing: MyTasksState = { issues: null, failure: null, isAsking: false };

export function createMyTasks({ clock, ask, isSignedIn, onChange }: MyTasksPorts): MyTasks {
  let state = nothing;
  let visible = false;
  let isOutdated = true;
  let askedAtMs = 0;
  let epoch = 0;

  const set = (next: MyTasksState): void => {
    state = next;
    onChange(state);
  };
  const refresh = async (): Promise<void> => {
    if (!isSignedIn()) return;
    epoch += 1;
    const asked = epoch;
    isOutdated = false;
    askedAtMs = clock.nowMs();
    set({ ...state, isAsking: true });
    const result = await ask();
    // A later question or another person made this answer worthless.
    if (asked !== epoch) return;
    set(
      result.ok
        ? { issues: result.value, failure: null, isAsking: false }
        : { ...state, failure: result.failure, isAsking: false },
    );
  };
  const refreshIfSeen = (): void => {
    if (visible && (isOutdated || clock.nowMs() - askedAtMs > oldMs)) void refresh();
  };
  const gathered = createDebounce(clock, gather, refreshIfSeen);
  return {
    state: () => state,
    setVisible(next) {
      visible = next;
      refreshIfSeen();
    },
    noteNews() {
      isOutdated = true;
      if (visible) gathered.trigger();
    },
    forget() {
      epoch += 1;
      isOutdated = true;
      set(nothing);
      refreshIfSeen();
    },
    refresh,
    dispose() {
      epoch += 1;
      gathered.dispose();
    },
  };
}
