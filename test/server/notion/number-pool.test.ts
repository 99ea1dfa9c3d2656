import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberPool, sharing, type Range } from '../../../server/notion/number-pool.ts';
import { runs } from '../../support/effort.ts';

const pageSize = 100;
const most = 20;

interface Outcome {
  /** Of the numbers below the newest rows, as they were answered. */
  answered: number[];
  /** Of the whole read: for the newest rows and for rows without a number too. */
  requests: number;
}

/** Reads rows with these numbers; `pick` says which of the requests under way is answered next. */
function readAll(numbers: readonly number[], pick: (among: number) => number): Outcome {
  const newest = numbers.slice(-pageSize);
  const pool = createNumberPool({ from: 1, to: (newest[0] ?? 1) - 1 }, newest, { pageSize, most });
  const underWay: Range[][] = [];
  const answered: number[] = [];
  let requests = 2;
  for (;;) {
    const ranges = pool.take();
    if (ranges === undefined) return { answered, requests };
    if (ranges === 'wait') {
      const [next] = underWay.splice(pick(underWay.length), 1);
      if (next === undefined) throw new Error('Everybody waits for nobody.');
      const within = numbers.filter((number) => next.some(({ from, to }) => from <= number && number <= to));
      answered.push(...within.slice(0, pageSize));
      pool.give(next, { numbers: within.slice(0, pageSize), hasMore: within.length > pageSize });
    } else {
      requests += 1;
      underWay.push(ranges);
      expect(underWay.length).toBeLessThanOrEqual(most);
    }
  }
}

/** Numbers of which some are missing, and a seed for what is by chance. */
const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
const some = (upTo: number, isThere: (number: number) => boolean) =>
  Array.from({ length: upTo }, (_, index) => index + 1).filter(isThere);
const next = (stream: Iterator<number>): number => Number(stream.next().value);

const stretch = fc.record({ from: fc.integer({ min: 1, max: 12_000 }), length: fc.integer({ min: 0, max: 12_000 }) });
const isIn =
  (number: number) =>
  ({ from, length }: { from: number; length: number }): boolean =>
    number >= from && number < from + length;

describe('numbers that are read side by side', () => {
  it('are each answered once, whatever is missing and in whatever order answers come', () => {
    const missing = fc.record({
      upTo: fc.integer({ min: 101, max: 12_000 }),
      share: fc.double({ min: 0, max: 0.99, noNaN: true }),
      stretches: fc.array(stretch, { maxLength: 12 }),
    });
    fc.assert(
      fc.property(missing, chances, ({ upTo, share, stretches }, stream) => {
        const numbers = some(upTo, (number) => !stretches.some(isIn(number)) && next(stream) >= share);
        if (numbers.length <= pageSize) return;
        const { answered } = readAll(numbers, (among) => Math.floor(next(stream) * among));
        expect(answered.toSorted((a, b) => a - b)).toEqual(numbers.slice(0, -pageSize));
      }),
      { numRuns: runs(20) },
    );
  });

  it('take a request for every hundred rows and five more, where rows or a long stretch of them were deleted', () => {
    const missing = fc.record({
      upTo: fc.integer({ min: 101, max: 12_000 }),
      share: fc.double({ min: 0, max: 0.5, noNaN: true }),
      gone: stretch,
    });
    fc.assert(
      fc.property(missing, chances, ({ upTo, share, gone }, stream) => {
        const numbers = some(upTo, (number) => !isIn(number)(gone) && next(stream) >= share);
        if (numbers.length <= pageSize) return;
        const { requests } = readAll(numbers, (among) => Math.floor(next(stream) * among));
        expect(requests).toBeLessThanOrEqual(Math.ceil(numbers.length / pageSize) + 5);
      }),
      { numRuns: runs(20) },
    );
  });

  it('take one request for every hundred and one for rows without a number, where none is missing', () => {
    for (const upTo of [101, 1000, 1050, 10_000, 60_000]) {
      const numbers = some(upTo, () => true);
      expect(readAll(numbers, () => 0).requests).toBe(Math.ceil(upTo / pageSize) + 1);
    }
  });

  it('end for all readers when one of them fails', async () => {
    const newest = Array.from({ length: pageSize }, (_, index) => 151 + index);
    const pool = createNumberPool({ from: 1, to: 150 }, newest, { pageSize, most });
    const readers = sharing(pool, most, () => Promise.reject(new Error('away')));
    const ends = await Promise.allSettled(readers.map((reader) => reader.next()));
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(2);
  });
});
