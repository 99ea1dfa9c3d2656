import { useCallback, useState } from 'preact/hooks';
import type { Answer, Failure } from '../state/failure.ts';

/** Something a person starts: whether it is under way, and what went wrong the last time. */
export interface Action {
  busy: boolean;
  failure: Failure | undefined;
  /** Does the work unless it is under way already. Answers what came of it; undefined after a failure. */
  run: <T>(work: () => Promise<Answer<T>>) => Promise<T | undefined>;
  clear: () => void;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const run = useCallback(async <T>(work: () => Promise<Answer<T>>): Promise<T | undefined> => {
    setBusy(true);
    setFailure(undefined);
    const answer = await work();
    setBusy(false);
    if (answer.ok) return answer.value;
    setFailure(answer.failure);
    return undefined;
  }, []);
  const clear = useCallback(() => setFailure(undefined), []);
  return { busy, failure, run, clear };
}
