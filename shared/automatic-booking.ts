/** A source and day as far as it matters whether it is booked by itself. */
export interface AutomaticCandidate {
  /** Seconds since 1970 of the last activity on the source, on any day. */
  lastSecond: number;
  /** When the task was seen to be done; null while it is not. */
  doneSecond: number | null;
}

/** A gap of more than this is the end of the work, as everywhere. */
const idleSeconds = 15 * 60;
/** Whoever works elsewhere for this long has left; a look at another branch is no leaving. */
const elsewhereSeconds = 5 * 60;
/** What is less stays a proposal: nobody wants a comment for it, and it is booked with what follows. */
export const leastAutomaticSeconds = 60;

/**
 * True when the person has left a task: nothing came from it for longer than a gap within work can be, or they have been
 * working elsewhere for some minutes.
 * @param lastElsewhere the last activity on anything else
 */
export function hasLeft({ lastSecond }: AutomaticCandidate, nowSecond: number, lastElsewhere: number): boolean {
  return nowSecond - lastSecond > idleSeconds || lastElsewhere - lastSecond >= elsewhereSeconds;
}

/**
 * True when a task that is done is to be booked: at once when it became so after the last work on it. Who works on it
 * all the same has it booked when they leave.
 */
export function isDoneWith(candidate: AutomaticCandidate, nowSecond: number, lastElsewhere: number): boolean {
  const { doneSecond, lastSecond } = candidate;
  if (doneSecond === null) return false;
  return doneSecond >= lastSecond || hasLeft(candidate, nowSecond, lastElsewhere);
}
