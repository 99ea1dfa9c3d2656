import { invalid } from './problem.ts';
import { pageSizeSchema } from './queries.ts';
import type { Json } from './users.ts';

export interface PageRequest {
  cursor: string | null;
  size: number;
}

/** Reads start_cursor and page_size of a GET. */
export function pageRequest(query: URLSearchParams): PageRequest {
  const text = query.get('page_size');
  const size = pageSizeSchema.safeParse(text === null ? 100 : Number(text));
  if (!size.success) throw invalid('query failed validation: query.page_size should be a number from 1 to 100.');
  return { cursor: query.get('start_cursor'), size: size.data };
}

/** One page of a short list. The cursor is the id of the next item; an unknown one is refused. */
export function pageOf<Item>(
  items: readonly Item[],
  request: PageRequest,
  cursorOf: (item: Item, index: number) => string,
) {
  const start =
    request.cursor === null ? 0 : items.findIndex((item, index) => cursorOf(item, index) === request.cursor);
  if (start === -1) throw invalid(`The start_cursor provided is invalid: ${request.cursor?.slice(0, 80)}`);
  const next = items[start + request.size];
  return {
    items: items.slice(start, start + request.size),
    nextCursor: next === undefined ? null : cursorOf(next, start + request.size),
  };
}

/** The list shape all paged answers share. */
export function listAnswer(type: string, results: readonly unknown[], nextCursor: string | null): Json {
  return { object: 'list', results, next_cursor: nextCursor, has_more: nextCursor !== null, type, [type]: {} };
}
