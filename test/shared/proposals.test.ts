import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allot, proposedSeconds, sourceDays, type LoggedByHand, type TrackedPiece } from '../../shared/proposals.ts';
import { noRounding, roundSeconds, type Rounding } from '../../shared/rounding.ts';
import { lengthOf, type Span } from '../../shared/spans.ts';

const daySeconds = 86_400;
const nothing = { takenSeconds: 0, bookedSeconds: 0 };

/** The coding time of a person: pieces on some tasks over some days, never overlapping. */
const tracked = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: 3 }),
      slot: fc.nat(11),
      start: fc.nat(1800),
      length: fc.integer({ min: 1, max: 5000 }),
      source: fc.constantFrom('NT-1', 'NT-2', 'a branch'),
    }),
    { maxLength: 20 },
  )
  .map((some) => [...new Map(some.map((one) => [one.day * 12 + one.slot, one])).values()])
  .map((some) =>
    some.map(({ day, slot, start, length, source }): TrackedPiece => {
      const from = day * daySeconds + slot * 7200 + start;
      return { day: `2026-03-0${day + 1}`, source, from, to: from + length };
    }),
  );
const byHand = fc.array(
  fc.record<LoggedByHand>({
    day: fc.constantFrom('2026-03-01', '2026-03-02', '2026-03-04', '2026-03-09'),
    source: fc.constantFrom('NT-1', 'NT-2', 'NT-3'),
    seconds: fc.integer({ min: 1, max: 20_000 }),
  }),
  { maxLength: 5 },
);
const roundings = fc.record<Rounding>({
  minutes: fc.constantFrom(0, 5, 6, 15),
  mode: fc.constantFrom('up', 'nearest'),
});

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe('tracked time that is not logged yet', () => {
  const piece = (day: string, from: number, length: number, source = 'NT-1') => ({
    day,
    source,
    from,
    to: from + length,
  });

  it('is by day and task, newest day first', () => {
    const days = sourceDays(
      [piece('2026-03-01', 0, 60), piece('2026-03-01', 100, 30), piece('2026-03-02', 90_000, 5, 'NT-2')],
      [],
      [],
    );
    expect(days.map(({ day, source, unloggedSeconds }) => [day, source, unloggedSeconds])).toEqual([
      ['2026-03-02', 'NT-2', 5],
      ['2026-03-01', 'NT-1', 90],
    ]);
  });

  it('is reduced by time logged by hand: its own day first, then the days before, never a later one', () => {
    const pieces = [1, 2, 3].map((day) => piece(`2026-03-0${day}`, day * daySeconds, 3600));
    const unlogged = (log: LoggedByHand) =>
      sourceDays(pieces, [], [log])
        .map(({ unloggedSeconds }) => unloggedSeconds)
        .toReversed();
    expect(unlogged({ source: 'NT-1', day: '2026-03-02', seconds: 1800 })).toEqual([3600, 1800, 3600]);
    expect(unlogged({ source: 'NT-1', day: '2026-03-02', seconds: 5400 })).toEqual([1800, 0, 3600]);
    expect(unlogged({ source: 'NT-1', day: '2026-03-02', seconds: 86_000 })).toEqual([0, 0, 3600]);
    expect(unlogged({ source: 'NT-2', day: '2026-03-02', seconds: 5400 })).toEqual([3600, 3600, 3600]);
  });

  it('does not come back when a branch is linked to another task, for what is booked are instants', () => {
    const booked = [{ from: 0, to: 60 }];
    expect(sourceDays([piece('2026-03-01', 0, 60, 'NT-9')], booked, [])[0]?.unloggedSeconds).toBe(0);
    expect(sourceDays([piece('2026-02-28', 0, 60, 'NT-1')], booked, [])[0]?.unloggedSeconds).toBe(0);
  });

  it('is never negative, and with what is taken and logged by hand makes up what was tracked', () => {
    fc.assert(
      fc.property(tracked, tracked, byHand, (pieces, taken, hand) => {
        const days = sourceDays(pieces, taken, hand);
        expect(sum(days.map(({ trackedSeconds }) => trackedSeconds))).toBe(lengthOf(pieces));
        for (const { trackedSeconds, free, byHandSeconds, unloggedSeconds } of days) {
          expect(unloggedSeconds).toBeGreaterThanOrEqual(0);
          expect(unloggedSeconds + byHandSeconds).toBe(lengthOf(free));
          expect(lengthOf(free)).toBeLessThanOrEqual(trackedSeconds);
        }
        for (const source of ['NT-1', 'NT-2']) {
          const covered = sum(days.filter((day) => day.source === source).map((day) => day.byHandSeconds));
          const logged = sum(hand.filter((one) => one.source === source).map(({ seconds }) => seconds));
          expect(covered).toBeLessThanOrEqual(logged);
        }
      }),
    );
  });
});

