import { formatDuration, spokenDuration } from '../../../shared/duration.ts';

/** A duration in hours and minutes, spoken in words. */
export function Duration({ seconds }: { seconds: number }) {
  // Less than a minute would read "0 m", as if nothing had been booked.
  if (seconds > 0 && seconds < 60) return <>{seconds} s</>;
  return <span aria-label={spokenDuration(seconds)}>{formatDuration(seconds)}</span>;
}
