import type { QueryDataSourceParameters } from '@notionhq/client';
import { z } from 'zod';
import { NotionFailure } from './failure.ts';
import type { NotionSession } from './gateway.ts';

export type Filter = Record<string, unknown>;

/** A way to walk all rows in order, so that a query that Notion cuts at 10,000 rows can go on behind its last row. */
export interface Order {
  sort: Record<string, string>;
  from: (value: number) => Filter;
  /** Exactly the rows with this value; undefined where values are unique. */
  only?: (value: number) => Filter[];
  to: (value: number) => Filter;
  valueOf: (row: Row) => number;
  next: (value: number) => number;
}

/** Numbers are unique; some rows may have none. */
export interface NumberOrder extends Order {
  /** The rows without one. */
  none: Filter;
}

const row = z.looseObject({
  object: z.string().catch('page'),
  created_time: z.string().catch(''),
  last_edited_time: z.string().catch(''),
  properties: z.record(z.string(), z.looseObject({ id: z.string().optional(), type: z.string().optional() })).catch({}),
});
type Row = z.output<typeof row>;

const result = z.looseObject({
  results: z.array(z.unknown()),
  has_more: z.boolean().catch(false),
  next_cursor: z.string().nullish(),
  request_status: z.looseObject({ type: z.string() }).optional().catch(undefined),
});

const minuteMs = 60_000;
export function byTime(timestamp: 'last_edited_time' | 'created_time'): Order {
  const at = (operator: string, ms: number) => ({ timestamp, [timestamp]: { [operator]: new Date(ms).toISOString() } });
  return {
    sort: { timestamp, direction: 'ascending' },
    from: (ms) => at('on_or_after', ms),
    to: (ms) => at('before', ms + minuteMs),
    only: (ms) => [at('on_or_after', ms), at('before', ms + minuteMs)],
    valueOf: (entry) => floorToMinute(Date.parse(entry[timestamp])),
    next: (ms) => ms + minuteMs,
  };
}

export function byNumber(property: string): NumberOrder {
  return {
    none: { property, unique_id: { is_empty: true } },
    sort: { property, direction: 'ascending' },
    from: (number) => ({ property, unique_id: { greater_than_or_equal_to: number } }),
    to: (number) => ({ property, unique_id: { less_than_or_equal_to: number } }),
    valueOf: (entry) => numberOf(entry, property),
    next: (number) => number + 1,
  };
}

/** Made once: making a schema takes longer than a row. */
const numbered = z.looseObject({ unique_id: z.looseObject({ number: z.int() }) });

function numberOf(entry: Row, property: string): number {
  const value = Object.values(entry.properties).find(({ id }) => id === property);
  return numbered.parse(value).unique_id.number;
}

/** Rows per answer, Notion's most. */
export const pageSize = 100;

export interface RowsWanted {
  dataSourceId: string;
  /** Only rows edited at or after this instant; all rows when null. */
  since: Date | null;
  /** Property id of the unique id: the last resort where more rows than the cap share one minute. */
  uniqueId: string | null;
  /** Only these property ids in the answer. */
  only?: string[];
  /** Order of the first walk: edits for reading what changed, creation for listing all ids. */
  by?: 'last_edited_time' | 'created_time';
}

/** One query with its cursors. Answers whether it saw all rows, was capped, or lost its cursor. */
export async function* chain(
  session: NotionSession,
  wanted: RowsWanted,
  order: Order,
  filters: readonly Filter[],
  seen: (value: number) => void,
): AsyncGenerator<unknown[], 'complete' | 'capped' | 'stale'> {
  let cursor: string | undefined;
  for (;;) {
    const answer = await queryOnce(session, wanted, order, filters, cursor);
    if (answer === 'stale') return 'stale';
    const rows = answer.results.filter(isPage);
    const last = rows.at(-1);
    yield rows;
    const value = last === undefined ? Number.NaN : order.valueOf(row.parse(last));
    if (!Number.isNaN(value)) seen(value);
    if (answer.has_more && typeof answer.next_cursor === 'string') cursor = answer.next_cursor;
    else return answer.request_status?.type === 'incomplete' ? 'capped' : 'complete';
  }
}

export async function queryOnce(
  session: NotionSession,
  { dataSourceId, only, uniqueId }: RowsWanted,
  order: Order,
  filters: readonly Filter[],
  cursor?: string,
): Promise<z.output<typeof result> | 'stale'> {
  const shown = only === undefined ? {} : { filter_properties: uniqueId === null ? only : [...only, uniqueId] };
  const parameters = {
    data_source_id: dataSourceId,
    page_size: pageSize,
    result_type: 'page',
    sorts: [order.sort],
    ...(filters.length === 0 ? {} : { filter: filters.length === 1 ? filters[0] : { and: filters } }),
    ...(cursor === undefined ? {} : { start_cursor: cursor }),
    ...shown,
  } as QueryDataSourceParameters;
  try {
    return result.parse(await session.read((client) => client.dataSources.query(parameters)));
  } catch (error) {
    if (cursor !== undefined && error instanceof NotionFailure && error.kind === 'stale_cursor') return 'stale';
    if (error instanceof z.ZodError) throw new NotionFailure('unavailable', 'Notion answered something unexpected.');
    throw error;
  }
}

export function isPage(entry: unknown): boolean {
  return row.safeParse(entry).data?.object === 'page';
}

export function floorToMinute(ms: number): number {
  return Math.floor(ms / minuteMs) * minuteMs;
}

/** What a row is sorted by; undefined where it has none. */
export function valueIfAny(entry: unknown, { valueOf }: Order): number | undefined {
  try {
    return valueOf(row.parse(entry));
  } catch {
    return undefined;
  }
}
