import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanWorklogText,
  hasForbiddenControls,
  hoursText,
  richTextParts,
  roundHours,
  worklogComment,
} from '../../shared/worklog-text.ts';

describe('the comment of a worklog', () => {
  it('1.5 hours with a text is exactly “+1.50h — fixed flaky test”', () => {
    expect(worklogComment(5400, 'fixed flaky test')).toBe('+1.50h \u2014 fixed flaky test');
  });

  it('without a text there is no dash', () => {
    expect(worklogComment(5400, '')).toBe('+1.50h');
    expect(worklogComment(5400, ' \n\u0007 ')).toBe('+1.50h');
  });

  it('three times 20 minutes are three comments of +0.33h and 1.00 in total', () => {
    expect(worklogComment(1200, '')).toBe('+0.33h');
    expect(roundHours(3 * 1200)).toBe(1);
  });

  it('1.5 hours on top of ten hours typed by a person are 11.5', () => {
    expect(roundHours(10 * 3600 + 5400)).toBe(11.5);
  });

  it('10 seconds are held, and 20 seconds held together are +0.01h', () => {
    expect(worklogComment(10, 'quick fix')).toBeNull();
    expect(worklogComment(20, 'quick fix')).toBe('+0.01h — quick fix');
  });

  it('durations that round to 0.00 are held: 17 seconds are, 18 are not', () => {
    expect(worklogComment(17, '')).toBeNull();
    expect(worklogComment(18, '')).toBe('+0.01h');
    expect(worklogComment(0, '')).toBeNull();
    expect(worklogComment(-3600, '')).toBeNull();
  });

  it('the comment carries no product name', () => {
    expect(worklogComment(5400, 'x')?.toLowerCase()).not.toContain('tickmark');
  });
});

describe('hours with two decimals', () => {
  it.each([
    [0, '0.00'],
    [17, '0.00'],
    [18, '0.01'],
    [53, '0.01'],
    [54, '0.02'],
    [1200, '0.33'],
    [2400, '0.67'],
    [3600, '1.00'],
    [3618, '1.01'],
    [5400, '1.50'],
    [86_400, '24.00'],
    [3_600_000, '1000.00'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(hoursText(seconds)).toBe(text);
    expect(roundHours(seconds)).toBe(Number(text));
  });

  it('exactly half a hundredth always rounds up, whatever the binary fraction', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), (hundredths) => {
        expect(hoursText(hundredths * 36)).toBe((hundredths / 100).toFixed(2));
        expect(hoursText(hundredths * 36 + 18)).toBe(((hundredths + 1) / 100).toFixed(2));
        expect(hoursText(hundredths * 36 + 17)).toBe((hundredths / 100).toFixed(2));
      }),
    );
  });

  it('a total is never further than half a hundredth from the truth, and never falls when time is added', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 86_400 }), (total, more) => {
        expect(Math.abs(roundHours(total) - total / 3600)).toBeLessThanOrEqual(0.005 + 1e-9);
        expect(roundHours(total + more)).toBeGreaterThanOrEqual(roundHours(total));
      }),
    );
  });
});

