import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstPeriod, isTransition, nextPeriod, type Observation } from '../../../server/issues/periods.ts';

const minuteMs = 60_000;
const floored = (ms: number) => new Date(Math.floor(ms / minuteMs) * minuteMs);
const status = { optionId: 'o', status: 'In Review', defaultStatus: 'IN_PROGRESS' as const };
const start = Date.parse('2026-03-02T09:00:00.000Z');

/** A page between two polls: when its status really changed, and when it was edited last. */
const history = fc
  .record({
    betweenPollsMs: fc.integer({ min: 1000, max: 60 * minuteMs }),
    changed: fc.double({ min: 0, max: 1, noNaN: true }),
    editedLater: fc.double({ min: 0, max: 1, noNaN: true }),
    currentSinceMs: fc.integer({ min: 0, max: 90 * minuteMs }),
    ahead: fc.boolean(),
    told: fc.constantFrom('nothing', 'of this change', 'of one before'),
  })
  .map(({ betweenPollsMs, changed, editedLater, currentSinceMs, ahead, told }) => {
    const polledMs = start + betweenPollsMs;
    const changedMs = start + changed * betweenPollsMs;
    const editedMs = changedMs + editedLater * (polledMs - changedMs);
    const seen: Observation = {
      createdAt: new Date(start - 100 * minuteMs),
      editedAt: ahead ? new Date(polledMs + 5 * minuteMs) : floored(editedMs),
      previousPollAt: new Date(start),
      polledAt: new Date(polledMs),
      toldAt: told === 'nothing' ? null : new Date(told === 'of this change' ? changedMs : (start + changedMs) / 2),
    };
    return { seen, changedMs, current: new Date(start - currentSinceMs) };
  });

describe('the period that a changed status opens', () => {
  it('begins so that the true change lies within its uncertainty', () => {
    fc.assert(
      fc.property(history, ({ seen, changedMs, current }) => {
        const { startedAt, uncertaintySeconds, startKnown } = nextPeriod(status, seen, current);
        expect(startKnown).toBe(true);
        expect(Math.abs(startedAt.getTime() - changedMs)).toBeLessThanOrEqual(uncertaintySeconds * 1000 + 500);
      }),
    );
  });

  it('never begins before the period it follows, nor after the poll that saw it', () => {
    fc.assert(
      fc.property(history, ({ seen, current }) => {
        const { startedAt } = nextPeriod(status, seen, current);
        expect(startedAt.getTime()).toBeGreaterThanOrEqual(current.getTime());
        expect(startedAt.getTime()).toBeLessThanOrEqual(seen.polledAt.getTime());
      }),
    );
  });

  it('begins when it was written, where we wrote it ourselves, and is as sure as that write was quick', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 70_000 }), ({ seen, current }, tookMs) => {
        const from = new Date(seen.polledAt.getTime() - tookMs);
        const written = { from, until: seen.polledAt };
        const period = nextPeriod(status, { ...seen, written }, current);
        expect(period).toMatchObject({ startKnown: true, uncertaintySeconds: Math.ceil(tookMs / 1000) });
        expect(period.startedAt).toEqual(from < current ? current : from);
        expect(firstPeriod(status, { ...seen, written }).startedAt).toEqual(
          from < seen.createdAt ? seen.createdAt : from,
        );
      }),
    );
  });

  it('begins with the edit when that lies between the two polls, else with the poll that saw it', () => {
    const seen = {
      createdAt: new Date('2026-03-01T09:00:00Z'),
      previousPollAt: new Date('2026-03-02T09:00:00Z'),
      polledAt: new Date('2026-03-02T09:10:00Z'),
    };
    const current = new Date('2026-03-01T09:00:00Z');
    const startOf = (editedAt: string) => {
      const period = nextPeriod(status, { ...seen, editedAt: new Date(editedAt) }, current);
      return [period.startedAt.toISOString().slice(11, 16), period.uncertaintySeconds];
    };
    expect(startOf('2026-03-02T09:07:00Z')).toEqual(['09:07', 420]);
    expect(startOf('2026-03-02T09:00:00Z')).toEqual(['09:00', 60]);
    expect(startOf('2026-03-02T08:58:00Z')).toEqual(['09:10', 600]);
    expect(startOf('2026-03-02T09:11:00Z')).toEqual(['09:10', 600]);
  });

  it('begins when an event said so, if that lies between the two polls and not behind the last edit', () => {
    const startOf = (toldAt: string, editedAt = '2026-03-02T09:07:00Z') => {
      const seen = {
        createdAt: new Date('2026-03-01T09:00:00Z'),
        previousPollAt: new Date('2026-03-02T09:00:00Z'),
        polledAt: new Date('2026-03-02T09:10:00Z'),
        editedAt: new Date(editedAt),
        toldAt: new Date(toldAt),
      };
      const period = nextPeriod(status, seen, seen.createdAt);
      return [period.startedAt.toISOString().slice(11, 19), period.uncertaintySeconds];
    };
    expect(startOf('2026-03-02T09:07:20Z')).toEqual(['09:07:20', 60]);
    expect(startOf('2026-03-02T09:04:20Z')).toEqual(['09:04:20', 220]);
    expect(startOf('2026-03-02T08:59:59Z')).toEqual(['09:07:00', 420]);
    expect(startOf('2026-03-02T09:08:01Z')).toEqual(['09:07:00', 420]);
    expect(startOf('2026-03-02T09:10:01Z', '2026-03-02T09:11:00Z')).toEqual(['09:10:00', 600]);
  });

  it('says between which polls it was seen', () => {
    fc.assert(
      fc.property(history, ({ seen, current }) => {
        expect(nextPeriod(status, seen, current)).toMatchObject({
          observedAfter: seen.previousPollAt,
          observedAt: seen.polledAt,
        });
      }),
    );
  });
});

