/**
 * Waiting time before the next attempt: doubles from `firstMs` to `longestMs`, spread by half so that many editors do not
 * come back in the same second. A waiting time that the server asked for is never cut short.
 * @param failures failed attempts so far, at least 1
 * @param random 0 to below 1
 */
export function backoffMs(
  failures: number,
  random: number,
  { firstMs, longestMs, askedMs }: { firstMs: number; longestMs: number; askedMs: number | null },
): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  const spreadMs = Math.round(fullMs * (0.5 + random / 2));
  return Math.max(spreadMs, askedMs ?? 0);
}
