import { ProblemError } from '../../shared/errors.ts';
import { isUuid } from '../../shared/ids.ts';

/** A place in a list that is ordered by an instant and an id. */
export interface Place {
  at: Date;
  id: string;
}

/** The place behind an item, as an opaque text. */
export function writeCursor({ at, id }: Place): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}

/** @throws ProblemError request.cursor_invalid for a text that we did not make. */
export function readCursor(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const [time = '', id = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  // Only what `writeCursor` makes of a place is a cursor: a database would stumble over other times and ids.
  const isTime = /^[12]\d{3}-/u.test(time) && !Number.isNaN(Date.parse(time));
  const place = { at: new Date(isTime ? time : 0), id };
  if (!isUuid(id) || writeCursor(place) !== text) throw new ProblemError('request.cursor_invalid', undefined, 'cursor');
  return place;
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** One page from `limit + 1` rows: whether there is more is known without counting. */
export function pageOfRows<R>(rows: readonly R[], limit: number, placeOf: (row: R) => Place): Page<R> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? writeCursor(placeOf(last)) : null;
  return { items, nextCursor };
}