describe('the first period of a task', () => {
  const page = (createdAt: string, editedAt: string, previousPollAt: string | null): Observation => ({
    createdAt: new Date(createdAt),
    editedAt: new Date(editedAt),
    previousPollAt: previousPollAt === null ? null : new Date(previousPollAt),
    polledAt: new Date('2026-03-02T09:10:00Z'),
  });

  it('has a known start only when the page was made since the last poll', () => {
    const startKnown = (createdAt: string, previous: string | null) =>
      firstPeriod(status, page(createdAt, createdAt, previous)).startKnown;
    expect(startKnown('2026-03-02T09:05:00Z', '2026-03-02T09:00:00Z')).toBe(true);
    expect(startKnown('2026-03-02T09:00:00Z', '2026-03-02T09:00:30Z')).toBe(true);
    expect(startKnown('2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z')).toBe(false);
    expect(startKnown('2026-03-02T09:05:00Z', null)).toBe(false);
  });

  it('is uncertain by as much as the page was edited after it was made', () => {
    const uncertainty = (editedAt: string) =>
      firstPeriod(status, page('2026-03-02T09:01:00Z', editedAt, '2026-03-02T09:00:00Z')).uncertaintySeconds;
    expect(uncertainty('2026-03-02T09:01:00Z')).toBe(60);
    expect(uncertainty('2026-03-02T09:08:00Z')).toBe(420);
  });
});

describe('a transition', () => {
  const of = (statusOptionId: string | null, name: string | null) => ({ statusOptionId, status: name });

  it('is another option with another name, a first status and an emptied one', () => {
    expect(isTransition(of('a', 'QA'), of('b', 'Done'))).toBe(true);
    expect(isTransition(of(null, null), of('b', 'Done'))).toBe(true);
    expect(isTransition(of('a', 'QA'), of(null, null))).toBe(true);
  });

  it('is neither another name of the same option nor the same name of another one', () => {
    expect(isTransition(of('a', 'QA'), of('a', 'Test'))).toBe(false);
    expect(isTransition(of('a', 'QA'), of('b', 'QA'))).toBe(false);
    expect(isTransition(of(null, null), of(null, null))).toBe(false);
  });
});
