import { describe, expect, test } from 'vitest';
import { hasError, wantsLook } from '../../../server/web/state/connection.ts';
import { defaultStatuses, readDefaultStatus, saysTheSame, statusLabel } from '../../../server/web/state/statuses.ts';

describe('a status', () => {
  test.each([
    ['To-do', 'TO_DO'],
    ['in progress', 'IN_PROGRESS'],
    ['DONE', 'DONE'],
  ] as const)('called %s is not written twice', (name, status) => {
    expect(saysTheSame(name, status)).toBe(true);
  });

  test('with a name of its own is written beside what it means', () => {
    expect(saysTheSame('In Review', 'IN_PROGRESS')).toBe(false);
    expect(saysTheSame('Done', 'UNDEFINED')).toBe(false);
  });

  test('is read from its code and from nothing else', () => {
    expect(defaultStatuses.map(readDefaultStatus)).toEqual(defaultStatuses);
    expect(readDefaultStatus('')).toBeUndefined();
    expect(new Set(defaultStatuses.map(statusLabel)).size).toBe(4);
  });
});

describe('the connection', () => {
  const source = {
    id: 's',
    name: 'Tasks',
    databaseId: 'd',
    dataSourceId: 'x',
    prefix: 'NT',
    state: 'active' as const,
    detail: null,
    issues: 1,
    quarantined: 0,
    watermark: null,
    properties: {},
    notices: [{ name: 'status property', level: 'warning' as const, message: 'A Select.', fix: null }],
    changes: [],
  };

  test('with a warning alone is not announced on every view, only marked', () => {
    expect(hasError({ sources: [source] })).toBe(false);
    expect(wantsLook({ state: 'attention' })).toBe(true);
    expect(wantsLook({ state: 'ok' })).toBe(false);
  });

  test('with an error, or with a source that was taken away, is announced on every view', () => {
    const wrong = { ...source, notices: [{ name: 'n', level: 'error' as const, message: 'Gone.', fix: null }] };
    expect(hasError({ sources: [source, wrong] })).toBe(true);
    expect(hasError({ sources: [{ ...source, state: 'inaccessible' }] })).toBe(true);
  });
});
