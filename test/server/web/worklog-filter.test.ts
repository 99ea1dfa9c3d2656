import { describe, expect, it } from 'vitest';
import { worklogFilterOf, worklogParamsOf, worklogQueryOf } from '../../../server/web/state/worklog-filter.ts';

describe('the filter of worklogs', () => {
  it('is one’s own worklogs unless the address says otherwise', () => {
    const filter = worklogFilterOf({}, 'me');
    expect(worklogQueryOf(filter)).toEqual({ state: '', key: '', personId: 'me', fromDay: '', toDay: '' });
    expect(worklogQueryOf(worklogFilterOf({ person: 'all' }, 'me')).personId).toBe('');
  });

  it('stands in the address and comes back from it', () => {
    const filter = { state: 'done', key: 'NT-42', person: 'ann', fromDay: '2026-03-01', toDay: '2026-03-31' };
    const params = Object.entries(worklogParamsOf(filter, 'me')).flatMap(([name, text]) =>
      text ? [[name, text]] : [],
    );
    expect(worklogFilterOf(Object.fromEntries(params), 'me')).toEqual(filter);
    expect(worklogParamsOf({ ...filter, person: 'me' }, 'me')['person']).toBeUndefined();
  });

  it('takes nothing from an address that the server would refuse', () => {
    const filter = worklogFilterOf({ state: 'odd', from: 'yesterday', to: '0001-01-01', key: 'x'.repeat(500) }, 'me');
    expect(filter).toMatchObject({ state: '', fromDay: '', toDay: '' });
    expect(filter.key).toHaveLength(100);
  });
});
