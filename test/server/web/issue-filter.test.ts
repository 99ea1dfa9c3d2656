import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isFiltered,
  issueFilterOf,
  issueParamsOf,
  issueQueryOf,
  type IssueFilter,
} from '../../../server/web/state/issue-filter.ts';
import { hrefOf, readRoute } from '../../../server/web/state/route.ts';
import { defaultStatuses } from '../../../server/web/state/statuses.ts';

const filters: fc.Arbitrary<IssueFilter> = fc.record({
  search: fc.string({ maxLength: 200 }),
  defaultStatus: fc.option(fc.constantFrom(...defaultStatuses), { nil: undefined }),
  mine: fc.boolean(),
});

describe('the filter of the tasks', () => {
  test('stands in the address, so that a filtered list can be shared', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const { params } = readRoute('/', hrefOf('tasks', issueParamsOf(filter)).slice(1));
        expect(issueFilterOf(params)).toEqual(filter);
      }),
    );
  });

  test('takes nothing from the address that the server would refuse', () => {
    const filter = issueFilterOf({ search: 'x'.repeat(500), status: 'NONSENSE', mine: 'yes' });
    expect(filter).toEqual({ search: 'x'.repeat(200), defaultStatus: undefined, mine: false });
  });

  test('asks the server for my tasks by the word "me"', () => {
    expect(issueQueryOf({ search: ' login ', defaultStatus: 'DONE', mine: true })).toEqual({
      search: 'login',
      defaultStatus: 'DONE',
      assignee: 'me',
    });
  });

  test('of blanks alone filters nothing', () => {
    expect(isFiltered({ search: '  ', defaultStatus: undefined, mine: false })).toBe(false);
    expect(isFiltered({ search: '', defaultStatus: undefined, mine: true })).toBe(true);
  });
});
