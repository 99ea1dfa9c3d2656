import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateSeconds } from '../../shared/estimate.ts';

describe('estimates in hours', () => {
  it.each([
    [1.5, 5400],
    [1, 3600],
    [0.25, 900],
    [0.33, 1188],
    [1.1, 3960],
    [0, 0],
    [-0, 0],
    [0.0001, 0],
    [0.00014, 1],
    [2_147_483_647 / 3600, 2_147_483_647],
  ])('%d hours are %d seconds', (hours, seconds) => {
    expect(estimateSeconds(hours)).toEqual({ seconds, warning: null });
  });

  it('an empty estimate stays empty and is not zero', () => {
    expect(estimateSeconds(null)).toEqual({ seconds: null, warning: null });
  });

  it.each([-1, -0.5, -0.00001, Number.NEGATIVE_INFINITY])(
    'the negative estimate %d is left out with a warning',
    (hours) => {
      expect(estimateSeconds(hours)).toEqual({
        seconds: null,
        warning: `The estimate of ${hours} hours is negative and was left out. Correct it in Notion.`,
      });
    },
  );

  it.each([2_147_483_648 / 3600, 1e300, Number.POSITIVE_INFINITY, Number.NaN])(
    'the impossible estimate %d is left out',
    (hours) => {
      expect(estimateSeconds(hours)).toEqual({
        seconds: null,
        warning: `The estimate of ${hours} hours is out of range and was left out. Correct it in Notion.`,
      });
    },
  );

  it('any estimate is within half a second of the hours', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 500_000, noNaN: true }), (hours) => {
        const { seconds } = estimateSeconds(hours);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(Math.abs((seconds ?? Number.NaN) - hours * 3600)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});