describe('rich text parts', () => {
  it('the hours are a part of their own, so that they can carry a link', () => {
    expect(richTextParts('+1.50h — fixed flaky test')).toEqual(['+1.50h', ' — fixed flaky test']);
    expect(richTextParts('+1.50h')).toEqual(['+1.50h']);
    expect(richTextParts('+100.00h — x')).toEqual(['+100.00h', ' — x']);
  });

  it('a text that only mentions hours stays in one part', () => {
    for (const text of ['about +1.50h', '1.50h', '+1.5h x', '+h']) expect(richTextParts(text)).toEqual([text]);
    expect(richTextParts('')).toEqual([]);
  });

  it('text longer than 2,000 characters is split', () => {
    expect(richTextParts('x'.repeat(2000)).map((part) => part.length)).toEqual([2000]);
    expect(richTextParts('x'.repeat(2001)).map((part) => part.length)).toEqual([2000, 1]);
    expect(richTextParts('x'.repeat(4000)).map((part) => part.length)).toEqual([2000, 2000]);
    expect(richTextParts(`+1.50h${'x'.repeat(2001)}`).map((part) => part.length)).toEqual([6, 2000, 1]);
  });

  it('a character of two units is never cut in two', () => {
    expect(richTextParts(`${'x'.repeat(1999)}😀y`)).toEqual(['x'.repeat(1999), '😀y']);
    expect(richTextParts(`${'x'.repeat(1998)}😀y`)).toEqual([`${'x'.repeat(1998)}😀`, 'y']);
    expect(richTextParts('😀'.repeat(1001)).map((part) => part.length)).toEqual([2000, 2]);
  });

  it('half a character at the limit does not stop the splitting', () => {
    expect(richTextParts(`${'x'.repeat(1999)}\uD83Dy`).map((part) => part.length)).toEqual([2000, 1]);
    expect(richTextParts(`${'x'.repeat(1999)}\uD83D`).map((part) => part.length)).toEqual([2000]);
  });

  it('100 full parts are kept whole, and one character more ends in an ellipsis', () => {
    const full = 'x'.repeat(200_000);
    expect(richTextParts(full).join('')).toBe(full);
    const cut = richTextParts(`${full}y`);
    expect(cut).toHaveLength(100);
    expect(cut.at(-1)).toBe(`${'x'.repeat(1999)}…`);
    const withHours = richTextParts(`+1.50h${full}`);
    expect([withHours.length, withHours.at(-1)?.length, withHours[0]]).toEqual([100, 2000, '+1.50h']);
  });

  it('the ellipsis does not cut a character in two either', () => {
    const last = richTextParts('😀'.repeat(100_001)).at(-1);
    expect(last).toBe(`${'😀'.repeat(999)}…`);
  });

  it('parts put together are the text, each within the limit and well formed', () => {
    const long = fc.string({ unit: 'binary', maxLength: 50 }).map((text) => text.repeat(200));
    fc.assert(
      fc.property(fc.constantFrom('', '+0.25h', '+0.25h — '), long, (lead, text) => {
        const parts = richTextParts(lead + text);
        expect(parts.join('')).toBe(lead + text);
        for (const part of parts) {
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(2000);
          expect(part).not.toMatch(/\p{Cs}/u);
        }
      }),
    );
  });
});

describe('characters a worklog text may hold', () => {
  it.each(['', 'fixed flaky test', 'two\nlines\r\nand\ttabs', 'Ümläute 😀 — “quotes”', 'a\u2028b'])(
    '%j is allowed',
    (text) => {
      expect(hasForbiddenControls(text)).toBe(false);
    },
  );

  it.each(['\u0000', '\u0007', '\u001B[31m', '\u007F', '\u0085', '\u009F', '\uD83D', 'x\uDE00'])(
    '%j is refused',
    (text) => {
      expect(hasForbiddenControls(text)).toBe(true);
    },
  );

  it('line ends of every kind become newlines, tabs spaces, and other controls vanish', () => {
    expect(cleanWorklogText('a\r\nb\rc\nd\u2028e\u2029f\u0085g')).toBe('a\nb\nc\nd\ne\nf\ng');
    expect(cleanWorklogText('a\tb\u0000\u0007\u001B\u007F\u009Fc')).toBe('a bc');
    expect(cleanWorklogText('\n  padded \n')).toBe('padded');
    expect(cleanWorklogText('half \uD83D and 😀')).toBe('half \uFFFD and 😀');
  });

  it('a cleaned text is always allowed and stays the same when cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\uD800', '\u0000', '\r'), (text, extra) => {
        const cleaned = cleanWorklogText(text + extra + text);
        expect(hasForbiddenControls(cleaned)).toBe(false);
        expect(cleanWorklogText(cleaned)).toBe(cleaned);
      }),
    );
  });
});
