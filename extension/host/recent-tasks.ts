import type { Issue } from '../../shared/api/issues.ts';
import { readRecent, withRecent } from '../core/recent-tasks.ts';
import type { Memento } from './link-memory.ts';

const mementoKey = 'tickmark.recent';

/** The tasks worked on in this workspace last, kept over restarts. */
export interface RecentTasks {
  all: () => readonly Issue[];
  /** True when the list looks different now. */
  add: (issue: Issue) => boolean;
}

/** @param owner names server and person; tasks of somebody else are never shown */
export function createRecentTasks(
  memento: Memento,
  owner: () => string,
  onError: (error: unknown) => void,
): RecentTasks {
  let known: { owner: string; issues: readonly Issue[] } | null = null;
  const read = (): readonly Issue[] => {
    if (known?.owner === owner()) return known.issues;
    const stored = memento.get(mementoKey);
    const isOurs = typeof stored === 'object' && stored !== null && 'owner' in stored && stored.owner === owner();
    known = { owner: owner(), issues: isOurs && 'issues' in stored ? readRecent(stored.issues) : [] };
    return known.issues;
  };
  return {
    all: read,
    add(issue) {
      const before = read();
      const issues = withRecent(before, issue);
      if (JSON.stringify(issues) === JSON.stringify(before)) return false;
      known = { owner: owner(), issues };
      memento.update(mementoKey, known).then(undefined, onError);
      return true;
    },
  };
}
