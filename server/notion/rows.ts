import { NotionFailure } from './failure.ts';
import type { NotionSession } from './gateway.ts';
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
import { gathered, sideBySide } from './side-by-side.ts';

/** A cursor may be refused again and again without any progress; then the run fails instead of going round. */
const maxLostCursors = 5;
/** So many windows are read side by side: each may end with an answer that is not full, so more would cost more. */
const mostWindows = 5;
/** Where no numbers are missing, windows end with full answers, and more of them cost nothing. */
const mostWindowsWithoutGaps = 10;
/** Rows of a full read come together in lists of this length, because fewer transactions store them faster. */
const gatheredRows = 500;

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
 * All rows of a data source, for a full read: the newest and the oldest by number, then windows of the numbers between
 * them side by side, as far as the budget lets requests go, and rows without a number beside them. At most ⌈rows / 100⌉ + 5 requests, unless numbers without a
 * gap at both ends hide many gaps between. One after the other where rows have no numbers.
 */
export async function* queryAllRows(
  session: NotionSession,
  wanted: Pick<RowsWanted, 'dataSourceId' | 'uniqueId'>,
): AsyncGenerator<unknown[]> {
  const serial = { ...wanted, since: null };
  const order = wanted.uniqueId === null ? undefined : byNumber(wanted.uniqueId);
  const descending = order && { ...order, sort: { ...order.sort, direction: 'descending' } };
  const newest = descending && (await readRange(session, serial, descending, {}));
  if (order === undefined || newest === undefined) {
    yield* queryRows(session, serial);
    return;
  }
  yield newest.rows;
  if (!newest.hasMore) return;
  const oldest = await readRange(session, serial, order, { to: newest.lowest - 1 });
  if (oldest === undefined) throw new NotionFailure('unavailable', 'Notion answered rows without their numbers.');
  yield oldest.rows;
  const unnumbered = readUnnumbered(session, serial, order);
  if (!oldest.hasMore) {
    yield* unnumbered;
    return;
  }
  const between = { from: oldest.highest + 1, to: newest.lowest - 1 };
  const most = newest.gaps <= 1 && oldest.gaps <= 1 ? mostWindowsWithoutGaps : mostWindows;
  const windows = windowsOf(between, most).map((window) => readWindow(session, serial, order, window));
  yield* gathered(sideBySide([unnumbered, ...windows]), gatheredRows);
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

interface Range {
  from?: number;
  to?: number;
}

interface RangeRead {
  rows: unknown[];
  lowest: number;
  highest: number;
  /** How often a number is followed by another one than the next. */
  gaps: number;
  hasMore: boolean;
}

/** One answer's rows with numbers of a range; undefined when some row has none. */
async function readRange(
  session: NotionSession,
  wanted: RowsWanted,
  order: Order,
  { from, to }: Range,
): Promise<RangeRead | undefined> {
  const filters = [...(from === undefined ? [] : [order.from(from)]), ...(to === undefined ? [] : [order.to(to)])];
  const answer = await queryOnce(session, wanted, order, filters);
  if (answer === 'stale') return undefined;
  const rows = answer.results.filter(isPage);
  const hasMore = answer.has_more || answer.request_status?.type === 'incomplete';
  const numbers = rows.flatMap((entry) => valueIfAny(entry, order) ?? []).toSorted((a, b) => a - b);
  if (hasMore && (numbers.length === 0 || numbers.length < rows.length)) return undefined;
  const gaps = numbers.filter((number, index) => index > 0 && number !== (numbers[index - 1] ?? 0) + 1).length;
  return { rows, lowest: numbers[0] ?? 0, highest: numbers.at(-1) ?? 0, gaps, hasMore };
}

/** Range after range instead of a cursor, which Notion may refuse half way. */
async function* readWindow(
  session: NotionSession,
  wanted: RowsWanted,
  order: Order,
  window: Required<Range>,
): AsyncGenerator<unknown[]> {
  for (let { from } = window; from <= window.to;) {
    const read = await readRange(session, wanted, order, { from, to: window.to });
    if (read === undefined) throw new NotionFailure('unavailable', 'Notion answered rows without their numbers.');
    yield read.rows;
    if (!read.hasMore) return;
    from = read.highest + 1;
  }
}

/** As many windows as are worth it, each as wide as whole answers where no number is missing. */
function windowsOf({ from, to }: Required<Range>, most: number): Required<Range>[] {
  const span = to - from + 1;
  const count = Math.min(most, Math.ceil(span / pageSize));
  const width = Math.ceil(span / count / pageSize) * pageSize;
  const starts = Array.from({ length: count }, (_, index) => from + index * width);
  return starts.filter((start) => start <= to).map((start) => ({ from: start, to: Math.min(to, start + width - 1) }));
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
