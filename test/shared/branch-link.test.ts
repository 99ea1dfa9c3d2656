import { describe, expect, it } from 'vitest';
import { decideLink, findKeyCandidates, type IssueLookup, type LinkDecision } from '../../shared/branch-key.ts';

type Task = { id: string; key: string | null; pageId: string; oldKeys?: string[] };

const login: Task = { id: 'login', key: 'NT-42', pageId: '1f3a9c2e-8b7d-4f5a-8e2b-1c4d6e9a0f3b' };
const search: Task = { id: 'search', key: 'NT-43', pageId: '2ffd528e-87ee-8160-9c01-000000123456' };

/** Finds by the key of today and by old keys; fragments are left to the decision, as a wide index would. */
function lookupIn(tasks: readonly Task[]): IssueLookup<Task> {
  const keysOf = (task: Task): (string | null)[] => [task.key, ...(task.oldKeys ?? [])];
  return {
    byNumber: (prefix, number) => tasks.filter((task) => keysOf(task).includes(`${prefix}-${number}`)),
    byFragment: () => tasks,
  };
}

function decide(branch: string, tasks: readonly Task[], prefixes = ['NT']): LinkDecision<Task> {
  return decideLink(findKeyCandidates(branch, prefixes), lookupIn(tasks));
}

describe('which task a branch belongs to', () => {
  it('a branch with a key links to the task with that key', () => {
    expect(decide('feature/nt-042 - login', [login, search])).toEqual({
      issue: login,
      also: [],
      rule: 'number',
      reason: 'The branch name holds NT-42.',
      waitingFor: [],
      rejected: [],
    });
  });

  it('a branch without a key is not linked', () => {
    const decision = decide('main', [login]);
    expect(decision).toMatchObject({ issue: null, rule: 'none', also: [], waitingFor: [] });
    expect(decision.reason).toBe('There is no task key in the branch name.');
  });

  it('a near miss is explained in the reason and listed', () => {
    const decision = decide('feature/NT42-client-7', [login]);
    expect(decision.rule).toBe('none');
    expect(decision.reason).toBe(
      'There is no task key in the branch name. ' +
        '“NT42” does not count: one dash is needed between prefix and number, as in NT-42. ' +
        '“client-7” does not count: tail of a longer word.',
    );
    expect(decision.rejected.map(({ text }) => text)).toEqual(['NT42', 'client-7']);
  });

  it('near misses are listed beside a link too', () => {
    expect(decide('client-7/NT-42', [login])).toMatchObject({
      issue: login,
      rejected: [{ text: 'client-7', reason: 'tail of a longer word' }],
    });
  });

  it('a key whose task has not been synced yet waits for it', () => {
    expect(decide('feature/NT-99', [login])).toEqual({
      issue: null,
      also: [],
      rule: 'waiting',
      reason: 'No task NT-99 is known yet. The branch is linked as soon as it appears.',
      waitingFor: ['NT-99'],
      rejected: [],
    });
  });

  it('a number too long for a float is not mistaken for another task', () => {
    const near: Task = { ...login, key: 'NT-99999999999999999998' };
    expect(decide('NT-99999999999999999999', [near])).toMatchObject({ issue: null, rule: 'waiting' });
  });

  it('a key the task had before its prefix changed keeps the branch linked, and says so', () => {
    const moved: Task = { ...login, key: 'WEB-42', oldKeys: ['NT-42'] };
    const decision = decide('NT-42', [moved]);
    expect(decision).toMatchObject({ issue: moved, rule: 'alias', waitingFor: [] });
    expect(decision.reason).toBe('NT-42 in the branch name is an older key of the task that is now WEB-42.');
    const keyless: Task = { ...login, key: null, oldKeys: ['NT-42'] };
    expect(decide('NT-42', [keyless])).toMatchObject({ issue: keyless, rule: 'alias' });
    expect(decide('NT-42', [keyless]).reason).toContain('a task that has no key now');
  });

  it('a key in use today beats the same key kept as an old one', () => {
    const moved: Task = { ...search, key: 'WEB-1', oldKeys: ['NT-42'] };
    expect(decide('NT-42', [moved, login])).toMatchObject({ issue: login, rule: 'number' });
  });

  it('a lower-case key in the store is the same key', () => {
    const lower: Task = { ...login, key: 'nt-42', oldKeys: ['NT-42'] };
    expect(decide('NT-42', [lower])).toMatchObject({ issue: lower, rule: 'number' });
  });

  it('two tasks with the same key in two sources are reported and not guessed between', () => {
    const decision = decide('NT-42', [login, { ...search, key: 'NT-42' }]);
    expect(decision).toMatchObject({ issue: null, rule: 'ambiguous', also: [], waitingFor: [] });
    expect(decision.reason).toBe(
      'NT-42 is the key of more than one task, so nothing is linked. ' +
        'Give the ID property of one of the databases another prefix in Notion.',
    );
    const oldKeys = ['NT-5'];
    expect(
      decide('NT-5', [
        { ...login, oldKeys },
        { ...search, oldKeys },
      ]).rule,
    ).toBe('ambiguous');
  });

  it('one task found twice is still one task', () => {
    expect(decide('NT-42', [login, login])).toMatchObject({ issue: login, rule: 'number' });
    expect(decide('NT-1f3a9c2e', [login, login])).toMatchObject({ issue: login, rule: 'fragment' });
  });
});

