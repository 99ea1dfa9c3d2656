import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthOf, lengthWithDoubt, type StatusPeriod } from '../../../server/web/state/status-periods.ts';

const startMs = Date.parse('2026-03-02T09:00:00Z');
const minuteMs = 60_000;

const period = (fromMinute: number, toMinute: number | null, changes: Partial<StatusPeriod> = {}): StatusPeriod => ({
  status: 'QA',
  defaultStatus: 'IN_PROGRESS',
  startedAt: new Date(startMs + fromMinute * minuteMs).toISOString(),
  endedAt: toMinute === null ? null : new Date(startMs + toMinute * minuteMs).toISOString(),
  startKnown: true,
  uncertaintySeconds: 60,
  ...changes,
});

const told = (one: StatusPeriod, next?: StatusPeriod, nowMinute = 0): string =>
  lengthWithDoubt(lengthOf(one, next, startMs + nowMinute * minuteMs));

test('a short status between two polls says how unsure it is', () => {
  const next = period(10, null, { uncertaintySeconds: 300 });
  expect(told(period(0, 10), next)).toBe('10 minutes, give or take 6 minutes');
});

test('a status as short as its uncertainty is told as at most so long', () => {
  const next = period(4, null, { uncertaintySeconds: 600 });
  expect(told(period(0, 4), next)).toBe('at most 15 minutes');
});

test('on a long status the uncertainty is left out, because nobody would see it', () => {
  expect(told(period(0, 3 * 24 * 60), period(3 * 24 * 60, null))).toBe('3 days');
});

test('the present status lasts until now, and its end is sure', () => {
  expect(told(period(0, null), undefined, 5)).toBe('5 minutes, give or take 1 minute');
  expect(told(period(0, null), undefined, 120)).toBe('2 hours');
});

test('where the start is not known it may have begun later: at most', () => {
  const old = period(0, null, { startKnown: false, uncertaintySeconds: 0 });
  expect(told(old, undefined, 2 * 24 * 60)).toBe('at most 2 days');
});

test('a clock that is behind makes no length below nothing', () => {
  expect(told(period(10, null, { uncertaintySeconds: 0 }), undefined, 5)).toBe('less than a minute');
});

test('the true length lies between what is told as least and most, wherever the true start and end lie', () => {
  fc.assert(
    fc.property(
      fc.record({
        length: fc.nat({ max: 5000 }),
        start: fc.nat({ max: 1800 }),
        end: fc.nat({ max: 1800 }),
        offStart: fc.float({ min: -1, max: 1, noNaN: true }),
        offEnd: fc.float({ min: -1, max: 1, noNaN: true }),
        startKnown: fc.boolean(),
      }),
      ({ length, start, end, offStart, offEnd, startKnown }) => {
        const one = period(0, length, { uncertaintySeconds: start, startKnown });
        const bounds = lengthOf(one, period(length, null, { uncertaintySeconds: end }), startMs);
        const trueStart = startMs + offStart * start * 1000;
        const trueEnd = startMs + length * minuteMs + offEnd * end * 1000;
        const trueMs = Math.max(0, trueEnd - trueStart);
        expect(trueMs).toBeGreaterThanOrEqual(bounds.leastMs - 1);
        expect(trueMs).toBeLessThanOrEqual(bounds.mostMs + 1);
        if (bounds.ms > 0 && bounds.mostMs - bounds.ms > bounds.ms * 0.1)
          expect(lengthWithDoubt(bounds)).toMatch(/at most|give or take/u);
      },
    ),
  );
});
