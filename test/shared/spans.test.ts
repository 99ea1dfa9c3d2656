import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, sliceSpans, withoutSpans, type Span } from '../../shared/spans.ts';

/** Spans that may overlap. */
const anySpans = fc.array(
  fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 40 })).map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 12 },
);
/** Spans in order that do not overlap, as coding time has them; some touch. */
const apart = fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 30 })), { maxLength: 12 }).map((steps) => {
  let at = 0;
  return steps.map(([gap, length]): Span => {
    const from = at + gap;
    at = from + length;
    return { from, to: at };
  });
});

const secondsIn = (spans: readonly Span[]) =>
  spans.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));

describe('spans of seconds', () => {
  it('without others hold exactly the seconds that are in none of these, in order', () => {
    fc.assert(
      fc.property(apart, anySpans, (spans, taken) => {
        const gone = new Set(secondsIn(taken));
        const left = withoutSpans(spans.toReversed(), taken);
        expect(secondsIn(left)).toEqual(secondsIn(spans).filter((second) => !gone.has(second)));
        expect(left.every(({ from, to }) => from < to)).toBe(true);
      }),
    );
  });

  it('cut at some of their seconds lose none and double none', () => {
    fc.assert(
      fc.property(apart, fc.array(fc.nat(400), { maxLength: 5 }), (spans, cuts) => {
        const length = lengthOf(spans);
        const places = [0, ...cuts.filter((cut) => cut < length).sort((a, b) => a - b), length];
        const parts = places.slice(1).flatMap((end, index) => sliceSpans(spans, places[index] ?? 0, end));
        expect(secondsIn(parts)).toEqual(secondsIn(spans));
      }),
    );
  });
});