describe('several keys in one branch', () => {
  it('the first key is linked and the others are named', () => {
    expect(decide('feature/NT-42-NT-43', [search, login])).toMatchObject({
      issue: login,
      also: [search],
      rule: 'number',
    });
  });

  it('a further key that does not exist yet is waited for', () => {
    expect(decide('feature/NT-42-NT-99', [login])).toMatchObject({ issue: login, also: [], waitingFor: ['NT-99'] });
  });

  it('when the first key does not exist the next one is linked until it does', () => {
    const decision = decide('feature/NT-99-NT-42-NT-43', [login, search]);
    expect(decision).toMatchObject({ issue: login, also: [search], rule: 'number', waitingFor: ['NT-99'] });
    expect(decision.reason).toBe(
      'No task NT-99 is known yet. The branch is linked as soon as it appears. The branch name holds NT-42.',
    );
  });

  it('when none exists all are waited for, in their order', () => {
    expect(decide('NT-98-NT-99', [login])).toMatchObject({ rule: 'waiting', waitingFor: ['NT-98', 'NT-99'] });
  });

  it('an ambiguous first key is not replaced by a later one', () => {
    const twin: Task = { ...login, id: 'twin' };
    expect(decide('NT-42-NT-43', [login, twin, search])).toMatchObject({
      issue: null,
      rule: 'ambiguous',
      also: [search],
    });
  });

  it('two keys of the same task name it once', () => {
    expect(decide('NT-42-NT-1f3a9c2e', [login])).toMatchObject({ issue: login, also: [] });
  });
});

describe('branches with a part of the page id', () => {
  it('a fragment links to the page whose id starts with it', () => {
    const decision = decide('feature/NT-1F3A9C2E8b7d - old', [search, login]);
    expect(decision).toMatchObject({ issue: login, rule: 'fragment', waitingFor: [] });
    expect(decision.reason).toBe(
      'NT-1f3a9c2e8b7d is not a task number, but exactly one page id starts with 1f3a9c2e8b7d.',
    );
  });

  it('a fragment links to the page whose id ends with it when none starts with it', () => {
    const decision = decide('NT-4d6e9a0f3b', [search, login]);
    expect(decision).toMatchObject({ issue: login, rule: 'fragment' });
    expect(decision.reason).toContain('ends with 4d6e9a0f3b');
  });

  it('the start of a page id wins over the end of another', () => {
    const other: Task = { id: 'other', key: null, pageId: '00000000-0000-0000-0000-00001f3a9c2e' };
    expect(decide('NT-1f3a9c2e', [other, login])).toMatchObject({ issue: login });
  });

  it('a fragment in the middle of a page id is no match', () => {
    expect(decide('NT-8b7d4f5a', [login])).toMatchObject({ issue: null, rule: 'waiting', waitingFor: ['NT-8b7d4f5a'] });
  });

  it('upper-case page ids are the same ids', () => {
    const upper: Task = { ...login, pageId: login.pageId.toUpperCase() };
    expect(decide('NT-1f3a9c2e', [upper])).toMatchObject({ issue: upper });
  });

  it('a fragment that fits two pages is not linked and reported as ambiguous', () => {
    const twin: Task = { ...search, pageId: '1f3a9c2e-0000-0000-0000-000000000000' };
    const decision = decide('NT-1f3a9c2e', [login, twin]);
    expect(decision).toMatchObject({ issue: null, rule: 'ambiguous' });
    expect(decision.reason).toBe(
      'More than one page id fits 1f3a9c2e, so nothing is linked. ' +
        'Name the branch with the number of the task, or with more of its page id.',
    );
  });

  it('a numeric match wins over a fragment', () => {
    const numbered: Task = { ...login, key: 'NT-123456' };
    expect(decide('NT-123456', [search, numbered])).toMatchObject({ issue: numbered, rule: 'number' });
  });

  it('digits that are no known number fall back to a fragment, until the number arrives', () => {
    expect(decide('NT-123456', [search, login])).toMatchObject({
      issue: search,
      rule: 'fragment',
      waitingFor: ['NT-123456'],
    });
    const nine: Task = { ...search, pageId: '90000900-0000-0000-0000-000000000000' };
    expect(decide('NT-900009', [nine]).waitingFor).toEqual(['NT-900009']);
    expect(decide('NT-654321', [search])).toMatchObject({ issue: null, rule: 'waiting', waitingFor: ['NT-654321'] });
  });

  it('an ambiguous number does not fall back to a fragment', () => {
    const numbered: Task = { ...login, key: 'NT-123456' };
    expect(decide('NT-123456', [search, numbered, { ...numbered, id: 'twin' }])).toMatchObject({
      issue: null,
      rule: 'ambiguous',
    });
  });
});

describe('what a person said about a branch', () => {
  const at = new Date('2026-03-02T09:07:23.000Z');
  const say = (branch: string, issue: Task | null, tasks: readonly Task[]) =>
    decideLink(findKeyCandidates(branch, ['NT']), lookupIn(tasks), { issue, by: 'Ada Lovelace', at });

  it('wins over the key in its name, which is named as a further one', () => {
    expect(say('feature/NT-43', login, [login, search])).toEqual({
      issue: login,
      also: [search],
      rule: 'explicit',
      reason: 'Ada Lovelace linked this branch to the task on 2026-03-02 09:07 UTC.',
      waitingFor: [],
      rejected: [],
    });
  });

  it('wins where the rules find nothing, more than one task, or wait', () => {
    const twice = [search, { ...search, id: 'other' }];
    for (const [branch, tasks] of [
      ['main', []],
      ['NT-43', twice],
      ['NT-99', []],
    ] as const) {
      expect(say(branch, login, tasks)).toMatchObject({ issue: login, rule: 'explicit' });
    }
    expect(say('NT-99', login, []).waitingFor).toEqual(['NT-99']);
  });

  it('may be that it belongs to no task, whatever its name holds', () => {
    expect(say('NT-42', null, [login])).toMatchObject({
      issue: null,
      also: [login],
      rule: 'explicit',
      reason: 'Ada Lovelace said on 2026-03-02 09:07 UTC that this branch belongs to no task.',
    });
  });
});
