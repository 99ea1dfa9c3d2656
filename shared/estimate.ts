export type Estimate = { seconds: number | null; warning: string | null };

/** What a 32-bit integer column holds: 68 years. */
const maxSeconds = 2 ** 31 - 1;

/**
 * An estimate in hours, as Notion holds it, in whole seconds: 1.5 → 5400. Empty stays empty and is not 0. A negative or
 * impossible number gives no estimate and a warning for people.
 */
export function estimateSeconds(hours: number | null): Estimate {
  if (hours === null) return { seconds: null, warning: null };
  const seconds = Math.round(hours * 3600);
  if (hours < 0) return ignored(hours, 'is negative');
  if (!(seconds <= maxSeconds)) return ignored(hours, 'is out of range');
  return { seconds: seconds + 0, warning: null };
}

function ignored(hours: number, why: string): Estimate {
  return { seconds: null, warning: `The estimate of ${hours} hours ${why} and was left out. Correct it in Notion.` };
}
