/** Numbers from one to another, both included. */
export interface Range {
  from: number;
  to: number;
}

/** What a query for ranges answered, at most `pageSize` rows in the order of their numbers. */
export interface Answered {
  numbers: readonly number[];
  hasMore: boolean;
}

/**
 * Shares out numbers whose rows are to be read by many requests side by side, so that nearly every answer is full though
 * nobody knows which numbers are missing.
 */
export interface NumberPool {
  /** Ranges for one request; 'wait' while what is under way may leave some over; undefined when everything was read. */
  take: () => Range[] | 'wait' | undefined;
  /** Shares out nothing more. */
  end: () => void;
  /** Takes back what of these ranges was not answered. */
  give: (ranges: readonly Range[], answered: Answered) => void;
}

export interface PoolOptions {
  pageSize: number;
  /** So many requests at a time at most. */
  most: number;
}

/**
 * So many begin, and the more were answered the more go on: each may find nothing where a long stretch of numbers is
 * missing, and each answer tells whether many are.
 */
const probes = 4;
/** So many answers in all may be empty where they were expected to be full, before few go on with longer stretches. */
const mostWasted = 1;
/** So many go on then, as many as there may be requests beyond one for every hundred rows. */
const fewest = 5;
/** A filter of a request names at most so many ranges. */
const mostRanges = 20;

/**
 * The numbers below what the newest rows have, which `seen` tells. A request takes a long stretch from which it reads the
 * first rows, so that a gap costs nothing; what it leaves is given back and shared out again; short remains are put
 * together in one request.
 */
export function createNumberPool(all: Range, seen: readonly number[], { pageSize, most }: PoolOptions): NumberPool {
  let idle: Range[] = all.from > all.to ? [] : [all];
  const underWay = new Set<readonly Range[]>();
  let isOver = false;
  let answers = 0;
  let wasted = 0;
  let rows = seen.length;
  /** No row has a number below it, as far as is known: where old rows were deleted, that tells nothing of the others. */
  let begin = all.from;
  let covered = seen.length === 0 ? 0 : Math.max(...seen) - Math.min(...seen) + 1;

  const density = () => (covered === 0 ? 1 : Math.max(rows / covered, 0.001));
  /** So many numbers fill an answer, nearly surely. */
  function enough(): number {
    const missing = 1 - density();
    return Math.ceil((pageSize + 2 * Math.sqrt(pageSize * missing)) / density());
  }
  function atATime(): number {
    if (wasted >= mostWasted) return fewest;
    return Math.min(most, answers < probes ? probes : answers + 1);
  }

  function take(): Range[] | 'wait' | undefined {
    const busy = [...underWay].map(widthOf);
    if (isOver) return undefined;
    if (idle.length === 0) return busy.length === 0 ? undefined : 'wait';
    if (busy.length >= atATime()) return 'wait';
    const full = enough();
    const unread = widthOf(idle) + busy.reduce((total, width) => total + width, 0);
    const isLittle = widthOf(idle) < full;
    if (isLittle && busy.some((width) => width > pageSize)) return 'wait';
    const share = Math.max(full, Math.floor(unread / atATime() / pageSize) * pageSize);
    const taken = cutOff(share, full);
    underWay.add(taken);
    return taken;
  }

  /** The beginning of the longest stretch; where that is too short for a full answer, the beginnings of others too. */
  function cutOff(share: number, full: number): Range[] {
    const taken: Range[] = [];
    const longestFirst = idle.toSorted((a, b) => widthOf([b]) - widthOf([a]) || a.from - b.from);
    let wanted = share;
    for (const range of longestFirst) {
      const part = { from: range.from, to: Math.min(range.to, range.from + wanted - 1) };
      taken.push(part);
      idle = without(idle, part);
      wanted = full - widthOf(taken);
      if (wanted <= 0 || taken.length === mostRanges) break;
    }
    return taken.toSorted((a, b) => a.from - b.from);
  }

  function give(ranges: readonly Range[], { numbers, hasMore }: Answered): void {
    underWay.delete(ranges);
    answers += 1;
    const highest = hasMore ? Math.max(...numbers) : Infinity;
    const left = ranges.flatMap(({ from, to }) => (to <= highest ? [] : [{ from: Math.max(from, highest + 1), to }]));
    if (!hasMore && widthOf(ranges) >= enough()) wasted += 1 - numbers.length / pageSize;
    rows += numbers.length;
    const [first] = ranges;
    const isAtBegin = first?.from === begin;
    if (isAtBegin) begin = numbers.length === 0 ? first.to + 1 : Math.min(...numbers);
    covered += widthOf(ranges) - widthOf(left) - (isAtBegin ? begin - first.from : 0);
    idle = joined([...idle, ...left]);
  }

  const end = () => {
    isOver = true;
  };
  return { take, give, end };
}

/** So many readers that share out the pool's numbers among them until all are read; when one ends before, all do. */
export function sharing<T extends Answered>(
  pool: NumberPool,
  readers: number,
  read: (ranges: readonly Range[]) => Promise<T>,
): AsyncGenerator<T>[] {
  let waiting: (() => void)[] = [];
  const wakeAll = () => {
    for (const wake of waiting) wake();
    waiting = [];
  };

  async function* reader(): AsyncGenerator<T> {
    try {
      for (let ranges = pool.take(); ranges !== undefined; ranges = pool.take()) {
        if (ranges === 'wait') {
          await new Promise<void>((resolve) => waiting.push(resolve));
          continue;
        }
        const answered = await read(ranges);
        pool.give(ranges, answered);
        wakeAll();
        yield answered;
      }
    } finally {
      pool.end();
      wakeAll();
    }
  }
  return Array.from({ length: readers }, reader);
}

function widthOf(ranges: readonly Range[]): number {
  return ranges.reduce((total, { from, to }) => total + to - from + 1, 0);
}

/** `part` begins where one of the ranges does. */
function without(ranges: readonly Range[], part: Range): Range[] {
  return ranges.flatMap((range) => {
    if (range.from !== part.from) return [range];
    return part.to === range.to ? [] : [{ from: part.to + 1, to: range.to }];
  });
}

/** Neighbours become one, in the order of their numbers. */
function joined(ranges: readonly Range[]): Range[] {
  const all: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && last.to + 1 === range.from) all[all.length - 1] = { from: last.from, to: range.to };
    else all.push(range);
  }
  return all;
}
