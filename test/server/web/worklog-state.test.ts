import { describe, expect, test } from 'vitest';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { worklogNotes, worklogStateLabel } from '../../../server/web/state/worklog-state.ts';

type Effect = Worklog['comment'];

const effect = (state: Effect['state'], more: Partial<Effect> = {}): Effect => ({
  state,
  code: null,
  detail: null,
  attempts: 0,
  nextAttemptAt: null,
  ...more,
});
const done = effect('done');
const later = '2026-03-02T10:00:00.000Z';

describe('a worklog', () => {
  test('that is in Notion needs no words', () => {
    expect(worklogNotes({ comment: done, timeSpent: done })).toEqual([]);
    expect(worklogNotes({ comment: effect('pending'), timeSpent: effect('none') })).toEqual([]);
  });

  test('that is blocked says why, for the part that is, and when it is tried again', () => {
    const detail = 'The connection may not write comments. Grant the capability.';
    const comment = effect('blocked', { code: 'notion.capability', detail, attempts: 2, nextAttemptAt: later });
    expect(worklogNotes({ comment, timeSpent: done })).toEqual([
      { about: 'Comment', text: detail, fix: null, nextAttemptAt: later },
    ]);
  });

  test('that is left to a person says what to do, also when the server gives no reason', () => {
    const [note] = worklogNotes({ comment: effect('needs_review'), timeSpent: done });
    expect(note?.text).toBe('It was not written.');
    expect(note?.fix).toContain('Look at the comments of the page');
  });

  test('whose hours wait for Notion says so', () => {
    const timeSpent = effect('pending', { detail: 'Notion cannot be reached.', attempts: 1, nextAttemptAt: later });
    expect(worklogNotes({ comment: done, timeSpent })).toEqual([
      { about: 'Time Spent', text: 'Notion cannot be reached.', fix: null, nextAttemptAt: later },
    ]);
  });
});

test('every state of a worklog has words of its own', () => {
  const labels = (['pending', 'done', 'blocked', 'needs_review'] as const).map(worklogStateLabel);
  expect(new Set(labels).size).toBe(4);
});
