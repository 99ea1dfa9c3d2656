import type { Issue } from '../../shared/api/issues.ts';
import type { Clock } from './clock.ts';
import type { Failure, Result } from './failure.ts';

const freshMs = 5 * 60_000;
const retryMs = 30_000;
const most = 500;

/** What is known of tasks, for hovers and links: shown from memory, asked for once when it is not there. */
export interface KnownTasks {
  /** Newer answers replace older ones. */
  note: (issues: readonly Issue[]) => void;
  /** From memory only. */
  get: (key: string) => Issue | null;
  /** From memory, else from the server. A task that does not exist is asked for again after five minutes. */
  find: (key: string) => Promise<Result<Issue>>;
  /** Prefixes of the keys that there are; the server is asked once. */
  prefixes: () => Promise<readonly string[]>;
  /** Another person or server. */
  forget: () => void;
}

export interface KnownTasksPorts {
  clock: Pick<Clock, 'nowMs'>;
  issue: (key: string) => Promise<Result<Issue>>;
  /** Prefixes of the sources of the person's department. */
  prefixes: () => Promise<Result<readonly string[]>>;
}

interface Entry {
  issue: Issue | null;
  failure: Failure | null;
  atMs: number;
}

export function createKnownTasks({ clock, issue: ask, prefixes: askPrefixes }: KnownTasksPorts): KnownTasks {
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<Result<Issue>>>();
  let prefixes: Promise<Result<readonly string[]>> | null = null;
  let prefixesAtMs = 0;

  const put = (key: string, entry: Entry): void => {
    entries.delete(key);
    entries.set(key, entry);
    const [oldest] = entries.keys();
    if (entries.size > most && oldest !== undefined) entries.delete(oldest);
  };
  const note = (issues: readonly Issue[]): void => {
    for (const issue of issues) if (issue.key !== null) put(issue.key, { issue, failure: null, atMs: clock.nowMs() });
  };
  const question = async (key: string): Promise<Result<Issue>> => {
    const result = await ask(key);
    if (result.ok) put(key, { issue: result.value, failure: null, atMs: clock.nowMs() });
    else put(key, { issue: entries.get(key)?.issue ?? null, failure: result.failure, atMs: clock.nowMs() });
    underWay.delete(key);
    return result;
  };
  return {
    note,
    get: (key) => entries.get(key)?.issue ?? null,
    async find(key) {
      const known = entries.get(key);
      const isFresh = known !== undefined && clock.nowMs() - known.atMs < freshMs;
      if (known !== undefined && known.issue !== null && isFresh) return { ok: true, value: known.issue };
      if (known !== undefined && known.failure !== null && isFresh) return { ok: false, failure: known.failure };
      const asked = underWay.get(key) ?? question(key);
      underWay.set(key, asked);
      const result = await asked;
      return result.ok || known === undefined || known.issue === null ? result : { ok: true, value: known.issue };
    },
    async prefixes() {
      const isOld = clock.nowMs() - prefixesAtMs > freshMs;
      if (prefixes === null || isOld) {
        prefixesAtMs = clock.nowMs();
        prefixes = askPrefixes();
      }
      const result = await prefixes;
      if (!result.ok) prefixesAtMs = Math.min(prefixesAtMs, clock.nowMs() - freshMs + retryMs);
      return result.ok ? result.value : [];
    },
    forget() {
      entries.clear();
      prefixes = null;
    },
  };
}
