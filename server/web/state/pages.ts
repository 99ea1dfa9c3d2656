import type { Answer } from './failure.ts';

/** A part of a list, with the way to the next one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Most items the server gives at once. */
export const mostAtOnce = 200;

type ReadPage<T> = (limit: number, cursor: string | undefined) => Promise<Answer<Page<T>>>;

/**
 * Reads a list again from its beginning until `count` items are there, so that what is shown is refreshed as a whole:
 * items move in a list that is ordered by their last change.
 */
export async function readUpTo<T>(read: ReadPage<T>, count: number): Promise<Answer<Page<T>>> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (;;) {
    const answer = await read(Math.min(mostAtOnce, Math.max(1, count - items.length)), cursor);
    if (!answer.ok) return answer;
    items.push(...answer.value.items);
    const { nextCursor } = answer.value;
    if (nextCursor === null || items.length >= count) return { ok: true, value: { items, nextCursor } };
    cursor = nextCursor;
  }
}

/** Appends the next page. An item that moved meanwhile is shown once. */
export function append<T extends { id: string }>(shown: Page<T>, next: Page<T>): Page<T> {
  const ids = new Set(shown.items.map(({ id }) => id));
  return { items: [...shown.items, ...next.items.filter(({ id }) => !ids.has(id))], nextCursor: next.nextCursor };
}
