import { comparedTimeMs, requireProperty } from './filters.ts';
import { timeMs } from './filter-conditions.ts';
import type { DataSourceRecord, PageRecord, PropertyRecord } from './records.ts';
import type { WorkspaceState } from './state.ts';
import { toPlain } from './values-plain.ts';
import { valueOf } from './values-shown.ts';

export type Sort =
  | { timestamp: 'created_time' | 'last_edited_time'; direction: 'ascending' | 'descending' }
  | { property: string; direction: 'ascending' | 'descending' };

type Key = number | string | null;

/** A row with its sort keys as they were when the order was made. */
export interface Entry {
  page: PageRecord;
  keys: readonly Key[];
}

function propertyKey(state: WorkspaceState, property: PropertyRecord, page: PageRecord): Key {
  const value = valueOf(page, property);
  if ('options' in property && 'optionId' in value) {
    const index = property.options.findIndex((option) => option.id === value.optionId);
    return index === -1 ? null : index;
  }
  if (value.type === 'date') return value.date === null ? null : timeMs(value.date.start);
  const plain = toPlain(state, property, page);
  return typeof plain === 'number' || typeof plain === 'string' ? plain : null;
}

function keyReader(state: WorkspaceState, dataSource: DataSourceRecord, sort: Sort): (page: PageRecord) => Key {
  if ('timestamp' in sort) return (page) => comparedTimeMs(state, page, sort.timestamp);
  const property = requireProperty(dataSource.properties, sort.property);
  if (property.type === 'created_time' || property.type === 'last_edited_time') {
    const { type } = property;
    return (page) => comparedTimeMs(state, page, type);
  }
  return (page) => propertyKey(state, property, page);
}

function compareKeys(left: Key, right: Key, sign: number): number {
  if (left === right) return 0;
  if (left === null || right === null) return left === null ? 1 : -1;
  return left < right ? -sign : sign;
}

/**
 * Compares two rows by their keys. Ties fall by page id: the same every time, and in no order that means
 * anything, because the API promises none.
 */
export function compareEntries(left: Entry, right: Entry, signs: readonly number[]): number {
  for (const [index, sign] of signs.entries()) {
    const order = compareKeys(left.keys[index] ?? null, right.keys[index] ?? null, sign);
    if (order !== 0) return order;
  }
  if (left.page.id === right.page.id) return 0;
  return left.page.id < right.page.id ? -1 : 1;
}

export function signsOf(sorts: readonly Sort[]): number[] {
  return sorts.map((sort) => (sort.direction === 'ascending' ? 1 : -1));
}

/** Rows in the asked order. */
export function sorted(
  state: WorkspaceState,
  dataSource: DataSourceRecord,
  pages: readonly PageRecord[],
  sorts: readonly Sort[],
): Entry[] {
  const readers = sorts.map((sort) => keyReader(state, dataSource, sort));
  const signs = signsOf(sorts);
  return pages
    .map((page) => ({ page, keys: readers.map((read) => read(page)) }))
    .toSorted((left, right) => compareEntries(left, right, signs));
}
