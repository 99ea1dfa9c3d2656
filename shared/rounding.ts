/** How a department rounds the tracked time of a day and task when it is booked. 0 minutes is not at all. */
export interface Rounding {
  minutes: 0 | 5 | 6 | 15;
  mode: 'up' | 'nearest';
}

export const noRounding: Rounding = { minutes: 0, mode: 'nearest' };

/** Whole seconds in whole steps: `up` never less than there is, `nearest` with halves up. Nothing stays nothing. */
export function roundSeconds(seconds: number, { minutes, mode }: Rounding): number {
  if (minutes === 0) return seconds;
  const step = minutes * 60;
  return (mode === 'up' ? Math.ceil(seconds / step) : Math.floor(seconds / step + 0.5)) * step;
}
