/** One piece of coding time, credited to the heartbeat it starts with. Times in milliseconds since 1970 UTC. */
export type CodingInterval<B> = { beat: B; startMs: number; endMs: number };

export type DaySeconds = { day: string; key: string; seconds: number };

/**
 * Joins the heartbeats of ONE person, from all windows and machines, into intervals that never overlap. A gap of at most
 * `timeoutSeconds` counts for the earlier heartbeat, a longer one for nobody. Input in any order; of heartbeats at the
 * same millisecond the last one in the input is credited, so sort by id first where that choice must be stable. A gap with a
 * pause in it counts for nobody, however short it is.
 */
export function codingIntervals<B extends { atMs: number; pausedAtMs?: number | null }>(
  beats: readonly B[],
  { timeoutSeconds = 900 }: { timeoutSeconds?: number } = {},
): CodingInterval<B>[] {
  const ordered = beats.toSorted((a, b) => a.atMs - b.atMs);
  return ordered.flatMap((beat, index) => {
    const next = ordered[index + 1];
    const endMs = next === undefined || isParted(beat, next) ? beat.atMs : next.atMs;
    const gapMs = endMs - beat.atMs;
    return gapMs > 0 && gapMs <= timeoutSeconds * 1000 ? [{ beat, startMs: beat.atMs, endMs }] : [];
  });
}

/** True when the person asked for a pause after the earlier heartbeat and before the later one, which tells of it. */
export function isParted(earlier: { atMs: number }, later: { pausedAtMs?: number | null }): boolean {
  return typeof later.pausedAtMs === 'number' && earlier.atMs < later.pausedAtMs;
}

/**
 * Seconds per local day and key, split at local midnight, ordered by day and key. Both ends of a piece are cut to whole
 * seconds before they are subtracted: the sums are integers and add up to the same total however they are grouped.
 */
export function secondsByDay<B>(
  intervals: readonly CodingInterval<B>[],
  timeZone: string,
  keyOf: (beat: B) => string,
): DaySeconds[] {
  const totals = new Map<string, DaySeconds>();
  for (const { beat, day, startMs, endMs } of splitByDay(intervals, timeZone)) {
    const key = keyOf(beat);
    const id = JSON.stringify([day, key]);
    const total = totals.get(id) ?? { day, key, seconds: 0 };
    total.seconds += Math.floor(endMs / 1000) - Math.floor(startMs / 1000);
    totals.set(id, total);
  }
  return [...totals.values()].sort((a, b) => compare(a.day, b.day) || compare(a.key, b.key));
}

/** Intervals cut at local midnight, each piece with its day. */
export function splitByDay<B>(
  intervals: readonly CodingInterval<B>[],
  timeZone: string,
): (CodingInterval<B> & { day: string })[] {
  const days = localDays(timeZone);
  return intervals.flatMap(({ beat, startMs, endMs }) =>
    days.split(startMs, endMs).map((piece) => ({ beat, ...piece })),
  );
}

/** The local calendar day of an instant, `2026-03-08`. Throws RangeError for an unknown IANA time zone. */
export function dayOf(ms: number, timeZone: string): string {
  return dayReader(timeZone)(ms);
}

/** First instant of a local day and first instant after it; 23 or 25 hours apart when the clocks change. */
export function dayBoundsMs(day: string, timeZone: string): { startMs: number; endMs: number } {
  return boundsOf(day, dayReader(timeZone));
}

/** True for a time zone this runtime knows, e.g. `Europe/Berlin`. */
export function isTimeZone(text: string): boolean {
  try {
    return dayOf(0, text) !== '';
  } catch {
    return false;
  }
}

type DayReader = (ms: number) => string;
type DayPiece = { day: string; startMs: number; endMs: number };

const hourMs = 3_600_000;
// Local midnight is at most 14 hours before and 12 hours after midnight UTC; historic zones reach 16.
const widestOffsetMs = 16 * hourMs;

function localDays(timeZone: string): { split(startMs: number, endMs: number): DayPiece[] } {
  const read = dayReader(timeZone);
  let current: DayPiece = { day: '', startMs: 0, endMs: 0 };
  // How far midnight is from midnight UTC: mostly as far as on the day before.
  let guessMs = 0;
  const holding = (ms: number): DayPiece => {
    if (ms < current.startMs || ms >= current.endMs) {
      const day = read(ms);
      current = { day, ...boundsOf(day, read, guessMs) };
      guessMs = current.endMs - Date.parse(`${day}T00:00:00Z`) - 24 * hourMs;
    }
    return current;
  };
  const split = (startMs: number, endMs: number): DayPiece[] => {
    const pieces: DayPiece[] = [];
    for (let fromMs = startMs; fromMs < endMs;) {
      const day = holding(fromMs);
      const untilMs = day.endMs > fromMs ? Math.min(endMs, day.endMs) : endMs;
      pieces.push({ day: day.day, startMs: fromMs, endMs: untilMs });
      fromMs = untilMs;
    }
    return pieces;
  };
  return { split };
}

function dayReader(timeZone: string): DayReader {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

function boundsOf(day: string, read: DayReader, guessMs = 0): { startMs: number; endMs: number } {
  const utcMs = Date.parse(`${day}T00:00:00Z`);
  const nextDay = new Date(utcMs + 24 * hourMs).toISOString().slice(0, 10);
  const find = (one: string, ms: number): number => {
    const guess = ms + guessMs;
    return read(guess) === one && read(guess - 1000) < one ? guess : firstInstant(one, ms, read);
  };
  return { startMs: find(day, utcMs), endMs: find(nextDay, utcMs + 24 * hourMs) };
}

/** Searched, not computed: where summer time begins at midnight a day starts at 01:00. */
function firstInstant(day: string, utcMs: number, read: DayReader): number {
  let before = (utcMs - widestOffsetMs) / 1000;
  let after = (utcMs + widestOffsetMs) / 1000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (read(middle * 1000) < day) before = middle;
    else after = middle;
  }
  return after * 1000;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
