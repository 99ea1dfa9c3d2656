import * as fc from 'fast-check';
import { createTask } from 'node-cron';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseSyncCron, type SyncCron } from '../../server/jobs/cron-expression.ts';
import { runs as samples } from '../support/effort.ts';

function cronOf(text: string, timeZone = 'UTC'): SyncCron {
  const cron = parseSyncCron(text, { timeZone });
  if (!cron.ok) throw new Error(cron.message);
  return cron;
}

/** The next runs after an instant, as ISO texts without fractions. */
function runs(text: string, after: string, count: number, timeZone = 'UTC'): string[] {
  const cron = cronOf(text, timeZone);
  const found: string[] = [];
  for (let at = new Date(after); found.length < count; found.push(at.toISOString().replace('.000Z', 'Z')))
    at = cron.next(at);
  return found;
}

function refusal(text: string, timeZone = 'UTC'): string {
  const cron = parseSyncCron(text, { timeZone });
  return cron.ok ? '' : cron.message;
}

const newYear = '2026-01-01T00:00:00Z';

describe('a schedule as Spring writes it', () => {
  it('“0 */5 * * * *” is every 5 minutes', () => {
    expect(runs('0 */5 * * * *', newYear, 3)).toEqual([
      '2026-01-01T00:05:00Z',
      '2026-01-01T00:10:00Z',
      '2026-01-01T00:15:00Z',
    ]);
  });

  it('“0 0 */1 * * *” is hourly', () => {
    expect(runs('0 0 */1 * * *', newYear, 2)).toEqual(['2026-01-01T01:00:00Z', '2026-01-01T02:00:00Z']);
  });

  it('the default “0 */10 * * * *” is every 10 minutes', () => {
    expect(runs('0 */10 * * * *', '2026-01-01T00:50:00Z', 2)).toEqual(['2026-01-01T01:00:00Z', '2026-01-01T01:10:00Z']);
  });

  it('six fields are Spring’s: “0 0 0 13 * FRI” is Friday the 13th', () => {
    const expected = ['2026-11-13T00:00:00Z', '2027-08-13T00:00:00Z'];
    expect(cronOf('0 0 0 13 * FRI').style).toBe('spring');
    expect(runs('0 0 0 13 * FRI', '2026-09-01T00:00:00Z', 2)).toEqual(expected);
  });

  it('five fields are Unix cron’s: “0 0 13 * FRI” is every Friday and every 13th', () => {
    expect(cronOf('0 0 13 * FRI').style).toBe('unix');
    expect(runs('0 0 13 * FRI', '2026-09-01T00:00:00Z', 4)).toEqual([
      '2026-09-04T00:00:00Z',
      '2026-09-11T00:00:00Z',
      '2026-09-13T00:00:00Z',
      '2026-09-18T00:00:00Z',
    ]);
  });

  it('five fields mean something else at the same positions: “0 */5 * * *” is every 5 hours', () => {
    expect(cronOf('0 */5 * * *')).toMatchObject({ style: 'unix', expression: '0 0 */5 * * *' });
    expect(runs('0 */5 * * *', newYear, 2)).toEqual(['2026-01-01T05:00:00Z', '2026-01-01T10:00:00Z']);
  });

  it('in Unix cron a day field that begins with a star does not widen the other one', () => {
    expect(runs('0 0 */2 * FRI', '2026-09-01T00:00:00Z', 2)).toEqual(['2026-09-11T00:00:00Z', '2026-09-25T00:00:00Z']);
    expect(runs('0 0 13 * *', '2026-09-01T00:00:00Z', 1)).toEqual(['2026-09-13T00:00:00Z']);
    expect(runs('0 0 ? * FRI', '2026-09-01T00:00:00Z', 1)).toEqual(['2026-09-04T00:00:00Z']);
  });

  it.each([
    ['0 0 0 * * 7', '2026-01-04T00:00:00Z'],
    ['0 0 0 * * 0', '2026-01-04T00:00:00Z'],
    ['0 0 0 ? * SUN', '2026-01-04T00:00:00Z'],
    ['0 0 0 ? * sun', '2026-01-04T00:00:00Z'],
    ['0 0 0 ? * MON-FRI', '2026-01-02T00:00:00Z'],
    ['0 0 0 ? * SAT,SUN', '2026-01-03T00:00:00Z'],
    ['0 0 0 ? * 6-7', '2026-01-03T00:00:00Z'],
    ['0 0 0 ? * 7-1', '2026-01-04T00:00:00Z'],
    ['0 0 0 1 MAR ?', '2026-03-01T00:00:00Z'],
    ['0 0 0 1 JUN-DEC *', '2026-06-01T00:00:00Z'],
    ['0 0 0 1 dec *', '2026-12-01T00:00:00Z'],
    ['0 0 0 L * ?', '2026-01-31T00:00:00Z'],
    ['0 0 0 L 2 ?', '2026-02-28T00:00:00Z'],
    ['0 0 0 l-3 * ?', '2026-01-28T00:00:00Z'],
    ['0 0 0 L-30 * ?', '2026-03-01T00:00:00Z'],
    ['0 0 0 LW 2 *', '2026-02-27T00:00:00Z'],
    ['0 0 0 LW 5 *', '2026-05-29T00:00:00Z'],
    ['0 0 0 1W 2 *', '2026-02-02T00:00:00Z'],
    ['0 0 0 1W 8 *', '2026-08-03T00:00:00Z'],
    ['0 0 0 15W 8 *', '2026-08-14T00:00:00Z'],
    ['0 0 0 16W 8 *', '2026-08-17T00:00:00Z'],
    ['0 0 0 14W 8 *', '2026-08-14T00:00:00Z'],
    ['0 0 0 31W 5 *', '2026-05-29T00:00:00Z'],
    ['0 0 0 31W * *', '2026-01-30T00:00:00Z'],
    ['0 0 0 * * 5L', '2026-01-30T00:00:00Z'],
    ['0 0 0 * * FRIL', '2026-01-30T00:00:00Z'],
    ['0 0 0 * * 7L', '2026-01-25T00:00:00Z'],
    ['0 0 0 * * MON#2', '2026-01-12T00:00:00Z'],
    ['0 0 0 * * 4#1', '2026-02-05T00:00:00Z'],
    ['0 0 0 * * THU#2', '2026-01-08T00:00:00Z'],
    ['0 0 0 * * SUN#5', '2026-03-29T00:00:00Z'],
    ['0 0 0 1,L * *', '2026-01-31T00:00:00Z'],
    ['30 5/15 * * * *', '2026-01-01T00:05:30Z'],
    ['0 10-20/5 * * * *', '2026-01-01T00:10:00Z'],
    ['0 59 23 31 12 *', '2026-12-31T23:59:00Z'],
    ['0 0 0 29 2 *', '2028-02-29T00:00:00Z'],
    ['0 0 0 29 FEB MON', '2044-02-29T00:00:00Z'],
    ['0 */60 * * * *', '2026-01-01T01:00:00Z'],
    ['0 0 */24 * * *', '2026-01-02T00:00:00Z'],
    ['  0   0\t1 * * *  ', '2026-01-01T01:00:00Z'],
    ['0 0 22-2/2 * * *', '2026-01-01T02:00:00Z'],
  ])('“%s” next runs at %s', (text, expected) => {
    expect(runs(text, newYear, 1)).toEqual([expected]);
  });

  it('the longest wait of the calendar, 40 years over 2100 without a leap day, is found', () => {
    expect(runs('0 0 0 29 FEB MON', '2072-03-01T00:00:00Z', 1)).toEqual(['2112-02-29T00:00:00Z']);
  });

  it('a step starts at its first value and goes to the end of the field', () => {
    expect(runs('0 5/15 * * * *', newYear, 5).map((run) => run.slice(11, 16))).toEqual([
      '00:05',
      '00:20',
      '00:35',
      '00:50',
      '01:05',
    ]);
  });
});

