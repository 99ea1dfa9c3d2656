import { formatDuration } from '../../../shared/duration.ts';

/** A duration in hours and minutes. */
export function Duration({ seconds }: { seconds: number }) {
  // Less than a minute would read "0 m", as if nothing had been booked.
  const text = seconds > 0 && seconds < 60 ? `${seconds} s` : formatDuration(seconds);
  return <time dateTime={`PT${seconds}S`}>{text}</time>;
}
