import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupOf, mapStatus, type DefaultStatus, type StatusGroup } from '../../shared/status.ts';

function statusOf(name: string | null, group: StatusGroup | null = null): DefaultStatus {
  return mapStatus({ optionId: 'opt', name, group }).defaultStatus;
}

function ruleOf(name: string | null, group: StatusGroup | null = null): string {
  return mapStatus({ optionId: 'opt', name, group }).rule;
}

describe('statuses by keyword', () => {
  it.each(['Done', 'Complete', 'Closed', 'Released', 'Shipped', 'Resolved'])('%s is done', (name) => {
    expect(statusOf(name)).toBe('DONE');
    expect(ruleOf(name)).toBe(`keyword:${name.toLowerCase()}`);
  });

  it.each(['Progress', 'Doing', 'Review', 'Active', 'Development', 'WIP'])('%s is in progress', (name) => {
    expect(statusOf(name)).toBe('IN_PROGRESS');
    expect(ruleOf(name)).toBe(`keyword:${name.toLowerCase()}`);
  });

  it.each(['To do', 'Todo', 'Backlog', 'New', 'Open', 'Planned', 'Not started'])('%s is to do', (name) => {
    expect(statusOf(name)).toBe('TO_DO');
    expect(ruleOf(name)).toBe(`keyword:${name.toLowerCase()}`);
  });

  it.each<[string, DefaultStatus]>([
    ['In Review', 'IN_PROGRESS'],
    ['Released to prod', 'DONE'],
    ['Icebox', 'UNDEFINED'],
    ['Done', 'DONE'],
    ['Completed', 'DONE'],
    ['Code complete', 'DONE'],
    ['Review done', 'DONE'],
    ['Done, in review', 'DONE'],
    ['Not done', 'UNDEFINED'],
    ['not-done', 'UNDEFINED'],
    ['Incomplete', 'UNDEFINED'],
    ['Unresolved', 'UNDEFINED'],
    ['Undone', 'UNDEFINED'],
    ['Not released', 'UNDEFINED'],
    ['not shipped yet', 'UNDEFINED'],
    ['To be released', 'UNDEFINED'],
    ['Almost done', 'UNDEFINED'],
    ['Partially done', 'UNDEFINED'],
    ['Not in progress', 'UNDEFINED'],
    ['Non-active', 'UNDEFINED'],
    ['Not started', 'TO_DO'],
    ['NOT  STARTED', 'TO_DO'],
    ['Not yet started', 'TO_DO'],
    ['To-do', 'TO_DO'],
    ['TO_DO', 'TO_DO'],
    ['Renewed', 'UNDEFINED'],
    ['News', 'UNDEFINED'],
    ['Newsletter', 'UNDEFINED'],
    ['Preview', 'UNDEFINED'],
    ['Inactive', 'UNDEFINED'],
    ['Proactive', 'UNDEFINED'],
    ['Undoing', 'UNDEFINED'],
    ['Wiped', 'UNDEFINED'],
    ['Unplanned', 'UNDEFINED'],
    ['Reopened', 'TO_DO'],
    ['Re-open', 'TO_DO'],
    ['Ready to be reviewed', 'IN_PROGRESS'],
    ["Won't do", 'UNDEFINED'],
    ['Cancelled', 'UNDEFINED'],
    ['QA', 'UNDEFINED'],
    ['Blocked', 'UNDEFINED'],
    ['Готово', 'UNDEFINED'],
    ['Done ✅', 'DONE'],
    ['✅Done', 'DONE'],
    ['In progress (50%)', 'IN_PROGRESS'],
    ['In–Progress', 'IN_PROGRESS'],
    ['in.progress', 'IN_PROGRESS'],
    ['Dev/Review', 'IN_PROGRESS'],
    ['Ｄｏｎｅ', 'DONE'],
  ])('%j becomes %s', (name, expected) => {
    expect(statusOf(name)).toBe(expected);
  });

  it.each(['closeds', 'completeed', 'reviewing', 'reviews', 'reviewed', 'actives', 'opening', 'developments'])(
    '%j counts, because the keyword may end in d, ed, s or ing',
    (name) => {
      expect(statusOf(name)).not.toBe('UNDEFINED');
    },
  );

  it.each([
    'Reviewer',
    'Activeness',
    'Openness',
    'Donee',
    'Doings',
    'Wips',
    'Newer',
    'Todos',
    'To dos',
    'Done2',
    '2Done',
  ])('%j holds no whole keyword', (name) => {
    expect(ruleOf(name)).toBe('none');
  });

  it('the rule names the keyword as the guide spells it', () => {
    expect(ruleOf('Reopened')).toBe('keyword:open');
    expect(ruleOf('Being reviewed')).toBe('keyword:review');
    expect(ruleOf('Completed')).toBe('keyword:complete');
    expect(ruleOf('not yet started')).toBe('keyword:not started');
    expect(ruleOf('TO-DO')).toBe('keyword:to do');
  });

  it('rows are tried in the order done, in progress, to do', () => {
    expect(ruleOf('Open review done')).toBe('keyword:done');
    expect(ruleOf('Open review')).toBe('keyword:review');
  });

  it('letter case never matters', () => {
    const name = fc.constantFrom(
      'In Review',
      'Released to prod',
      'Icebox',
      'Not done',
      'To-do',
      'Almost done',
      'Reopened',
    );
    fc.assert(
      fc.property(name, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (text, upper) => {
        const mixed = Array.from(text, (letter, i) =>
          upper[i] === true ? letter.toUpperCase() : letter.toLowerCase(),
        );
        expect(ruleOf(mixed.join(''))).toBe(ruleOf(text));
      }),
    );
  });

  it('a keyword inside a longer word never counts', () => {
    const keyword = fc.constantFrom('done', 'wip', 'new', 'doing', 'todo', 'active', 'review', 'planned', 'closed');
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,4}$/), keyword, (before, word) => {
        expect(ruleOf(`x${before}${word}`)).toBe('none');
      }),
    );
  });
});