describe('what is refused', () => {
  const examples = 'Examples: “0 */5 * * * *” runs every 5 minutes, “0 0 */1 * * *” every hour.';

  it.each([
    ['60 * * * * *', 'The second field “60” is not valid.'],
    ['x * * * * *', 'The second field “x” is not valid.'],
    ['0 60 * * * *', 'The minute field “60” is not valid.'],
    ['0 */61 * * * *', 'The minute field “*/61” is not valid.'],
    ['0 */90 * * * *', 'The minute field “*/90” is not valid.'],
    ['0 */0 * * * *', 'The minute field “*/0” is not valid.'],
    ['0 5* * * * *', 'The minute field “5*” is not valid.'],
    ['0 1, * * * *', 'The minute field “1,” is not valid.'],
    ['0 *-5 * * * *', 'The minute field “*-5” is not valid.'],
    ['0 -5 * * * *', 'The minute field “-5” is not valid.'],
    ['0 5- * * * *', 'The minute field “5-” is not valid.'],
    ['0 1-99 * * * *', 'The minute field “1-99” is not valid.'],
    ['0 70-5 * * * *', 'The minute field “70-5” is not valid.'],
    ['0 0-99999999 * * * *', 'The minute field “0-99999999” is not valid.'],
    ['0 1.5 * * * *', 'The minute field “1.5” is not valid.'],
    ['0 ? * * * *', 'The minute field “?” is not valid.'],
    ['0 L * * * *', 'The minute field “L” is not valid.'],
    ['0 0 24 * * *', 'The hour field “24” is not valid.'],
    ['0 0 MON * * *', 'The hour field “MON” is not valid.'],
    ['0 0 0 0 * *', 'The day of month field “0” is not valid.'],
    ['0 0 0 32 * *', 'The day of month field “32” is not valid.'],
    ['0 0 0 L-31 * *', 'The day of month field “L-31” is not valid.'],
    ['0 0 0 L-0 * *', 'The day of month field “L-0” is not valid.'],
    ['0 0 0 32W * *', 'The day of month field “32W” is not valid.'],
    ['0 0 0 */32 * *', 'The day of month field “*/32” is not valid.'],
    ['0 0 0 * 0 *', 'The month field “0” is not valid.'],
    ['0 0 0 * 13 *', 'The month field “13” is not valid.'],
    ['0 0 0 * ? *', 'The month field “?” is not valid.'],
    ['0 0 0 * MON *', 'The month field “MON” is not valid.'],
    ['0 0 0 * JAN1 *', 'The month field “JAN1” is not valid.'],
    ['0 0 0 * * 8', 'The day of week field “8” is not valid.'],
    ['0 0 0 * * L', 'The day of week field “L” is not valid.'],
    ['0 0 0 * * MON#6', 'The day of week field “MON#6” is not valid.'],
    ['0 0 0 * * MON#0', 'The day of week field “MON#0” is not valid.'],
    ['0 0 0 * * SUN1', 'The day of week field “SUN1” is not valid.'],
    ['0 0 0 * * SUN0', 'The day of week field “SUN0” is not valid.'],
    ['0 0 0 * * 0SUN', 'The day of week field “0SUN” is not valid.'],
    ['0 0 0 * * 8L', 'The day of week field “8L” is not valid.'],
    ['0 0 0 * * 8#1', 'The day of week field “8#1” is not valid.'],
    ['*/61 * * * * *', 'The second field “*/61” is not valid.'],
    ['0 0 */25 * * *', 'The hour field “*/25” is not valid.'],
    ['0 0 0 * */13 *', 'The month field “*/13” is not valid.'],
    ['0 0 0 * * XXX', 'The day of week field “XXX” is not valid.'],
    ['61 * * * *', 'The minute field “61” is not valid.'],
  ])('“%s” names the field', (text, message) => {
    expect(refusal(text)).toBe(`${message} ${examples}`);
  });

  it.each(['', ' ', '*', '@daily', '0 * * *', '0 0 0 * * * 2026', 'every 5 minutes'])(
    '“%s” has neither six nor five fields',
    (text) => {
      expect(refusal(text)).toBe(`A schedule has six fields, and “${text.trim()}” has not. ${examples}`);
    },
  );

  it.each(['* * * * * *', '*/30 * * * * *', '0,30 * * * * *', '0-1 0 0 * * *', '0,59 * * * * *'])(
    '“%s” would run twice within a minute',
    (text) => {
      expect(refusal(text)).toBe(
        `The second field must be one number: the sync runs at most once a minute. ${examples}`,
      );
    },
  );

  it('once a minute is allowed, at any second', () => {
    expect(runs('59 * * * * *', newYear, 2)).toEqual(['2026-01-01T00:00:59Z', '2026-01-01T00:01:59Z']);
    expect(runs('* * * * *', newYear, 1)).toEqual(['2026-01-01T00:01:00Z']);
  });

  it.each(['0 0 0 30 2 *', '0 0 0 31 2,4,6,9,11 *', '0 0 0 1W * SUN', '0 0 0 8 * MON#1'])(
    '“%s” never comes',
    (text) => {
      expect(refusal(text)).toMatch(/never fit together|^This never runs: .* is an impossible day of month/);
      expect(refusal(text)).toContain(examples);
    },
  );

  it('every day of the month may be counted from its end or moved to a weekday, and no other', () => {
    const days = Array.from({ length: 34 }, (_, day) => day);
    const accepted = (dayOfMonth: string): boolean => parseSyncCron(`0 0 0 ${dayOfMonth} * *`).ok;
    expect(days.filter((day) => accepted(`L-${day}`))).toEqual(days.slice(1, 31));
    expect(days.filter((day) => accepted(`${day}W`))).toEqual(days.slice(1, 32));
  });

  it('an unknown time zone is refused', () => {
    expect(refusal('0 0 * * * *', 'Mars/Olympus')).toContain('“Mars/Olympus” is not a known time zone.');
  });
});

