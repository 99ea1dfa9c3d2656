import type { BranchLink } from '../../shared/api/branches.ts';
import type { Issue } from '../../shared/api/issues.ts';
import { backoffMs } from './backoff.ts';
import type { Failure, Result } from './failure.ts';
import type { BranchAnswer } from './task-state.ts';

/** An answer is shown as current for this long; the server is asked no more often. */
export const refreshMs = 5 * 60_000;
const firstRetryMs = 30_000;
// Longer waits than a server asks for mean that the clock was set back.
export const longestWaitMs = 3_600_000;
const mostBranches = 50;

/** What is known of one branch, and the question about it that is under way or due. */
export interface Entry extends BranchAnswer {
  /** Answers older than this question are dropped: the slow answer of an earlier question may come last. */
  generation: number;
  failures: number;
  lastAskMs: number;
  nextAskMs: number;
  underWay: Promise<void> | null;
  /** The server told of a change since the last question. */
  isOutdated: boolean;
}

/** What is known of a branch; the one that was used least recently makes room. */
export function entryFor(entries: Map<string, Entry>, key: string): Entry {
  const known = entries.get(key);
  const entry = known ?? {
    link: null,
    askedAtMs: 0,
    answeredAtMs: 0,
    failure: null,
    generation: 0,
    failures: 0,
    lastAskMs: 0,
    nextAskMs: 0,
    underWay: null,
    isOutdated: false,
  };
  // Re-inserted at the end, so that the first one is the one unused for longest.
  entries.delete(key);
  entries.set(key, entry);
  const [oldest] = entries.keys();
  if (entries.size > mostBranches && oldest !== undefined) entries.delete(oldest);
  return entry;
}

/** Notes how a question ended, and when the next one is due. */
export function settle(
  entry: Entry,
  result: Result<BranchLink>,
  { askedAtMs, nowMs, random }: { askedAtMs: number; nowMs: number; random: number },
): void {
  if (!result.ok) {
    entry.failure = result.failure;
    entry.failures += 1;
    entry.nextAskMs = nowMs + retryMs(result.failure, entry.failures, random);
    return;
  }
  const answered = { link: result.value, askedAtMs, answeredAtMs: nowMs, failure: null };
  Object.assign(entry, answered, { failures: 0, nextAskMs: nowMs + refreshMs });
}

function retryMs(failure: Failure, failures: number, random: number): number {
  const askedMs = Math.min(failure.retryAfterMs ?? 0, longestWaitMs);
  return backoffMs(failures, random, { firstMs: firstRetryMs, longestMs: refreshMs, askedMs });
}

/** Changes what is shown of a task before the server has confirmed it. Taking back leaves newer answers alone. */
export function anticipateIn(entries: Iterable<Entry>, issueId: string, change: Partial<Issue>): () => void {
  const changed: { entry: Entry; before: BranchLink; after: BranchLink }[] = [];
  for (const entry of entries) {
    const before = entry.link;
    if (before === null || before.issue?.id !== issueId) continue;
    const after = { ...before, issue: { ...before.issue, ...change } };
    entry.link = after;
    changed.push({ entry, before, after });
  }
  return () => {
    for (const { entry, before, after } of changed) if (entry.link === after) entry.link = before;
  };
}
