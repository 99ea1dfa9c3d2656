import type { Client } from '@notionhq/client';

import { storableJson } from './storable.ts';

/** The part of fetch that Notion's SDK calls. */
type Fetch = NonNullable<NonNullable<ConstructorParameters<typeof Client>[0]>['fetch']>;

/**
 * A fetch whose deadline covers the body too and ends the request itself: the SDK's own time-out leaves the request
 * running, and does not watch the body at all. `signalDate` hears the `Date` header of every answer.
 */
export function fetchWithDeadline(deadlineMs: number): {
  fetch: Fetch;
  signalDate: (listener: (date: Date) => void) => void;
} {
  let listener: (date: Date) => void = () => {};
  const fetchOnce: Fetch = async (url, init) => {
    const response = await globalThis.fetch(url, {
      method: init?.method ?? 'GET',
      headers: init?.headers as Record<string, string>,
      body: (init?.body ?? null) as string | null,
      redirect: 'error',
      signal: AbortSignal.timeout(deadlineMs),
    });
    const body = storableJson(await response.text());
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) listener(new Date(date));
    const { ok, status, headers } = response;
    return {
      ok,
      status,
      headers,
      text: () => Promise.resolve(body),
      json: () => Promise.resolve(JSON.parse(body)),
    } as Awaited<ReturnType<Fetch>>;
  };
  return {
    fetch: fetchOnce,
    signalDate: (next) => {
      listener = next;
    },
  };
}
