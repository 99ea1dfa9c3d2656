import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  counted,
  dayText,
  fewOf,
  hoursOf,
  instantText,
  relative,
  shortened,
} from '../../../server/web/state/format.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test.each([
  [0, '0'],
  [5400, '1.5'],
  [3600, '1'],
  [22_800, '6.33'],
  [30, '0.01'],
  [97_200, '27'],
])('%i seconds are %s hours, as Notion shows them', (seconds, hours) => {
  expect(hoursOf(seconds)).toBe(hours);
});

test.each([
  [0, 'just now'],
  [-44_000, 'just now'],
  [1, 'in a moment'],
  [-minuteMs, '1 minute ago'],
  [-3 * minuteMs, '3 minutes ago'],
  [-hourMs, '1 hour ago'],
  [-23 * hourMs, '23 hours ago'],
  [-48 * hourMs, '2 days ago'],
  [4 * minuteMs, 'in 4 minutes'],
  [2 * hourMs, 'in 2 hours'],
])('%i milliseconds from now read "%s"', (distanceMs, words) => {
  expect(relative(distanceMs)).toBe(words);
});

test('a distance never jumps over a unit: 60 minutes and 24 hours are not written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 45_000, max: 400 * 24 * hourMs }), (ms) => {
      expect(relative(-ms)).toMatch(/^([1-9]|[1-5]\d) minutes? ago$|^([1-9]|1\d|2[0-3]) hours? ago$|^\d+ days? ago$/u);
    }),
  );
});

test('one thing is counted without an s', () => {
  expect([counted(0, 'task'), counted(1, 'task'), counted(2, 'task')]).toEqual(['0 tasks', '1 task', '2 tasks']);
});

describe('an instant', () => {
  test('is written with the day of the person, wherever the server is', () => {
    const late = '2026-03-02T23:30:00.000Z';
    expect(dayText(late, 'UTC')).toBe('Mon 2 Mar 2026');
    expect(dayText(late, 'Europe/Berlin')).toBe('Tue 3 Mar 2026');
    expect(instantText(late, 'Europe/Berlin')).toBe('Tue 3 Mar 2026, 00:30');
  });
});

describe('a long text', () => {
  test('is cut between characters and says so', () => {
    expect(shortened('👩‍💻👩‍💻', 3)).not.toContain('\uFFFD');
    expect(shortened('abcdef', 3)).toBe('abc …');
    expect(shortened('ab cdef', 3)).toBe('ab …');
  });

  test('that fits stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (text) => {
        expect(shortened(text, 20)).toBe(text);
      }),
    );
  });
});

describe('many names', () => {
  test('are counted from the fourth on', () => {
    expect(fewOf(['Ana', 'Ben', 'Cem', 'Dag', 'Eva'])).toBe('Ana, Ben, Cem and 2 more');
  });

  test('are all written when only one would be left over', () => {
    expect(fewOf(['Ana', 'Ben', 'Cem', 'Dag'])).toBe('Ana, Ben, Cem, Dag');
    expect(fewOf([])).toBe('');
  });
});
