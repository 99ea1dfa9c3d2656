import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../shared/duration.ts';

function secondsOf(text: string): number | string {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.seconds : parsed.code;
}

function messageOf(text: string): string {
  const parsed = parseDuration(text);
  return parsed.ok ? '' : parsed.message;
}

describe('durations as people write them', () => {
  it.each([
    ['1.5', 5400],
    ['1,5', 5400],
    ['1', 3600],
    ['24', 86_400],
    ['.5', 1800],
    [',25', 900],
    ['1h30', 5400],
    ['1h 30', 5400],
    ['1h5', 3900],
    ['1h 30m', 5400],
    ['1h30m', 5400],
    ['1 h 12 m', 4320],
    ['1:30', 5400],
    ['0:05', 300],
    ['1:30:05', 5405],
    ['1:30:59', 5459],
    [' 1:30 ', 5400],
    ['24:00', 86_400],
    ['90m', 5400],
    ['90 min', 5400],
    ['90 minutes', 5400],
    ['1h 90m', 9000],
    ['2h', 7200],
    ['1.5h', 5400],
    ['1,5 h', 5400],
    ['2 hours 1 minute', 7260],
    ['1 hr', 3600],
    ['1 hour', 3600],
    ['2hrs', 7200],
    ['45s', 45],
    ['45 sec', 45],
    ['30 secs', 30],
    ['1 second', 1],
    ['10 seconds', 10],
    ['1 mins', 60],
    ['1h 1m 1s', 3661],
    ['1h 30s', 3630],
    ['1h 1.5m', 3690],
    ['1H 30M', 5400],
    ['  2h  ', 7200],
    ['1\u00A0h', 3600],
    ['１：３０', 5400],
    ['+2h', 7200],
    ['1.1', 3960],
    ['0.33', 1188],
    ['86400s', 86_400],
    ['0.6s', 1],
  ])('%j is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, seconds });
  });

  it.each([
    '',
    '   ',
    'h',
    'm',
    'abc',
    '1x',
    '1d',
    '1:60',
    '1:5',
    '1:30:60',
    '1h60',
    '1h 100',
    '30m 1h',
    '1.5h 30m',
    '1,5m 3s',
    '1h 30m 5',
    '1.2.3',
    '1..5',
    '1.',
    '1 2',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '--1h',
    '- ',
    '1h-30m',
    '1h 1h',
    '½h',
  ])('%j is not a duration', (text) => {
    expect(secondsOf(text)).toBe('duration.invalid');
    expect(messageOf(text)).toBe(`“${text.trim()}” is not a duration. Write for example 1h 30m, 1:30, 90m or 1.5.`);
  });

  it.each(['-1h', '-1.5', '\u22121h', '- 90m', '-1:30', '- 1h', ' -1h '])('%j is negative', (text) => {
    expect(secondsOf(text)).toBe('duration.negative');
    expect(messageOf(text)).toBe('A duration cannot be negative. Write for example 1h 30m, 1:30, 90m or 1.5.');
  });

  it.each(['0', '0h', '0:00', '0m', '0.0', '-0', '0.4s', '0.0001'])('%j is zero', (text) => {
    expect(secondsOf(text)).toBe('duration.zero');
    expect(messageOf(text)).toBe('A duration must be longer than zero. Write for example 1h 30m, 1:30, 90m or 1.5.');
  });

  it.each(['24h 1s', '24:01', '86401s', '1441m', '25h', `${'9'.repeat(400)}h`])('%j is longer than a day', (text) => {
    expect(secondsOf(text)).toBe('duration.too_long');
    expect(messageOf(text)).toBe('One worklog holds at most 24 hours. Split it by day.');
  });

  it.each(['25', '90', '24.5', ' 480 '])('the bare number %s is refused instead of guessed to be minutes', (text) => {
    expect(secondsOf(text)).toBe('duration.too_long');
    expect(messageOf(text)).toBe(`A number alone means hours, and 24 is the limit. For minutes write ${text.trim()}m.`);
  });

  it('hours and minutes survive every spelling', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hours, minutes) => {
        fc.pre(hours + minutes > 0);
        const seconds = hours * 3600 + minutes * 60;
        const padded = String(minutes).padStart(2, '0');
        const spellings = [`${hours}:${padded}`, `${hours}h${padded}`, `${hours}h ${minutes}m`, `${seconds / 60}m`];
        for (const text of [...spellings, formatDuration(seconds)]) {
          expect(secondsOf(text)).toBe(seconds);
        }
      }),
    );
  });

  it('a decimal means the same with a comma and with a point, to the nearest second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2400 }), (hundredths) => {
        const text = (hundredths / 100).toFixed(2);
        expect(secondsOf(text)).toBe(hundredths * 36);
        expect(secondsOf(text.replace('.', ','))).toBe(hundredths * 36);
      }),
    );
  });

  it('whatever is typed, the answer is whole seconds within a day or a known code', () => {
    const typed = fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[0-9.,:hms ]{1,10}$/));
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parseDuration(text);
        if (!parsed.ok) expect(parsed.code).toMatch(/^duration\.(?:invalid|negative|zero|too_long)$/);
        else expect(Number.isInteger(parsed.seconds) && parsed.seconds > 0 && parsed.seconds <= 86_400).toBe(true);
      }),
    );
  });
});

describe('durations as people read them', () => {
  it.each([
    [0, '0 m'],
    [59, '0 m'],
    [60, '1 m'],
    [119, '1 m'],
    [720, '12 m'],
    [3599, '59 m'],
    [3600, '1 h'],
    [3660, '1 h 1 m'],
    [4320, '1 h 12 m'],
    [4379.9, '1 h 12 m'],
    [7200, '2 h'],
    [360_000, '100 h'],
    [-5, '0 m'],
  ])('%d seconds are %j', (seconds, short) => {
    expect(formatDuration(seconds)).toBe(short);
  });
});