describe('time zones and the change of clocks', () => {
  it('times are UTC unless a zone is given', () => {
    const cron = parseSyncCron('0 0 6 * * *');
    expect(cron.ok && cron.next(new Date(newYear)).toISOString()).toBe('2026-01-01T06:00:00.000Z');
    expect(runs('0 0 6 * * *', newYear, 1, 'America/New_York')).toEqual(['2026-01-01T11:00:00Z']);
    expect(runs('0 0 0 * * MON', newYear, 1, 'Asia/Kathmandu')).toEqual(['2026-01-04T18:15:00Z']);
  });

  it('a local time that summer time skips does not run that day', () => {
    expect(runs('0 30 2 * * *', '2026-03-28T12:00:00Z', 2, 'Europe/Berlin')).toEqual([
      '2026-03-30T00:30:00Z',
      '2026-03-31T00:30:00Z',
    ]);
  });

  it('polling goes on through the hour that comes twice', () => {
    expect(runs('0 0/30 * * * *', '2026-10-24T23:30:00Z', 5, 'Europe/Berlin').map((run) => run.slice(11, 16))).toEqual([
      '00:00',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
    ]);
  });

  it('a day that begins at one o’clock is found', () => {
    expect(runs('0 0 * 4 11 *', '2018-11-03T00:00:00Z', 1, 'America/Sao_Paulo')).toEqual(['2018-11-04T03:00:00Z']);
  });
});

