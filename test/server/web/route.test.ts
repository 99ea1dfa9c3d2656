import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hrefOf, queryOf, readRoute, type View } from '../../../server/web/state/route.ts';

const views: View[] = ['tasks', 'branches', 'worklogs', 'time', 'settings'];

describe('the address of a view', () => {
  test('without anything behind the slash is the list of tasks', () => {
    expect(readRoute('/', '')).toEqual({ view: 'tasks', params: {} });
    expect(readRoute('/', '#/')).toEqual({ view: 'tasks', params: {} });
  });

  test('holds the parameters of the view', () => {
    expect(readRoute('/', '#/tasks?search=sign-in&status=DONE')).toEqual({
      view: 'tasks',
      params: { search: 'sign-in', status: 'DONE' },
    });
  });

  test('of a view that does not exist is the list of tasks', () => {
    expect(readRoute('/', '#/nonsense?x=1').view).toBe('tasks');
    expect(readRoute('/some/where', '').view).toBe('tasks');
  });

  test('leads back to the same view with the same parameters, whatever they hold', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' });
    const params = fc.dictionary(
      word.filter((name) => name !== '__proto__'),
      word,
    );
    fc.assert(
      fc.property(fc.constantFrom(...views), params, (view, wanted) => {
        const hash = hrefOf(view, wanted).slice(1);
        const read = readRoute('/', hash);
        expect(read.view).toBe(view);
        expect({ ...read.params }).toEqual({ ...wanted });
      }),
    );
  });

  test('leaves out parameters without a value', () => {
    expect(hrefOf('tasks', { search: '', status: undefined })).toBe('/#/tasks');
  });
});

describe('the address of a worklog', () => {
  test('opens the worklogs with that one', () => {
    expect(readRoute('/w/98e6b8e1-2019-493b-b826-bb3866fa2149', '')).toEqual({
      view: 'worklogs',
      params: { show: '98e6b8e1-2019-493b-b826-bb3866fa2149' },
    });
  });

  test('opens the worklogs even when it is broken', () => {
    expect(readRoute('/w/%E0%A4%A', '')).toEqual({ view: 'worklogs', params: { show: '%E0%A4%A' } });
    expect(readRoute('/w/', '').view).toBe('tasks');
  });
});

test('a query holds numbers and nothing that is empty', () => {
  expect(queryOf({ limit: 50, cursor: undefined, search: 'a b&c' })).toBe('?limit=50&search=a+b%26c');
  expect(queryOf({})).toBe('');
});
