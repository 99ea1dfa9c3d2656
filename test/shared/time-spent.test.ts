import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameHours, wantedHours, type HoursKnown } from '../../shared/time-spent.ts';

const hourSeconds = 3600;

function wanted(known: Partial<HoursKnown>) {
  return wantedHours({ observed: null, base: null, lastWritten: null, intended: null, totalSeconds: 0, ...known });
}

describe('the hours a page shall show', () => {
  it('at the first look are what a person entered plus what is booked: 10 and 1.5 are 11.5', () => {
    expect(wanted({ observed: 10, totalSeconds: 1.5 * hourSeconds })).toEqual({
      base: 10,
      target: 11.5,
      doubtful: false,
    });
  });

  it('on an empty page are what is booked', () => {
    expect(wanted({ totalSeconds: 1800 })).toMatchObject({ base: 0, target: 0.5 });
  });

  it('are rounded on the total: three times 20 minutes are 1.00, not 0.99', () => {
    expect([1200, 2400, 3600].map((totalSeconds) => wanted({ totalSeconds }).target)).toEqual([0.33, 0.67, 1]);
  });

  it('are the same when asked again, so that writing them again does no harm', () => {
    const known = { base: 10, lastWritten: 11.5, totalSeconds: 1.5 * hourSeconds };
    expect(wanted({ ...known, observed: 11.5 })).toMatchObject({ base: 10, target: 11.5 });
  });

  it('take over what a person changed since we last wrote', () => {
    const known = { base: 10, lastWritten: 11.5, totalSeconds: 2.5 * hourSeconds };
    expect(wanted({ ...known, observed: 13 })).toEqual({ base: 11.5, target: 14, doubtful: false });
    expect(wanted({ ...known, observed: null })).toMatchObject({ base: -1.5, target: 1 });
  });

  it('take a write whose answer was lost for ours, whether it was saved or not', () => {
    const known = { base: 10, lastWritten: 10, intended: 11.5, totalSeconds: 2.5 * hourSeconds };
    for (const observed of [10, 11.5]) {
      expect(wanted({ ...known, observed })).toEqual({ base: 10, target: 12.5, doubtful: false });
    }
  });

  it('are doubtful when a person changed the number while the answer to ours was lost', () => {
    const known = { base: 10, lastWritten: 10, intended: 11.5, totalSeconds: 1.5 * hourSeconds };
    expect(wanted({ ...known, observed: 20 })).toMatchObject({ doubtful: true });
    expect(wanted({ ...known, intended: 10, observed: 20 })).toMatchObject({ base: 20, doubtful: false });
  });

  it('go back to what people entered, to the last digit, when everything booked is taken back', () => {
    const known = { base: 10.005, lastWritten: 11.51, observed: 11.51 };
    expect(wanted({ ...known, totalSeconds: 0 })).toMatchObject({ target: 10.005 });
  });

  it('are base plus sum after any sequence of bookings, writes, lost answers and edits by people', () => {
    const hundredths = fc.integer({ min: 0, max: 100_000 });
    const turn = fc.record({
      booked: fc.nat(86_400),
      edit: fc.option(hundredths),
      end: fc.constantFrom('answered', 'lost but saved', 'lost'),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 20 }), fc.option(hundredths), (turns, first) => {
        let observed: number | null = first === null ? null : first / 100;
        let known: Pick<HoursKnown, 'base' | 'lastWritten' | 'intended'> = {
          base: null,
          lastWritten: null,
          intended: null,
        };
        let people = observed ?? 0;
        let totalSeconds = 0;
        for (const { booked, edit, end } of turns) {
          // A person who edits while an answer is lost cannot be told apart: that is what `doubtful` is for.
          if (edit !== null && known.intended === null) {
            people += edit / 100 - (observed ?? 0);
            observed = edit / 100;
          }
          totalSeconds += booked;
          const { base, target, doubtful } = wantedHours({ ...known, observed, totalSeconds });
          expect(doubtful).toBe(false);
          expect(sameHours(base, people)).toBe(true);
          expect(Math.abs(target - (people + totalSeconds / 3600))).toBeLessThanOrEqual(0.005 + 1e-6);
          known = {
            base,
            lastWritten: end === 'answered' ? target : observed,
            intended: end === 'answered' ? null : target,
          };
          if (end !== 'lost') observed = target;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