describe('negation', () => {
  it.each(['not', 'no', 'non', 'never', "isn't", 'isn’t', "aren't", 'un'])(
    '“%s” rejects the keyword after it',
    (word) => {
      expect(ruleOf(`${word} done`)).toBe('negated:done');
      expect(ruleOf(`${word} in progress`)).toBe('negated:progress');
      expect(ruleOf(`${word} planned`)).toBe('negated:planned');
    },
  );

  it.each(['yet', 'fully', 'been', 'in', 'under', 'yet been', 'yet fully'])('“not %s” still negates', (between) => {
    expect(ruleOf(`Not ${between} reviewed`)).toBe('negated:review');
  });

  it.each(['to be', 'almost', 'nearly', 'partly', 'partially', 'half', 'before', 'until'])(
    '“%s” rejects a keyword for done and no other',
    (word) => {
      expect(ruleOf(`${word} released`)).toBe('negated:released');
      expect(ruleOf(`${word} reviewed`)).toBe('keyword:review');
      expect(ruleOf(`${word} planned`)).toBe('keyword:planned');
    },
  );

  it.each([
    'Knot done',
    'Not quite a task, done',
    'Note done',
    'Undo: done',
    'Not, done',
    'Knot active',
    '2no done',
    '2no active',
  ])('%j is not negated: the negation must stand right before the keyword', (name) => {
    expect(ruleOf(name)).toMatch(/^keyword:(?:done|active)$/);
  });

  it('a keyword that is not negated still decides', () => {
    expect(ruleOf('Not done, in review')).toBe('keyword:review');
    expect(ruleOf('Not done, not started')).toBe('keyword:not started');
    expect(ruleOf('Not done or done')).toBe('keyword:done');
  });

  it('of several negated keywords the first of the highest row is reported', () => {
    expect(ruleOf('not open, not done')).toBe('negated:done');
  });
});

