import type { IssueHistory } from '../../../shared/api/issues.ts';
import { lengthText } from './format.ts';

export type StatusPeriod = IssueHistory['items'][number];

/** How long a status was had, and between what the true length lies. All in milliseconds. */
export interface PeriodLength {
  ms: number;
  leastMs: number;
  mostMs: number;
}

/**
 * The length of a period. Its start and its end, which is the start of the next one, are each known only to within their
 * uncertainty: Notion keeps no history, and what happened between two reads was seen at the second.
 * @param next the period after it; undefined for the present one, which lasts until now
 */
export function lengthOf(period: StatusPeriod, next: StatusPeriod | undefined, nowMs: number): PeriodLength {
  const startMs = Date.parse(period.startedAt);
  const endMs = period.endedAt === null ? nowMs : Date.parse(period.endedAt);
  const aroundStart = period.uncertaintySeconds * 1000;
  const aroundEnd = period.endedAt === null ? 0 : (next?.uncertaintySeconds ?? 0) * 1000;
  const ms = Math.max(0, endMs - startMs);
  // A page that was there before the first read may have had other statuses until then.
  const leastMs = period.startKnown ? Math.max(0, ms - aroundStart - aroundEnd) : 0;
  return { ms, leastMs, mostMs: ms + aroundStart + aroundEnd };
}

/** Below this part of the length nobody sees the difference in a text that is rounded. */
const worthTelling = 0.1;

/** The length in words, with how sure it is where that matters: on short statuses, and where the start is not known. */
export function lengthWithDoubt({ ms, leastMs, mostMs }: PeriodLength): string {
  const doubtMs = Math.max(ms - leastMs, mostMs - ms);
  if (doubtMs <= ms * worthTelling) return lengthText(ms);
  if (leastMs === 0) return `at most ${lengthText(mostMs)}`;
  return `${lengthText(ms)}, give or take ${lengthText(doubtMs)}`;
}
