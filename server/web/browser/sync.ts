import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { NotionConnection, Run } from '../../../shared/api/notion.ts';
import type { Failure } from '../state/failure.ts';

/** How the reading of Notion stands, for every view. */
export interface Sync {
  /** The last run; null when Notion was never read, undefined while that is not known. */
  lastRun: Run | null | undefined;
  /** The connection, for administrators; undefined for others and while it is not known. */
  connection: NotionConnection | undefined;
  failure: Failure | undefined;
  /** Undefined for those who may not start a run. */
  start: (() => void) | undefined;
  starting: boolean;
  startFailure: Failure | undefined;
  /** The newest run that has ended, null when none has, undefined while that is not known. */
  endedRunId: string | null | undefined;
  reload: () => void;
  setConnection: (connection: NotionConnection) => void;
}

export const SyncContext = createContext<Sync | null>(null);

export function useSync(): Sync {
  const sync = useContext(SyncContext);
  if (sync === null) throw new Error('Used outside the signed-in part of the page.');
  return sync;
}
