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
  type Order,
  type RowsWanted,
} from './query.ts';
import { gathered, sideBySide } from './side-by-side.ts';

/** A cursor may be refused again and again without any progress; then the run fails instead of going round. */
const maxLostCursors = 5;
/** So many windows are read side by side: each may end with a page that is not full, so more would cost more requests. */
const maxWindows = 6;
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
  yield* walk(session, wanted, orders, { base: [], from, to: null });
}

/**
 * All rows of a data source, for a full read: the newest by number, then windows of the numbers below side by side, as
 * far as the budget lets requests go. At most ⌈rows / 100⌉ + 5 requests. One after the other where rows have no numbers.
 */
export async function* queryAllRows(
  session: NotionSession,
  wanted: Pick<RowsWanted, 'dataSourceId' | 'uniqueId'>,
): AsyncGenerator<unknown[]> {
  const serial = { ...wanted, since: null };
  const order = wanted.uniqueId === null ? undefined : byNumber(wanted.uniqueId);
  const newest = order === undefined ? undefined : await readNewest(session, serial, order);
  if (order === undefined || newest === undefined) {
    yield* queryRows(session, serial);
    return;
  }
  yield newest.rows;
  const windows = windowsUpTo(newest.below).map(([from, to]) =>
    walk(session, serial, [order], { base: [order.to(to)], from, to }),
  );
  yield* gathered(sideBySide(windows), gatheredRows);
}

/** The rows with the highest numbers, and the number below them all; undefined where some row has none. */
async function readNewest(
  session: NotionSession,
  wanted: RowsWanted,
  order: Order,
): Promise<{ rows: unknown[]; below: number } | undefined> {
  const descending = { ...order, sort: { ...order.sort, direction: 'descending' } };
  const answer = await queryOnce(session, wanted, descending, []);
  if (answer === 'stale') return undefined;
  const rows = answer.results.filter(isPage);
  const isWhole = !answer.has_more && answer.request_status?.type !== 'incomplete';
  const numbers = rows.map((entry) => valueIfAny(entry, order));
  if (isWhole) return { rows, below: 0 };
  if (numbers.includes(undefined)) return undefined;
  return { rows, below: Math.min(...numbers.flatMap((number) => number ?? [])) - 1 };
}

/** Windows that hold the numbers from 1: as many as are worth it, each as wide as whole pages where no number is missing. */
function windowsUpTo(last: number): [from: number, to: number][] {
  const count = Math.min(maxWindows, Math.ceil(last / pageSize));
  const width = Math.ceil(last / count / pageSize) * pageSize;
  const windows = Array.from({ length: count }, (_, index): [number, number] => [
    index * width + 1,
    Math.min(last, (index + 1) * width),
  ]);
  return windows.filter(([from, to]) => from <= to);
}

async function* walk(
  session: NotionSession,
  wanted: RowsWanted,
  orders: readonly Order[],
  { base, from: start, to }: { base: readonly Filter[]; from: number | null; to: number | null },
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
      yield* walk(session, wanted, finer, { base: [...base, ...order.only(last)], from: null, to: null });
    }
    from = isOfOneValue || order.only === undefined ? order.next(last) : last;
    if (to !== null && from > to) return;
  }
}