describe('what is proposed', () => {
  it('is rounded on the sum of the day, so that small bookings do not add up to more', () => {
    const up = { minutes: 15, mode: 'up' } as const;
    expect(proposedSeconds(1200, nothing, up)).toBe(1800);
    expect(proposedSeconds(300, { takenSeconds: 1200, bookedSeconds: 1800 }, up)).toBe(0);
    expect(proposedSeconds(1200, { takenSeconds: 1200, bookedSeconds: 1800 }, up)).toBe(900);
    expect(proposedSeconds(0, nothing, up)).toBe(0);
    expect(proposedSeconds(1234, nothing, noRounding)).toBe(1234);
  });

  it('however it is booked, split and left for later, is never more than the tracked time of its day, rounded', () => {
    const asks = fc.array(
      fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), parts: fc.integer({ min: 1, max: 4 }) }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(tracked, byHand, roundings, asks, (pieces, hand, rounding, wishes) => {
        const taken: Span[] = [];
        const before = new Map<string, { takenSeconds: number; bookedSeconds: number }>();
        for (const [turn, { share, parts }] of wishes.entries()) {
          // More is tracked from one booking to the next.
          const days = sourceDays(
            pieces.slice(0, Math.ceil((pieces.length * (turn + 1)) / wishes.length)),
            taken,
            hand,
          );
          const one = days[turn % Math.max(1, days.length)];
          if (one === undefined) continue;
          const known = before.get(one.day + one.source) ?? nothing;
          const proposed = proposedSeconds(one.unloggedSeconds, known, rounding);
          const wanted = Math.round(proposed * share);
          if (wanted < parts) continue;
          const amounts = Array.from({ length: parts }, (_, index) =>
            index === 0 ? wanted - (parts - 1) * Math.floor(wanted / parts) : Math.floor(wanted / parts),
          );
          const spans = allot(one, proposed, amounts).flat();
          // Parts take what is free, each second once, and no more than a whole booking would.
          expect(lengthOf(spans)).toBe(
            wanted === proposed ? one.unloggedSeconds : Math.min(wanted, one.unloggedSeconds),
          );
          taken.push(...spans);
          before.set(one.day + one.source, {
            takenSeconds: known.takenSeconds + lengthOf(spans),
            bookedSeconds: known.bookedSeconds + wanted,
          });
        }
        const seconds = taken.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));
        expect(new Set(seconds).size).toBe(seconds.length);
        for (const { day, source, trackedSeconds } of sourceDays(pieces, taken, hand)) {
          const { takenSeconds, bookedSeconds } = before.get(day + source) ?? nothing;
          expect(takenSeconds).toBeLessThanOrEqual(trackedSeconds);
          expect(bookedSeconds).toBeLessThanOrEqual(roundSeconds(trackedSeconds, rounding));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('once booked leaves nothing to book', () => {
    fc.assert(
      fc.property(tracked, byHand, roundings, (pieces, hand, rounding) => {
        const days = sourceDays(pieces, [], hand);
        const booked = days.map((one) => {
          const proposed = proposedSeconds(one.unloggedSeconds, nothing, rounding);
          return { proposed, spans: proposed === 0 ? [] : allot(one, proposed, [proposed]).flat() };
        });
        const after = sourceDays(
          pieces,
          booked.flatMap(({ spans }) => spans),
          hand,
        );
        expect(after.length).toBe(days.length);
        for (const [index, one] of after.entries()) {
          const { proposed = 0, spans = [] } = booked[index] ?? {};
          const known = { takenSeconds: lengthOf(spans), bookedSeconds: proposed };
          expect(proposedSeconds(one.unloggedSeconds, known, rounding)).toBe(0);
        }
      }),
    );
  });
});
