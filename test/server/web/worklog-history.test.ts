import { describe, expect, test } from 'vitest';
import type { HistoryEntry } from '../../../shared/api/worklog-history.ts';
import { attentionTexts, historyText } from '../../../server/web/state/worklog-history.ts';

const entry = (more: Partial<HistoryEntry>): HistoryEntry => ({
  at: '2026-03-02T09:00:00.000Z',
  about: 'comment',
  event: 'done',
  by: null,
  attempt: null,
  code: null,
  detail: null,
  seconds: null,
  text: null,
  ...more,
});

describe('a line of a worklog’s history', () => {
  test('says who booked what', () => {
    const booked = { about: 'worklog', event: 'booked', by: { id: '1', name: 'Robin' }, seconds: 5400 } as const;
    expect(historyText(entry({ ...booked, text: 'fixed flaky test' }))).toBe(
      'Worklog booked by Robin: 1 h 30 m, “fixed flaky test”',
    );
    expect(historyText(entry({ ...booked, by: { id: '1', name: null }, text: '' }))).toBe(
      'Worklog booked by somebody who is gone: 1 h 30 m',
    );
  });

  test('says what came of an attempt, and why', () => {
    expect(historyText(entry({}))).toBe('Comment is in Notion');
    expect(historyText(entry({ about: 'time_spent', event: 'blocked', detail: 'Grant it.' }))).toBe(
      'Time Spent blocked: Grant it.',
    );
  });
});

test('what waits for a person is a line for each cause, with what to do', () => {
  const item = {
    state: 'blocked',
    about: 'comment',
    code: null,
    count: 2,
    title: 'It may not',
    fix: 'Let it.',
  } as const;
  expect(attentionTexts({ blocked: 2, needsReview: 0, items: [item] })).toEqual([
    { title: 'Comment of 2 worklogs: It may not.', fix: 'Let it.' },
  ]);
});
