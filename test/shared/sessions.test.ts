import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codingIntervals, dayBoundsMs, dayOf, isTimeZone, secondsByDay } from '../../shared/sessions.ts';

type Beat = { atMs: number; branch: string };

const minuteMs = 60_000;
const hourMs = 3_600_000;

function beatsAt(minutes: readonly number[], branch = 'main'): Beat[] {
  return minutes.map((minute) => ({ atMs: minute * minuteMs, branch }));
}

function totalMs(beats: readonly Beat[], timeoutSeconds?: number): number {
  const intervals = codingIntervals(beats, timeoutSeconds === undefined ? {} : { timeoutSeconds });
  return intervals.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

const at = (iso: string): number => Date.parse(iso);

describe('coding time from heartbeats', () => {
  it('heartbeats at minutes 0, 2, 10, 24, 40, 41 are 25 minutes with a gap of 15 and 11 with a gap of 10', () => {
    const beats = beatsAt([0, 2, 10, 24, 40, 41]);
    expect(totalMs(beats)).toBe(25 * minuteMs);
    expect(totalMs(beats, 900)).toBe(25 * minuteMs);
    expect(totalMs(beats, 600)).toBe(11 * minuteMs);
  });

  it('a gap of exactly the limit counts and a longer one is zero', () => {
    expect(totalMs(beatsAt([0, 15]))).toBe(15 * minuteMs);
    expect(totalMs([...beatsAt([0]), { atMs: 1, branch: 'main' }])).toBe(1);
    expect(totalMs([...beatsAt([0]), { atMs: 15 * minuteMs + 1, branch: 'main' }])).toBe(0);
    expect(totalMs([...beatsAt([0]), { atMs: 15 * minuteMs + 1000, branch: 'main' }])).toBe(0);
  });

  it('one heartbeat alone, or none, is no time', () => {
    expect(codingIntervals(beatsAt([7]))).toEqual([]);
    expect(codingIntervals([])).toEqual([]);
  });

  it('each gap is credited to the earlier heartbeat', () => {
    const [early, late] = [
      { atMs: 0, branch: 'a' },
      { atMs: minuteMs, branch: 'b' },
    ];
    expect(codingIntervals([early, late])).toEqual([{ beat: early, startMs: 0, endMs: minuteMs }]);
  });

  it('order does not matter and the input is left as it was', () => {
    const beats = beatsAt([41, 0, 24, 2, 40, 10]);
    const before = [...beats];
    expect(totalMs(beats)).toBe(25 * minuteMs);
    expect(beats).toEqual(before);
  });

  it('duplicates add nothing, and of two at one instant the last of the input is credited', () => {
    expect(totalMs(beatsAt([0, 0, 5, 5, 5]))).toBe(5 * minuteMs);
    const beats = [
      { atMs: 0, branch: 'a' },
      { atMs: 0, branch: 'b' },
      { atMs: 1000, branch: 'c' },
    ];
    expect(codingIntervals(beats).map(({ beat }) => beat.branch)).toEqual(['b']);
  });

  it('windows and machines in parallel count once, as the union of their time', () => {
    const desktop = beatsAt([0, 10, 20], 'a');
    const laptop = beatsAt([5, 15, 25], 'b');
    expect(totalMs([...desktop, ...laptop])).toBe(25 * minuteMs);
    expect(totalMs([...desktop, ...desktop])).toBe(20 * minuteMs);
  });
});

describe('rules that hold for every set of heartbeats', () => {
  const beat = fc.record({ atMs: fc.nat({ max: 5 * 24 * hourMs }), branch: fc.constantFrom('a', 'b', 'c') });
  const beats = fc.array(beat, { maxLength: 60 });
  const dense = fc.array(fc.record({ atMs: fc.nat({ max: 12 * hourMs }), branch: fc.constantFrom('a', 'b') }), {
    maxLength: 80,
  });
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Chatham');

  it('no instant is counted twice and none is invented', () => {
    fc.assert(
      fc.property(dense, fc.integer({ min: 1, max: 7200 }), (input, timeoutSeconds) => {
        const intervals = codingIntervals(input, { timeoutSeconds });
        for (const [index, { startMs, endMs }] of intervals.entries()) {
          expect(endMs).toBeGreaterThan(startMs);
          expect(endMs - startMs).toBeLessThanOrEqual(timeoutSeconds * 1000);
          expect(startMs).toBeGreaterThanOrEqual(intervals[index - 1]?.endMs ?? 0);
        }
      }),
    );
  });

  it('the total is the measure of the union of the windows between neighbouring heartbeats', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { maxLength: 60 }), fc.nat({ max: 60 }), (seconds, timeoutSeconds) => {
        const input = seconds.map((second) => ({ atMs: second * 1000, branch: 'a' }));
        const covered = Array.from({ length: 300 }, (_, second) => {
          const last = Math.max(...seconds.filter((beatAt) => beatAt <= second));
          const next = Math.min(...seconds.filter((beatAt) => beatAt > second));
          return next - last <= timeoutSeconds;
        });
        expect(totalMs(input, timeoutSeconds) / 1000).toBe(covered.filter(Boolean).length);
      }),
    );
  });

  it('the order of arrival never changes the total', () => {
    fc.assert(
      fc.property(
        beats.chain((input) => fc.tuple(fc.constant(input), fc.shuffledSubarray(input, { minLength: input.length }))),
        ([input, shuffled]) => {
          expect(totalMs(shuffled)).toBe(totalMs(input));
        },
      ),
    );
  });

  it('one more heartbeat never takes time away', () => {
    fc.assert(
      fc.property(beats, beat, (input, extra) => {
        expect(totalMs([...input, extra])).toBeGreaterThanOrEqual(totalMs(input));
      }),
    );
  });

  it('the time of editors adds up to the same total, each second with the editor whose heartbeat begins it', () => {
    const ofEditors = fc.array(
      fc.record({ atMs: fc.nat({ max: 12 * hourMs }), editor: fc.constantFrom('vscode', 'JetBrains', null) }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(ofEditors, zone, (input, timeZone) => {
        const intervals = codingIntervals(input);
        const parts = secondsByDay(intervals, timeZone, ({ editor }) => String(editor));
        const whole = secondsByDay(intervals, timeZone, () => 'all');
        for (const { day, seconds } of whole) {
          const ofDay = parts.filter((part) => part.day === day);
          expect(ofDay.reduce((sum, part) => sum + part.seconds, 0)).toBe(seconds);
        }
        expect(new Set(parts.map(({ day }) => day))).toEqual(new Set(whole.map(({ day }) => day)));
        for (const { beat: credited, startMs } of intervals) expect(credited.atMs).toBe(startMs);
      }),
    );
  });

  it('seconds by day and branch add up to the same total however they are grouped', () => {
    fc.assert(
      fc.property(dense, zone, (input, timeZone) => {
        const intervals = codingIntervals(input);
        const sum = (keyOf: (item: Beat) => string): number =>
          secondsByDay(intervals, timeZone, keyOf).reduce((total, { seconds }) => total + seconds, 0);
        const byBranch = sum((item) => item.branch);
        expect(byBranch).toBe(sum(() => 'all'));
        expect(Number.isInteger(byBranch)).toBe(true);
        expect(Math.abs(byBranch * 1000 - totalMs(input))).toBeLessThan(1000 * (intervals.length + 1));
      }),
    );
  });

  it('every second is on the day it was worked on', () => {
    const year = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
    fc.assert(
      fc.property(year, fc.integer({ min: 1, max: 900 }), zone, (startMs, seconds, timeZone) => {
        const from = Math.floor(startMs / 1000) * 1000;
        const intervals = [{ beat: null, startMs: from, endMs: from + seconds * 1000 }];
        const expected = new Map<string, number>();
        for (let second = 0; second < seconds; second += 1) {
          const day = dayOf(from + second * 1000, timeZone);
          expected.set(day, (expected.get(day) ?? 0) + 1);
        }
        const found = secondsByDay(intervals, timeZone, () => 'x').map((item) => [item.day, item.seconds]);
        expect(found).toEqual([...expected]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('time per local day', () => {
  it('time is split at local midnight and not dropped', () => {
    const beats = [
      { atMs: at('2026-03-04T22:55:00Z'), branch: 'NT-42' },
      { atMs: at('2026-03-04T23:06:30Z'), branch: 'NT-43' },
    ];
    expect(secondsByDay(codingIntervals(beats), 'Europe/Berlin', (beat) => beat.branch)).toEqual([
      { day: '2026-03-04', key: 'NT-42', seconds: 300 },
      { day: '2026-03-05', key: 'NT-42', seconds: 390 },
    ]);
    expect(secondsByDay(codingIntervals(beats), 'UTC', (beat) => beat.branch)).toEqual([
      { day: '2026-03-04', key: 'NT-42', seconds: 690 },
    ]);
  });

  it('a piece that ends exactly at midnight leaves nothing on the next day', () => {
    const interval = { beat: 'x', startMs: at('2026-03-04T23:50:00Z'), endMs: at('2026-03-05T00:00:00Z') };
    expect(secondsByDay([interval], 'UTC', (beat) => beat)).toEqual([{ day: '2026-03-04', key: 'x', seconds: 600 }]);
  });

  it('a piece over several days is split at every midnight', () => {
    const interval = { beat: 'x', startMs: at('2026-03-04T23:00:00Z'), endMs: at('2026-03-07T01:00:00Z') };
    expect(secondsByDay([interval], 'UTC', (beat) => beat).map(({ seconds }) => seconds / 3600)).toEqual([
      1, 24, 24, 1,
    ]);
  });

  it('days and keys come sorted, and the same key on one day is added up', () => {
    const piece = (beat: string, iso: string, seconds: number) => ({
      beat,
      startMs: at(iso),
      endMs: at(iso) + seconds * 1000,
    });
    const pieces = [
      piece('b', '2026-03-05T10:00:00Z', 10),
      piece('a', '2026-03-05T11:00:00Z', 20),
      piece('b', '2026-03-05T12:00:00Z', 30),
      piece('z', '2026-03-04T12:00:00Z', 40),
    ];
    const sorted = secondsByDay(pieces, 'UTC', (beat) => beat);
    expect(secondsByDay(pieces.toReversed(), 'UTC', (beat) => beat)).toEqual(sorted);
    expect(sorted).toEqual([
      { day: '2026-03-04', key: 'z', seconds: 40 },
      { day: '2026-03-05', key: 'a', seconds: 20 },
      { day: '2026-03-05', key: 'b', seconds: 40 },
    ]);
  });

  it('no second is lost where the clocks once fell back over midnight', () => {
    const interval = { beat: 'x', startMs: at('2010-11-07T02:00:00Z'), endMs: at('2010-11-07T05:00:00Z') };
    const pieces = secondsByDay([interval], 'America/St_Johns', (beat) => beat);
    expect(pieces.map(({ day }) => day)).toEqual(['2010-11-06', '2010-11-07']);
    expect(pieces.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(3 * 3600);
  });

  it('fractions of seconds add up instead of getting lost at every heartbeat', () => {
    const beats = Array.from({ length: 101 }, (_, index) => ({ atMs: index * 990, branch: 'main' }));
    expect(secondsByDay(codingIntervals(beats), 'UTC', (beat) => beat.branch)).toEqual([
      { day: '1970-01-01', key: 'main', seconds: 99 },
    ]);
  });
});

describe('local days', () => {
  it.each([
    ['2026-03-08', 'America/New_York', 23, '2026-03-08T05:00:00Z'],
    ['2026-11-01', 'America/New_York', 25, '2026-11-01T04:00:00Z'],
    ['2026-03-29', 'Europe/Berlin', 23, '2026-03-28T23:00:00Z'],
    ['2026-10-25', 'Europe/Berlin', 25, '2026-10-24T22:00:00Z'],
    ['2026-07-01', 'Asia/Kathmandu', 24, '2026-06-30T18:15:00Z'],
    ['2026-07-01', 'Pacific/Kiritimati', 24, '2026-06-30T10:00:00Z'],
    ['2026-07-01', 'Etc/GMT+12', 24, '2026-07-01T12:00:00Z'],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5, '2026-10-03T13:30:00Z'],
    ['2018-11-04', 'America/Sao_Paulo', 23, '2018-11-04T03:00:00Z'],
    ['2011-12-30', 'Pacific/Apia', 0, '2011-12-30T10:00:00Z'],
    ['2024-02-29', 'UTC', 24, '2024-02-29T00:00:00Z'],
    ['2026-12-31', 'UTC', 24, '2026-12-31T00:00:00Z'],
  ])('%s in %s has %d hours and begins at %s', (day, timeZone, hours, start) => {
    const { startMs, endMs } = dayBoundsMs(day, timeZone);
    expect(new Date(startMs).toISOString()).toBe(start.replace('Z', '.000Z'));
    expect((endMs - startMs) / hourMs).toBe(hours);
  });

  it('an instant belongs to the day whose bounds hold it', () => {
    const instant = fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Beirut', 'Africa/Cairo', 'Pacific/Auckland'];
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (ms, timeZone) => {
        const { startMs, endMs } = dayBoundsMs(dayOf(ms, timeZone), timeZone);
        expect(startMs).toBeLessThanOrEqual(ms);
        expect(endMs).toBeGreaterThan(ms);
      }),
      { numRuns: 200 },
    );
  });

  it('the day of an instant is the local one', () => {
    expect(dayOf(at('2026-03-08T04:59:59.999Z'), 'America/New_York')).toBe('2026-03-07');
    expect(dayOf(at('2026-03-08T05:00:00Z'), 'America/New_York')).toBe('2026-03-08');
    expect(dayOf(at('0999-01-02T00:00:00Z'), 'UTC')).toBe('0999-01-02');
  });

  it('a day that is not written as 2026-03-08 has no bounds', () => {
    expect(() => dayBoundsMs('08.03.2026', 'UTC')).toThrow(RangeError);
  });

  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'])('%s is a time zone', (text) => {
    expect(isTimeZone(text)).toBe(true);
  });

  it.each(['', 'Mars/Olympus', 'Europe/', 'local'])('%j is no time zone', (text) => {
    expect(isTimeZone(text)).toBe(false);
    expect(() => dayOf(0, text)).toThrow(RangeError);
  });
});

it('a gap with a pause in it counts for nobody, and a pause never adds to anything', () => {
  const beats = fc.array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 7_200_000 }),
      pausedAtMs: fc.option(fc.integer({ min: 0, max: 7_200_000 })),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(beats, (paused) => {
      const sum = (some: readonly { atMs: number }[]): number =>
        codingIntervals(some).reduce((total, { startMs, endMs }) => total + endMs - startMs, 0);
      for (const { startMs, endMs } of codingIntervals(paused)) {
        const later = paused.filter(({ atMs }) => atMs === endMs);
        expect(later.every(({ pausedAtMs }) => pausedAtMs !== null && startMs < pausedAtMs)).toBe(false);
      }
      expect(sum(paused)).toBeLessThanOrEqual(sum(paused.map(({ atMs }) => ({ atMs }))));
    }),
  );
});
