import { keyOfBranch } from './branch-position.ts';
import type { LocalTime } from './local-time.ts';
import type { TaskState } from './task-state.ts';

/** Times on the current task, the server's numbers with what only this window knows yet. */
export interface TaskTime {
  /** Null when there is nothing to show: not counted here and nothing known from elsewhere. */
  todaySeconds: number | null;
  totalSeconds: number;
  /** Null while coding time is not counted here. */
  sessionSeconds: number | null;
  /** Part of the above that the server does not know. */
  localSeconds: number;
}

/** @param local null while coding time is not counted here */
export function taskTime(state: TaskState, local: LocalTime | null, nowMs: number): TaskTime {
  if (state.kind !== 'task') return { todaySeconds: null, totalSeconds: 0, sessionSeconds: null, localSeconds: 0 };
  const { link, position, askedAtMs } = state;
  const key = keyOfBranch(position.repository, position.branch ?? '');
  const localSeconds = local?.unknownSeconds(key, askedAtMs) ?? 0;
  const todaySeconds = link.trackedTodaySeconds + localSeconds;
  // Yesterday's "today" is no longer true, whoever answered it.
  const isOfToday = new Date(state.answeredAtMs).toDateString() === new Date(nowMs).toDateString();
  return {
    todaySeconds: isOfToday && (local !== null || todaySeconds > 0) ? todaySeconds : null,
    totalSeconds: link.trackedSeconds + localSeconds,
    sessionSeconds: local?.sessionSeconds(key) ?? null,
    localSeconds,
  };
}
