import type { DefaultStatus } from '../../shared/status.ts';

/** What a poll saw of a page. `previousPollAt` is null when its source was never read before. */
export interface Observation {
  createdAt: Date;
  editedAt: Date;
  previousPollAt: Date | null;
  polledAt: Date;
}

export interface ObservedStatus {
  optionId: string | null;
  status: string | null;
  defaultStatus: DefaultStatus;
}

export interface NewPeriod extends ObservedStatus {
  startedAt: Date;
  startKnown: boolean;
  /** How far from `startedAt` the true start may lie. Notion's rounding makes it a minute at least. */
  uncertaintySeconds: number;
  observedAfter: Date | null;
  observedAt: Date;
}

/** Notion floors its times to the minute. */
const roundingMs = 60_000;

/**
 * The first period of an issue. It starts at the page's creation; its start is known only for a page that was created
 * since the last poll, because an older one may have had other statuses before. A page edited after its creation may
 * have got its status by that edit.
 */
export function firstPeriod(status: ObservedStatus, seen: Observation): NewPeriod {
  const createdMs = seen.createdAt.getTime();
  const createdNow = seen.previousPollAt !== null && createdMs + roundingMs > seen.previousPollAt.getTime();
  const editedLaterMs = seen.editedAt.getTime() - createdMs;
  return {
    ...status,
    startedAt: seen.createdAt,
    startKnown: createdNow,
    uncertaintySeconds: createdNow ? Math.max(roundingMs, editedLaterMs) / 1000 : 0,
    observedAfter: seen.previousPollAt,
    observedAt: seen.polledAt,
  };
}

/**
 * The period that a changed status opens. It starts at Notion's edit time when that lies between the two polls, else at
 * this poll. The API has no history, so what happened between two polls is only known as that span.
 */
export function nextPeriod(status: ObservedStatus, seen: Observation, currentStartedAt: Date): NewPeriod {
  const after = seen.previousPollAt ?? seen.createdAt;
  const editedMs = seen.editedAt.getTime();
  const inside = editedMs + roundingMs > after.getTime() && editedMs <= seen.polledAt.getTime();
  const startMs = Math.max(inside ? editedMs : seen.polledAt.getTime(), currentStartedAt.getTime());
  return {
    ...status,
    startedAt: new Date(startMs),
    startKnown: true,
    uncertaintySeconds: Math.round(Math.max(roundingMs, startMs - after.getTime()) / 1000),
    observedAfter: seen.previousPollAt,
    observedAt: seen.polledAt,
  };
}

interface StatusOfIssue {
  statusOptionId: string | null;
  status: string | null;
}

/**
 * A transition is another option with another name. A rename moves nobody's task, and neither does a property that was
 * made anew, or converted, with the same options.
 */
export function isTransition(before: StatusOfIssue, after: StatusOfIssue): boolean {
  return before.statusOptionId !== after.statusOptionId && before.status !== after.status;
}
