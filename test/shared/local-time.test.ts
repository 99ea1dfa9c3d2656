import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayBefore, instantOnDayMs, lastDayReached } from '../../shared/local-time.ts';
import { dayOf } from '../../shared/sessions.ts';

const at = (day: string, time: string, zone: string) => new Date(instantOnDayMs(day, time, zone)).toISOString();

describe('a time of day', () => {
  it('is an instant by the clocks of the zone', () => {
    expect(at('2026-03-02', '18:00', 'UTC')).toBe('2026-03-02T18:00:00.000Z');
    expect(at('2026-03-02', '18:00', 'Europe/Berlin')).toBe('2026-03-02T17:00:00.000Z');
    expect(at('2026-07-02', '18:00', 'Europe/Berlin')).toBe('2026-07-02T16:00:00.000Z');
    expect(at('2026-03-02', '00:30', 'Pacific/Kiritimati')).toBe('2026-03-01T10:30:00.000Z');
    expect(at('2026-03-02', '23:30', 'America/Los_Angeles')).toBe('2026-03-03T07:30:00.000Z');
  });

  it('that the clocks skip comes as much later as they skip', () => {
    expect(at('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(at('2026-03-29', '03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(at('2026-03-29', '18:00', 'Europe/Berlin')).toBe('2026-03-29T16:00:00.000Z');
  });

  it('that comes twice is the first of the two', () => {
    expect(at('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-10-25', '18:00', 'Europe/Berlin')).toBe('2026-10-25T17:00:00.000Z');
  });

  it('is reached from its instant on, until that of the next day', () => {
    const reached = (now: string) => lastDayReached(Date.parse(now), '18:00', 'Europe/Berlin');
    expect(reached('2026-03-02T16:59:59Z')).toBe('2026-03-01');
    expect(reached('2026-03-02T17:00:00Z')).toBe('2026-03-02');
    expect(reached('2026-03-03T16:59:59Z')).toBe('2026-03-02');
    expect(dayBefore('2026-03-01')).toBe('2026-02-28');
  });

  it('comes once on every day, in every zone, whatever the clocks do', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    const instants = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-01-01') });
    const times = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((one) => String(one).padStart(2, '0')).join(':'));
    fc.assert(
      fc.property(instants, times, zones, (nowMs, time, zone) => {
        const day = lastDayReached(nowMs, time, zone);
        const today = dayOf(nowMs, zone);
        expect([today, dayBefore(today)]).toContain(day);
        expect(dayOf(instantOnDayMs(today, time, zone), zone)).toBe(today);
        expect(instantOnDayMs(day, time, zone)).toBeLessThanOrEqual(nowMs);
      }),
    );
  });
});