describe('what a tick is', () => {
  it('a date matches by its second, whatever the fraction', () => {
    const cron = cronOf('30 */5 * * * *');
    expect(cron.matches(new Date('2026-01-01T00:05:30Z'))).toBe(true);
    expect(cron.matches(new Date('2026-01-01T00:05:30.999Z'))).toBe(true);
    expect(cron.matches(new Date('2026-01-01T00:05:31Z'))).toBe(false);
    expect(cron.matches(new Date('2026-01-01T00:06:30Z'))).toBe(false);
  });

  it('hour and day count too, in the zone of the schedule', () => {
    const cron = cronOf('0 0 9 * * MON', 'Europe/Berlin');
    expect(cron.matches(new Date('2026-01-05T08:00:00Z'))).toBe(true);
    expect(cron.matches(new Date('2026-01-05T09:00:00Z'))).toBe(false);
    expect(cron.matches(new Date('2026-01-06T08:00:00Z'))).toBe(false);
  });

  it('the run at hand is not the next one', () => {
    expect(runs('0 */5 * * * *', '2026-01-01T00:05:00Z', 1)).toEqual(['2026-01-01T00:10:00Z']);
    expect(runs('0 */5 * * * *', '2026-01-01T00:04:59.999Z', 1)).toEqual(['2026-01-01T00:05:00Z']);
    expect(runs('0 */5 * * * *', '2026-01-01T00:05:00.001Z', 1)).toEqual(['2026-01-01T00:10:00Z']);
    expect(runs('30 * * * * *', '2026-01-01T00:00:30Z', 1)).toEqual(['2026-01-01T00:01:30Z']);
    expect(runs('30 * * * * *', '2026-01-01T00:00:29Z', 1)).toEqual(['2026-01-01T00:00:30Z']);
  });

  const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      number(min, max),
      fc.tuple(number(min, max), number(min, max)).map(([a, b]) => `${a},${b}`),
      fc
        .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      number(1, max - min).map((step) => `*/${step}`),
    );
  const expression = fc
    .tuple(
      number(0, 59),
      field(0, 59),
      field(0, 23),
      fc.oneof(field(1, 28), fc.constantFrom('L', 'L-3', 'LW', '15W')),
      field(1, 12),
      fc.oneof(field(0, 7), fc.constantFrom('MON-FRI', '5L', 'TUE#1')),
    )
    .map((fields) => fields.join(' '));
  const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('the next run matches, lies ahead, and none lies between', () => {
    fc.assert(
      fc.property(expression, instant, (text, after) => {
        const cron = parseSyncCron(text);
        fc.pre(cron.ok);
        const next = cron.next(after);
        expect(next.getTime()).toBeGreaterThan(after.getTime());
        expect(cron.matches(next)).toBe(true);
        const between = (after.getTime() + next.getTime()) / 2;
        expect(cron.next(new Date(between))).toEqual(next);
      }),
    );
  });

  it('the timer library, given the expression, ticks at the same times', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    fc.assert(
      fc.property(expression, instant, (text, now) => {
        const cron = parseSyncCron(text);
        fc.pre(cron.ok);
        vi.setSystemTime(now);
        const task = createTask(cron.expression, () => undefined, { timezone: 'UTC' });
        const [first, second] = task.getNextRuns(2);
        void task.destroy();
        expect([cron.next(now), cron.next(cron.next(now))]).toEqual([first, second]);
      }),
      { numRuns: samples(30) },
    );
  });

  it('where either day is enough, the timer ticks at every run and at others that do not match', () => {
    const cron = cronOf('30 6 13 * FRI');
    expect(cron.expression).toBe('0 30 6 * * *');
    expect(cron.matches(new Date('2026-09-13T06:30:00Z'))).toBe(true);
    expect(cron.matches(new Date('2026-09-18T06:30:00Z'))).toBe(true);
    expect(cron.matches(new Date('2026-09-14T06:30:00Z'))).toBe(false);
    expect(cronOf('30 6 13 6 FRI').expression).toBe('0 30 6 * 6 *');
  });
});
