import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../state/failure.ts';
import { append, readUpTo, type Page } from '../state/pages.ts';
import { queryOf } from '../state/route.ts';
import type { Api } from './api.ts';
import { useLoad, type Loaded } from './use-load.ts';

const pageSize = 50;

type Query = Readonly<Record<string, string | number | undefined>>;

/** A list that grows page by page and is refreshed as a whole. */
export interface LoadedList<T> extends Loaded<Page<T>> {
  /** Undefined on the last page. */
  more: (() => void) | undefined;
  loadingMore: boolean;
  moreFailure: Failure | undefined;
}

/** Reads a list of the API. A change of the query starts from its first page. */
export function useList<T extends { id: string }>(api: Api, path: string, query: Query): LoadedList<T> {
  const question = path + queryOf(query);
  const asked = useRef(question);
  const count = useRef(pageSize);
  const loaded = useLoad<Page<T>>(question, (signal) => {
    if (asked.current !== question) count.current = pageSize;
    asked.current = question;
    return readUpTo((limit, cursor) => api.get(path, { ...query, limit, cursor }, signal), count.current);
  });
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreFailure, setMoreFailure] = useState<Failure>();
  useEffect(() => setMoreFailure(undefined), [question]);

  const { value, setValue } = loaded;
  const cursor = value?.nextCursor ?? undefined;
  const more = useCallback(async (): Promise<void> => {
    if (value === undefined || cursor === undefined) return;
    setLoadingMore(true);
    const answer = await api.get<Page<T>>(path, { ...query, limit: pageSize, cursor });
    setLoadingMore(false);
    setMoreFailure(answer.ok ? undefined : answer.failure);
    if (!answer.ok || asked.current !== question) return;
    const longer = append(value, answer.value);
    count.current = longer.items.length;
    setValue(longer);
  }, [api, question, value, cursor, setValue]);

  return { ...loaded, more: cursor === undefined ? undefined : () => void more(), loadingMore, moreFailure };
}
