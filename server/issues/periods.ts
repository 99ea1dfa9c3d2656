import type { DefaultStatus } from '../../shared/status.ts';

/** What a poll saw of a page. `previousPollAt` is null when its source was never read before. */
export interface Observation {
  createdAt: Date;
  editedAt: Date;
  previousPollAt: Date | null;
  polledAt: Date;
  /** When an event said that the status changed, to the second. */
  toldAt?: Date | null;
  /** Our own write was taken in this span, by Notion's clock. */
  written?: Span | null;
}

/** From the moment a write left to the moment it was known to be there. */
export interface Span {
  from: Date;
  until: Date;
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
  if (seen.written != null) return writtenPeriod(status, seen, seen.written, seen.createdAt);
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
 * The period that a changed status opens. It starts when an event said so, else at Notion's edit time, when that lies
 * between the two polls, else at this poll. The API has no history, so what happened between two polls is only known as
 * that span.
 */
export function nextPeriod(status: ObservedStatus, seen: Observation, currentStartedAt: Date): NewPeriod {
  if (seen.written != null) return writtenPeriod(status, seen, seen.written, currentStartedAt);
  const start = toldStart(seen) ?? readStart(seen);
  const startMs = Math.max(start.atMs, currentStartedAt.getTime());
  return {
    ...status,
    startedAt: new Date(startMs),
    startKnown: true,
    uncertaintySeconds: Math.ceil(Math.max(roundingMs, startMs - start.fromMs, start.untilMs - startMs) / 1000),
    observedAfter: seen.previousPollAt,
    observedAt: seen.polledAt,
  };
}

/** What we wrote ourselves began when it was written: nothing of it is guessed or rounded. */
function writtenPeriod(status: ObservedStatus, seen: Observation, { from, until }: Span, notBefore: Date): NewPeriod {
  return {
    ...status,
    startedAt: new Date(Math.max(from.getTime(), notBefore.getTime())),
    startKnown: true,
    uncertaintySeconds: Math.max(0, Math.ceil((until.getTime() - from.getTime()) / 1000)),
    observedAfter: seen.previousPollAt,
    observedAt: seen.polledAt,
  };
}

/** A moment, and the span in which the true one lies. */
interface Start {
  atMs: number;
  fromMs: number;
  untilMs: number;
}

const lastSeenMs = (seen: Observation) => (seen.previousPollAt ?? seen.createdAt).getTime();

/** An edit that is later than what was told may have changed the status once more, and its event may be lost. */
function toldStart(seen: Observation): Start | undefined {
  const atMs = seen.toldAt?.getTime() ?? -Infinity;
  const untilMs = Math.min(seen.editedAt.getTime() + roundingMs, seen.polledAt.getTime());
  return atMs > lastSeenMs(seen) && atMs <= untilMs ? { atMs, fromMs: atMs, untilMs } : undefined;
}

function readStart(seen: Observation): Start {
  const fromMs = lastSeenMs(seen);
  const editedMs = seen.editedAt.getTime();
  const polledMs = seen.polledAt.getTime();
  const isInside = editedMs + roundingMs > fromMs && editedMs <= polledMs;
  const atMs = isInside ? editedMs : polledMs;
  return { atMs, fromMs, untilMs: atMs };
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
