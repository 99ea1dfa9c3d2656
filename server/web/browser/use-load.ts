import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, Failure } from '../state/failure.ts';
import { usePoll } from './use-poll.ts';

/** How often what is on the screen is read again while somebody looks. */
export const pollEveryMs = 30_000;

/** Something read from the server. After a failed refresh the last value stays, with the failure beside it. */
export interface Loaded<T> {
  value: T | undefined;
  failure: Failure | undefined;
  /** True while an answer to a new question is awaited; a refresh in the background does not count. */
  loading: boolean;
  /** True from `reload` to its answer: what is shown may be over, so nothing should be done with it. */
  isStale: boolean;
  reload: () => void;
  /** Puts a newer value in place, such as the answer of a change. */
  setValue: (value: T) => void;
}

type State<T> = Pick<Loaded<T>, 'value' | 'failure' | 'loading' | 'isStale'>;

/** Reads when `question` changes and every so often; an answer to an older question is dropped. */
export function useLoad<T>(
  question: string,
  load: (signal: AbortSignal) => Promise<Answer<T>>,
  everyMs: number | null = pollEveryMs,
): Loaded<T> {
  const [state, setState] = useState<State<T>>({ value: undefined, failure: undefined, loading: true, isStale: false });
  const current = useRef<AbortController | undefined>(undefined);
  const latest = useRef(load);
  latest.current = load;

  const read = useCallback(async (): Promise<void> => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    const answer = await latest.current(controller.signal);
    if (controller.signal.aborted) return;
    setState((before) =>
      answer.ok
        ? { value: answer.value, failure: undefined, loading: false, isStale: false }
        : { value: before.value, failure: answer.failure, loading: false, isStale: false },
    );
  }, []);

  useEffect(() => {
    setState((before) => ({ ...before, loading: true }));
    void read();
    return () => current.current?.abort();
  }, [question, read]);
  usePoll(() => void read(), everyMs);

  const reload = useCallback(() => {
    setState((before) => ({ ...before, isStale: true }));
    void read();
  }, [read]);
  const setValue = useCallback((value: T) => {
    // What is under way was asked before the change and would undo it on the screen.
    current.current?.abort();
    setState({ value, failure: undefined, loading: false, isStale: false });
  }, []);
  return { ...state, reload, setValue };
}
