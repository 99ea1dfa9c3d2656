import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekOf, weekText } from '../../../server/web/state/week.ts';

const hourMs = 3_600_000;
const at = (text: string) => Date.parse(text);

describe('a week', () => {
  test('begins on Monday at midnight of the person and ends on Sunday', () => {
    expect(weekOf(at('2026-03-04T10:00:00Z'), 'Europe/Berlin')).toEqual({
      firstDay: '2026-03-02',
      lastDay: '2026-03-08',
      startMs: at('2026-03-01T23:00:00Z'),
      endMs: at('2026-03-08T23:00:00Z'),
    });
  });

  test('still runs on Sunday evening of the person, when it is Monday elsewhere', () => {
    expect(weekOf(at('2026-03-09T02:00:00Z'), 'America/New_York').firstDay).toBe('2026-03-02');
    expect(weekOf(at('2026-03-09T02:00:00Z'), 'UTC').firstDay).toBe('2026-03-09');
  });

  test('is an hour shorter when the clocks go forward and longer when they go back', () => {
    const lengthHours = (text: string) => {
      const { startMs, endMs } = weekOf(at(text), 'Europe/Berlin');
      return (endMs - startMs) / hourMs;
    };
    expect(lengthHours('2026-03-25T12:00:00Z')).toBe(167);
    expect(lengthHours('2026-10-21T12:00:00Z')).toBe(169);
  });

  test('follows the one before it without a gap', () => {
    const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kathmandu');
    fc.assert(
      fc.property(instant, zone, fc.nat({ max: 60 }), (date, timeZone, back) => {
        const week = weekOf(date.getTime(), timeZone, back);
        expect(weekOf(date.getTime(), timeZone, back + 1).endMs).toBe(week.startMs);
        expect(new Date(`${week.firstDay}T12:00:00Z`).getUTCDay()).toBe(1);
      }),
      { numRuns: 50 },
    );
  });

  test('is written with both months when it has two', () => {
    expect(weekText(weekOf(at('2026-03-04T10:00:00Z'), 'UTC'))).toBe('2 – 8 Mar 2026');
    expect(weekText(weekOf(at('2026-01-01T10:00:00Z'), 'UTC'))).toBe('29 Dec – 4 Jan 2026');
  });
});
