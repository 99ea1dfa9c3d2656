import { roundSeconds, type Rounding } from './rounding.ts';
import { lengthOf, sliceSpans, withoutSpans, type Span } from './spans.ts';

/**
 * A stretch of coding time of one person on one local day, with what it was tracked on: a task, or a branch without one.
 * Stretches of a person never overlap.
 */
export interface TrackedPiece extends Span {
  day: string;
  source: string;
}

/** Time that a person logged by hand on what `source` names; `day` is the local day on which that work ended. */
export interface LoggedByHand {
  source: string;
  day: string;
  seconds: number;
}

/** What was booked before of the time tracked on one source and day: what it took, and what became of that by rounding. */
export interface BookedBefore {
  takenSeconds: number;
  bookedSeconds: number;
}

/** The time tracked on one source and day, and what of it is still to be booked. All in seconds. */
export interface SourceDay {
  day: string;
  source: string;
  trackedSeconds: number;
  /** Tracked time that is in no worklog, in order. The part that was logged by hand cannot be told apart by its instants. */
  free: Span[];
  /** How much of the free time worklogs made by hand account for. */
  byHandSeconds: number;
  /** Free time that nobody logged yet. */
  unloggedSeconds: number;
}

/**
 * What of a person's tracked time is not logged yet, by day and source, newest day first.
 *
 * Every tracked second is booked once at most: `taken` are the instants that worklogs stand for already, whatever branch,
 * task or day they were counted for then and now. Time logged by hand has no instants. It covers the time of its own
 * task: of its own day first, then of the days before, latest first, because people log in the evening, or on Friday,
 * what they did since; it never covers what was tracked on a later day.
 */
export function sourceDays(
  pieces: readonly TrackedPiece[],
  taken: readonly Span[],
  byHand: readonly LoggedByHand[],
): SourceDay[] {
  const groups = grouped(pieces, ({ day, source }) => sourceDayId(day, source));
  const days = [...groups.values()].flatMap((group) => sourceDay(group, taken));
  for (const [source, ofSource] of grouped(days, (day) => day.source)) {
    coverByHand(
      ofSource.toSorted((a, b) => compare(b.day, a.day)),
      byHand.filter((one) => one.source === source),
    );
  }
  return days.sort(
    (a, b) => compare(b.day, a.day) || b.trackedSeconds - a.trackedSeconds || compare(a.source, b.source),
  );
}

/** Names the time of a source and day, the same way every time. */
export function sourceDayId(day: string, source: string): string {
  return `${day}:${source}`;
}

function sourceDay(group: readonly TrackedPiece[], taken: readonly Span[]): SourceDay[] {
  const [first] = group;
  if (first === undefined) return [];
  const free = withoutSpans(group, taken);
  return [
    {
      day: first.day,
      source: first.source,
      trackedSeconds: lengthOf(group),
      free,
      byHandSeconds: 0,
      unloggedSeconds: lengthOf(free),
    },
  ];
}

/** Days of one source, latest first: each is covered by what was logged on it, then by what later days did not need. */
function coverByHand(days: readonly SourceDay[], byHand: readonly LoggedByHand[]): void {
  const logs = byHand.toSorted((a, b) => compare(b.day, a.day));
  let next = 0;
  let left = 0;
  for (const day of days) {
    for (; next < logs.length && (logs[next]?.day ?? '') >= day.day; next += 1) left += logs[next]?.seconds ?? 0;
    day.byHandSeconds = Math.min(left, day.unloggedSeconds);
    day.unloggedSeconds -= day.byHandSeconds;
    left -= day.byHandSeconds;
  }
}

/**
 * What a worklog for the unlogged time would hold. Rounded is the sum of the day and source, not the single worklog:
 * however often a day is booked in small portions, all of it never exceeds what its tracked time is rounded to. So 20
 * minutes booked as 30 leave nothing to book until more than 30 were tracked.
 */
export function proposedSeconds(
  unloggedSeconds: number,
  { takenSeconds, bookedSeconds }: BookedBefore,
  rounding: Rounding,
): number {
  if (unloggedSeconds <= 0) return 0;
  return Math.max(0, roundSeconds(takenSeconds + unloggedSeconds, rounding) - bookedSeconds);
}

/**
 * The tracked time behind each part of a booking, in order of time. All parts together, if they make up the proposal,
 * take all of it; less takes no more than it holds, and the rest stays to be booked.
 * @param parts seconds of the worklogs; their sum is at most `proposed`
 */
export function allot(
  { free, unloggedSeconds }: Pick<SourceDay, 'free' | 'unloggedSeconds'>,
  proposed: number,
  parts: readonly number[],
): Span[][] {
  const total = parts.reduce((sum, seconds) => sum + seconds, 0);
  const takenSeconds = total >= proposed ? unloggedSeconds : Math.min(total, unloggedSeconds);
  let passed = 0;
  return parts.map((seconds) => {
    const start = Math.floor((takenSeconds * passed) / total);
    passed += seconds;
    return sliceSpans(free, start, Math.floor((takenSeconds * passed) / total));
  });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
