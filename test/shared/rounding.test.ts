import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noRounding, roundSeconds, type Rounding } from '../../shared/rounding.ts';

const minutes = (count: number) => count * 60;

describe('rounding of booked time', () => {
  it.each([
    [0, 'up', 1234, 1234],
    [15, 'up', minutes(1), minutes(15)],
    [15, 'up', minutes(15), minutes(15)],
    [15, 'up', minutes(15) + 1, minutes(30)],
    [15, 'nearest', minutes(7) + 29, 0],
    [15, 'nearest', minutes(7) + 30, minutes(15)],
    [6, 'up', minutes(61), minutes(66)],
    [6, 'nearest', minutes(62), minutes(60)],
    [5, 'nearest', minutes(62) + 30, minutes(65)],
    [5, 'up', 0, 0],
  ] as const)('to %i minutes, %s: %i s are %i s', (step, mode, seconds, rounded) => {
    expect(roundSeconds(seconds, { minutes: step, mode })).toBe(rounded);
  });

  const roundings = fc.record<Rounding>({
    minutes: fc.constantFrom(0, 5, 6, 15),
    mode: fc.constantFrom('up', 'nearest'),
  });

  it('never makes less of more, leaves alone what is rounded, and is off by less than a step', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), roundings, (one, other, rounding) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const rounded = roundSeconds(less, rounding);
        expect(rounded).toBeLessThanOrEqual(roundSeconds(more, rounding));
        expect(roundSeconds(rounded, rounding)).toBe(rounded);
        expect(Math.abs(rounded - less)).toBeLessThan(Math.max(1, minutes(rounding.minutes)));
        expect(roundSeconds(less, noRounding)).toBe(less);
      }),
    );
  });
});
