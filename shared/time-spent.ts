/** What is known of a page's Time Spent, in hours. */
export interface HoursKnown {
  /** What the page shows now; null when empty. */
  observed: number | null;
  /** What people entered themselves, as far as known; null before the first look. */
  base: number | null;
  /** What the page showed when we last looked or wrote; null when it was empty. */
  lastWritten: number | null;
  /** What we meant to write when the answer was lost: it may be there or not. */
  intended: number | null;
  /** All seconds booked on the page. */
  totalSeconds: number;
}

/** The number to write, and the base it stands on. */
export interface HoursWanted {
  base: number;
  target: number;
  /** True when a person changed the number while it is not known whether ours was there already. */
  doubtful: boolean;
}

/**
 * The absolute number of hours a page shall show: what people entered plus what is booked. There is no increment in
 * Notion, so writing the same target again is harmless. A number that is neither ours nor the one we meant to write is
 * a person's edit: the difference stays as base and never becomes a worklog.
 */
export function wantedHours({ observed, base, lastWritten, intended, totalSeconds }: HoursKnown): HoursWanted {
  const shown = observed ?? 0;
  const edit = editOf(shown, lastWritten ?? 0, intended);
  const nextBase = base === null ? shown : base + edit;
  const target = bookedHours(nextBase, totalSeconds);
  const doubtful = !sameHours(edit, 0) && intended !== null && !sameHours(intended, lastWritten);
  return { base: tidy(nextBase), target, doubtful };
}

/** How much a person changed the number since we last looked. */
function editOf(shown: number, lastWritten: number, intended: number | null): number {
  if (sameHours(lastWritten, shown)) return 0;
  // With a lost answer a person who edits sees what was written last, which is most likely what was meant.
  return shown - (intended ?? lastWritten);
}

/** True when two numbers of hours are the same for people. */
export function sameHours(a: number | null, b: number | null): boolean {
  return Math.abs((a ?? 0) - (b ?? 0)) < 1e-6;
}

/**
 * Base plus booked time in hours, rounded half up to two decimals on the total; with nothing booked the base as people
 * entered it.
 */
export function bookedHours(base: number, seconds: number): number {
  if (seconds === 0) return tidy(base);
  return Math.round(Number((base * 100 + seconds / 36).toFixed(6))) / 100;
}

/** Takes the noise of binary fractions off. */
function tidy(hours: number): number {
  return Number(hours.toFixed(6));
}