describe('Notion’s status groups', () => {
  it.each<[StatusGroup, DefaultStatus, string]>([
    ['to_do', 'TO_DO', 'group:To-do'],
    ['in_progress', 'IN_PROGRESS', 'group:In progress'],
    ['complete', 'DONE', 'group:Complete'],
  ])('the group %s decides when a keyword was negated', (group, status, rule) => {
    for (const name of ['Not done', 'To be released', 'Non-active']) {
      expect(mapStatus({ optionId: 'opt', name, group })).toMatchObject({ defaultStatus: status, rule });
    }
  });

  it('without a negation the group decides nothing, so Icebox stays undefined', () => {
    expect(statusOf('Icebox', 'to_do')).toBe('UNDEFINED');
    expect(statusOf('Unresolved', 'in_progress')).toBe('UNDEFINED');
    expect(ruleOf('Icebox', 'to_do')).toBe('none');
  });

  it('a department may turn the groups on', () => {
    const input = { optionId: 'opt', name: 'Icebox', group: 'to_do' as const };
    expect(mapStatus(input, { useGroups: true })).toMatchObject({ defaultStatus: 'TO_DO', rule: 'group:To-do' });
    expect(mapStatus(input, { useGroups: false }).defaultStatus).toBe('UNDEFINED');
    expect(mapStatus({ ...input, group: null }, { useGroups: true }).defaultStatus).toBe('UNDEFINED');
  });

  it('a keyword beats the group', () => {
    const input = { optionId: 'opt', name: 'In review', group: 'complete' as const };
    expect(mapStatus(input, { useGroups: true }).rule).toBe('keyword:review');
  });

  it('the group of an option is found by the option’s id', () => {
    const groups = [
      { name: 'Complete', option_ids: ['c'] },
      { name: 'To-do', option_ids: ['a', 'b'] },
      { name: 'In progress', option_ids: [] },
    ];
    expect(groupOf(groups, 'b')).toBe('to_do');
    expect(groupOf(groups, 'c')).toBe('complete');
    expect(groupOf(groups, 'x')).toBeNull();
    expect(groupOf(groups, null)).toBeNull();
    expect(groupOf([], 'a')).toBeNull();
  });

  it('group names are compared without case and dashes', () => {
    expect(groupOf([{ name: ' TO DO ', option_ids: ['a'] }], 'a')).toBe('to_do');
    expect(groupOf([{ name: 'In-Progress', option_ids: ['a'] }], 'a')).toBe('in_progress');
  });

  it('three groups with other names are To-do, In progress and Complete by position', () => {
    const groups = ['Offen', 'Läuft', 'Fertig'].map((name, index) => ({ name, option_ids: [`o${index}`] }));
    expect(['o0', 'o1', 'o2'].map((id) => groupOf(groups, id))).toEqual(['to_do', 'in_progress', 'complete']);
    expect([groupOf(groups, 'unknown'), groupOf(groups, null)]).toEqual([null, null]);
  });

  it('one renamed group takes the place the known names leave', () => {
    const groups = ['Complete', 'To-do', 'Läuft'].map((name, index) => ({ name, option_ids: [`o${index}`] }));
    expect(['o0', 'o1', 'o2'].map((id) => groupOf(groups, id))).toEqual(['complete', 'to_do', 'in_progress']);
    const two = ['Offen', 'In progress', 'Fertig'].map((name, index) => ({ name, option_ids: [`o${index}`] }));
    expect(['o0', 'o1', 'o2'].map((id) => groupOf(two, id))).toEqual(['to_do', 'in_progress', 'complete']);
  });

  it('unknown names are not guessed when there are not three groups', () => {
    expect(groupOf([{ name: 'Offen', option_ids: ['a'] }], 'a')).toBeNull();
    const four = ['A', 'B', 'C', 'D'].map((name) => ({ name, option_ids: [name] }));
    expect(groupOf(four, 'A')).toBeNull();
  });
});

describe('the department’s own table', () => {
  it('an override by option id beats name and group, and survives a rename', () => {
    const overrides = { icebox: 'TO_DO', done: 'UNDEFINED' } as const;
    const decide = (optionId: string, name: string | null): string =>
      mapStatus({ optionId, name, group: 'complete' }, { overrides, useGroups: true }).defaultStatus;
    expect(decide('icebox', 'Icebox')).toBe('TO_DO');
    expect(decide('icebox', 'Done')).toBe('TO_DO');
    expect(decide('icebox', null)).toBe('TO_DO');
    expect(decide('done', 'Done')).toBe('UNDEFINED');
    expect(decide('other', 'Done')).toBe('DONE');
    expect(mapStatus({ optionId: 'icebox', name: 'Icebox', group: null }, { overrides }).rule).toBe('override');
  });

  it('an option id that is a word of JavaScript is no override', () => {
    expect(mapStatus({ optionId: 'constructor', name: 'Done', group: null }, { overrides: {} }).rule).toBe(
      'keyword:done',
    );
    expect(mapStatus({ optionId: null, name: 'Done', group: null }, { overrides: { null: 'TO_DO' } }).rule).toBe(
      'keyword:done',
    );
  });
});

describe('what people read', () => {
  it('a page without a status is undefined, and says so', () => {
    for (const name of [null, '', '  ']) {
      expect(mapStatus({ optionId: null, name, group: 'to_do' }, { useGroups: true })).toEqual({
        defaultStatus: 'UNDEFINED',
        rule: 'none',
        explanation: 'The page has no status.',
      });
    }
  });

  it.each<[string, StatusGroup | null, string]>([
    ['In Review', null, '“In Review” holds the word “review”.'],
    ['Icebox', null, 'No keyword fits “Icebox”. Choose a default status for it in the settings.'],
    ['Not done', null, '“Not done” negates “done”. Choose a default status for it in the settings.'],
    ['Not done', 'in_progress', '“done” is negated in “Not done”; Notion’s group “In progress” decides.'],
  ])('%j in group %s is explained in one sentence', (name, group, explanation) => {
    expect(mapStatus({ optionId: 'opt', name, group }).explanation).toBe(explanation);
  });

  it('an override and a group by choice are explained', () => {
    const input = { optionId: 'opt', name: 'Icebox', group: 'to_do' as const };
    expect(mapStatus(input, { overrides: { opt: 'DONE' } }).explanation).toBe(
      'Set to DONE in this department’s table.',
    );
    expect(mapStatus(input, { useGroups: true }).explanation).toBe(
      'No keyword fits “Icebox”; Notion’s group “To-do” decides.',
    );
  });
});
