import { useSync } from './sync.ts';
import { useWhenChanged } from './use-when-changed.ts';

/** Reads again when a run has ended, because it may have changed what is shown. */
export function useReloadAfterSync(reload: () => void): void {
  useWhenChanged(useSync().endedRunId, reload);
}
