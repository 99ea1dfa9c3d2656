import { NotionFailure } from './failure.ts';
import type { NotionSession } from './gateway.ts';
import { createNumberPool, sharing, type Range } from './number-pool.ts';
import {
  byNumber,
  byTime,
  chain,
  floorToMinute,
  isPage,
  pageSize,
  queryOnce,
  valueIfAny,
  type Filter,
  type NumberOrder,
  type Order,
  type RowsWanted,
} from './query.ts';
import { sideBySide } from './side-by-side.ts';

/** A cursor may be refused again and again without any progress; then the run fails instead of going round. */
const maxLostCursors = 5;
/** So many requests for numbers are under way side by side: while some wait for Notion, others are understood and stored. */
const mostSideBySide = 20;
/** So many rows of a full read come together where they wait to be stored: fewer transactions store them faster. */
const storedTogether = 500;

/**
 * All rows of a data source, page by page, ascending by time. Complete beyond Notion's cap, and a cursor that Notion
 * refuses half way restarts behind the last row. A row may come twice; none is left out.
 */
export async function* queryRows(session: NotionSession, wanted: RowsWanted): AsyncGenerator<unknown[]> {
  const first = wanted.by ?? 'last_edited_time';
  const second = first === 'created_time' ? [] : [byTime('created_time')];
  const orders = [byTime(first), ...second, ...(wanted.uniqueId === null ? [] : [byNumber(wanted.uniqueId)])];
  const from = wanted.since === null ? null : floorToMinute(wanted.since.getTime());
  yield* walk(session, wanted, orders, { base: [], from });
}

/**
 * All rows of a data source, for a full read: the newest by number, then ranges of the numbers below them side by side, as
 * far as the budget lets requests go, and rows without a number beside them. At most ⌈rows / 100⌉ + 5 requests, unless
 * numbers are missing in many long stretches. One after the other where rows have no numbers.
 */
export async function* queryAllRows(
  session: NotionSession,
  wanted: Pick<RowsWanted, 'dataSourceId' | 'uniqueId'>,
): AsyncGenerator<unknown[]> {
  const serial = { ...wanted, since: null };
  const order = wanted.uniqueId === null ? undefined : byNumber(wanted.uniqueId);
  const newest = order && (await readNumbers(session, serial, { ...order, sort: descending(order.sort) }, []));
  if (order === undefined || newest === undefined) {
    yield* queryRows(session, serial);
    return;
  }
  yield newest.rows;
  if (!newest.hasMore) return;
  const below = { from: 1, to: Math.min(...newest.numbers) - 1 };
  const pool = createNumberPool(below, newest.numbers, { pageSize, most: mostSideBySide });
  const readers = sharing(pool, mostSideBySide, (ranges) => readRanges(session, serial, order, ranges));
  const lists = [readUnnumbered(session, serial, order), ...readers.map(rowsOf)];
  yield* sideBySide(lists, storedTogether);
}

async function* rowsOf(answers: AsyncGenerator<NumbersRead>): AsyncGenerator<unknown[]> {
  for await (const { rows } of answers) yield rows;
}

function descending(sort: Order['sort']): Order['sort'] {
  return { ...sort, direction: 'descending' };
}

/** No range of numbers shows rows that have none yet, as after an ID property was added to very many rows. */
async function* readUnnumbered(
  session: NotionSession,
  wanted: RowsWanted,
  { none }: NumberOrder,
): AsyncGenerator<unknown[]> {
  const orders = [byTime('last_edited_time'), byTime('created_time')];
  yield* walk(session, wanted, orders, { base: [none], from: null });
}

interface NumbersRead {
  rows: unknown[];
  numbers: number[];
  hasMore: boolean;
}

/** One answer's rows and their numbers; undefined when there are more and some of these have none. */
async function readNumbers(
  session: NotionSession,
  wanted: RowsWanted,
  order: Order,
  filters: readonly Filter[],
): Promise<NumbersRead | undefined> {
  const answer = await queryOnce(session, wanted, order, filters);
  if (answer === 'stale') return undefined;
  const rows = answer.results.filter(isPage);
  const hasMore = answer.has_more || answer.request_status?.type === 'incomplete';
  const numbers = rows.flatMap((entry) => valueIfAny(entry, order) ?? []);
  if (hasMore && (numbers.length === 0 || numbers.length < rows.length)) return undefined;
  return { rows, numbers, hasMore };
}

/** The first rows of the ranges, which lie in order. Ranges instead of a cursor, which Notion may refuse half way. */
async function readRanges(
  session: NotionSession,
  wanted: RowsWanted,
  order: Order,
  ranges: readonly Range[],
): Promise<NumbersRead> {
  const filters = ranges.map(({ from, to }) => ({ and: [order.from(from), order.to(to)] }));
  const [only] = filters;
  const filter = filters.length === 1 && only !== undefined ? only.and : [{ or: filters }];
  const read = await readNumbers(session, wanted, order, filter);
  if (read === undefined) throw new NotionFailure('unavailable', 'Notion answered rows without their numbers.');
  return read;
}

async function* walk(
  session: NotionSession,
  wanted: RowsWanted,
  orders: readonly Order[],
  { base, from: start }: { base: readonly Filter[]; from: number | null },
): AsyncGenerator<unknown[]> {
  const [order, ...finer] = orders;
  if (order === undefined) {
    throw new NotionFailure(
      'rejected',
      'More than 10,000 rows share one minute, and the data source has no ID property to tell them apart. Add an ID property in Notion.',
    );
  }
  let from = start;
  let lostCursors = 0;
  for (;;) {
    let last = from;
    const filters = [...base, ...(from === null ? [] : [order.from(from)])];
    const end = yield* chain(session, wanted, order, filters, (value) => {
      last = value;
    });
    if (end === 'complete') return;
    lostCursors = end === 'stale' && last === from ? lostCursors + 1 : 0;
    if (lostCursors > maxLostCursors) throw new NotionFailure('unavailable', 'Notion keeps refusing its own cursors.');
    if (end === 'stale' || last === null) {
      from = last;
      continue;
    }
    const isOfOneValue = last === from;
    // The cap holds back rows that all share one value: walk these in a finer order, then go on behind them.
    if (isOfOneValue && order.only !== undefined) {
      yield* walk(session, wanted, finer, { base: [...base, ...order.only(last)], from: null });
    }
    from = isOfOneValue || order.only === undefined ? order.next(last) : last;
  }
}
