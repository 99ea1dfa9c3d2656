import { expect, test } from 'vitest';
import type { Issue } from '../../shared/api/issues.ts';
import type { Result } from '../../extension/core/failure.ts';
import { createKnownTasks } from '../../extension/core/known-tasks.ts';
import { createMyTasks, type MyTasksState } from '../../extension/core/my-tasks.ts';
import { statusToFinish, statusToStart } from '../../extension/core/status-choice.ts';
import { currentTaskRows, myTaskRows } from '../../extension/core/task-rows.ts';
import { deriveTaskState } from '../../extension/core/task-state.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { createRecentTasks } from '../../extension/host/recent-tasks.ts';
import { createFakeClock, settled } from './support/fake-clock.ts';
import { statuses, statusesOn } from './support/fake-work.ts';
import { failureOf, positionOn, sampleIssue, sampleLink, success } from './support/samples.ts';

function issueNumber(number: number, changes: Partial<Issue> = {}): Issue {
  return sampleIssue({ id: `i${number}`, key: `NT-${number}`, title: `Task ${number}`, ...changes });
}

function myTasks(answers: Result<Issue[]>[]): {
  tasks: ReturnType<typeof createMyTasks>;
  asked: () => number;
  clock: ReturnType<typeof createFakeClock>;
  states: MyTasksState[];
} {
  const clock = createFakeClock();
  const states: MyTasksState[] = [];
  let asked = 0;
  const tasks = createMyTasks({
    clock,
    ask: async () => {
      asked += 1;
      return answers.shift() ?? success([issueNumber(1)]);
    },
    isSignedIn: () => true,
    onChange: (state) => states.push(state),
  });
  return { tasks, asked: () => asked, clock, states };
}

test('a view that is hidden asks nothing, also not after news', async () => {
  const { tasks, asked, clock } = myTasks([]);
  tasks.noteNews();
  await clock.advanceSettling(3_600_000);
  expect(asked()).toBe(0);
});

test('a view that appears asks once, and again only when something changed or time has passed', async () => {
  const { tasks, asked, clock } = myTasks([]);
  tasks.setVisible(true);
  await settled();
  tasks.setVisible(false);
  tasks.setVisible(true);
  await settled();
  expect(asked()).toBe(1);
  await clock.advanceSettling(6 * 60_000);
  expect(asked()).toBe(1);
  tasks.setVisible(false);
  tasks.setVisible(true);
  await settled();
  expect(asked()).toBe(2);
});

test('news that come in a clump cause one question in a view that is seen', async () => {
  const { tasks, asked, clock } = myTasks([]);
  tasks.setVisible(true);
  await settled();
  for (let event = 0; event < 20; event += 1) tasks.noteNews();
  await clock.advanceSettling(1000);
  expect(asked()).toBe(2);
});

test('a failure keeps the tasks of the answer before, and says so', async () => {
  const { tasks } = myTasks([success([issueNumber(1)]), failureOf('offline')]);
  tasks.setVisible(true);
  await settled();
  await tasks.refresh();
  expect(tasks.state().issues).toHaveLength(1);
  const labels = myTaskRows(tasks.state(), [], t).map(({ label }) => label);
  expect(labels[0]).toBe('No connection');
  expect(labels).toHaveLength(2);
});

test('the answer to somebody else is dropped', async () => {
  let answerLate: (answer: Result<Issue[]>) => void = () => undefined;
  const late = new Promise<Result<Issue[]>>((resolve) => (answerLate = resolve));
  const answers = [late, Promise.resolve(success([issueNumber(2)]))];
  const tasks = createMyTasks({
    clock: createFakeClock(),
    ask: async () => answers.shift() ?? success([]),
    isSignedIn: () => true,
    onChange: () => undefined,
  });
  tasks.setVisible(true);
  tasks.forget();
  await settled();
  answerLate(success([issueNumber(1)]));
  await settled();
  expect(tasks.state().issues?.map(({ id }) => id)).toEqual(['i2']);
});

test('signed out, nothing is asked', async () => {
  let asked = 0;
  const tasks = createMyTasks({
    clock: createFakeClock(),
    ask: async () => {
      asked += 1;
      return success([]);
    },
    isSignedIn: () => false,
    onChange: () => undefined,
  });
  tasks.setVisible(true);
  await tasks.refresh();
  expect(asked).toBe(0);
});

test('a key is asked for once, also when it is no task, and again after five minutes', async () => {
  const clock = createFakeClock();
  const asked: string[] = [];
  const known = createKnownTasks({
    clock,
    issue: async (key) => {
      asked.push(key);
      return key === 'NT-1' ? success(issueNumber(1)) : failureOf('refused', { code: 'issue.not_found' });
    },
    prefixes: async () => success(['NT']),
  });
  for (const key of ['NT-1', 'NT-1', 'NT-9', 'NT-9']) await known.find(key);
  expect(asked).toEqual(['NT-1', 'NT-9']);
  clock.advance(6 * 60_000);
  await known.find('NT-9');
  expect(asked).toEqual(['NT-1', 'NT-9', 'NT-9']);
});

test('two hovers at once ask one question', async () => {
  let asked = 0;
  const known = createKnownTasks({
    clock: createFakeClock(),
    issue: async () => {
      asked += 1;
      return success(issueNumber(1));
    },
    prefixes: async () => success([]),
  });
  await Promise.all([known.find('NT-1'), known.find('NT-1')]);
  expect(asked).toBe(1);
});

test('offline, a task is shown from memory', async () => {
  const clock = createFakeClock();
  const known = createKnownTasks({
    clock,
    issue: async () => failureOf('offline'),
    prefixes: async () => failureOf('offline'),
  });
  known.note([issueNumber(1)]);
  clock.advance(6 * 60_000);
  expect(await known.find('NT-1')).toMatchObject({ ok: true, value: { key: 'NT-1' } });
  expect(await known.find('NT-2')).toMatchObject({ ok: false });
  expect(await known.prefixes()).toEqual([]);
  known.forget();
  expect(known.get('NT-1')).toBeNull();
});

test('prefixes that could not be read are asked for again soon, read ones later', async () => {
  const clock = createFakeClock();
  const answers: Result<string[]>[] = [failureOf('offline'), success(['NT']), success(['NT', 'BUG'])];
  const known = createKnownTasks({
    clock,
    issue: async () => failureOf('offline'),
    prefixes: async () => answers.shift() ?? failureOf('offline'),
  });
  expect(await known.prefixes()).toEqual([]);
  clock.advance(31_000);
  expect(await known.prefixes()).toEqual(['NT']);
  clock.advance(31_000);
  expect(await known.prefixes()).toEqual(['NT']);
  clock.advance(300_000);
  expect(await known.prefixes()).toEqual(['NT', 'BUG']);
});

test('what was worked on is kept, the newest first, and never shown to somebody else', () => {
  const stored = new Map<string, unknown>();
  const memento = {
    get: (key: string) => structuredClone(stored.get(key)),
    update: async (key: string, value: unknown) => void stored.set(key, structuredClone(value)),
  };
  let owner = 'ana';
  const open = () =>
    createRecentTasks(
      memento,
      () => owner,
      () => undefined,
    );
  const recent = open();
  for (const number of [1, 2, 1]) recent.add(issueNumber(number));
  expect(recent.add(issueNumber(1))).toBe(false);
  expect(
    open()
      .all()
      .map(({ key }) => key),
  ).toEqual(['NT-1', 'NT-2']);
  for (let number = 3; number < 30; number += 1) recent.add(issueNumber(number));
  expect(recent.all()).toHaveLength(8);
  owner = 'ben';
  expect(open().all()).toEqual([]);
  expect(recent.all()).toEqual([]);
});

test('recent tasks that can no longer be read are left out', () => {
  const memento = { get: () => ({ owner: 'ana', issues: [{ id: 1 }, issueNumber(1)] }), update: async () => undefined };
  expect(
    createRecentTasks(
      memento,
      () => 'ana',
      () => undefined,
    ).all(),
  ).toHaveLength(1);
});

test('my tasks are shown under their statuses, what is under way first and what is done folded', () => {
  const issues = [
    issueNumber(1, { status: 'Done', defaultStatus: 'DONE' }),
    issueNumber(2, { status: 'To do', defaultStatus: 'TO_DO' }),
    issueNumber(3),
    issueNumber(4, { status: null, defaultStatus: 'UNDEFINED' }),
  ];
  const rows = myTaskRows({ issues, failure: null, isAsking: false }, [issueNumber(3, { title: 'old title' })], t);
  expect(rows.map(({ label, isFolded }) => `${label}${isFolded ? ' folded' : ''}`)).toEqual([
    'Recent',
    'In Progress',
    'To do',
    'no status',
    'Done folded',
  ]);
  // The server's newer word counts.
  expect(rows[0]?.children?.[0]?.description).toBe('Task 3');
  for (const row of rows.flatMap((each) => [each, ...(each.children ?? [])])) expect(row.spoken).not.toBe('');
});

test('before the first answer the view waits, and an empty answer leaves room for what helps', () => {
  expect(myTaskRows({ issues: null, failure: null, isAsking: true }, [], t).map(({ label }) => label)).toEqual([
    'Asking the server…',
  ]);
  expect(myTaskRows({ issues: [], failure: null, isAsking: false }, [], t)).toEqual([]);
});

test('who has more tasks than are asked for is told so', () => {
  const issues = Array.from({ length: 200 }, (_, number) => issueNumber(number));
  const labels = (shown: Issue[]) =>
    myTaskRows({ issues: shown, failure: null, isAsking: false }, [], t).map(({ label }) => label);
  expect(labels(issues)).toEqual(['In Progress', 'Only the 200 changed last are shown']);
  expect(labels(issues.slice(1))).toEqual(['In Progress']);
});

test('the current task is shown with its facts, and nothing of it in any other state', () => {
  const known = { link: sampleLink(), askedAtMs: 0, answeredAtMs: 0, failure: null };
  const state = deriveTaskState({ kind: 'signed_in' }, positionOn('feature/NT-42'), known);
  const rows = currentTaskRows(state, t).map(({ label, description }) => `${label}: ${description}`);
  expect(rows).toEqual([
    'NT-42: Notion integration',
    'Status: In Progress',
    'Assignee: Ana Lima',
    'Priority: High',
    'Estimate: 8 h',
    'Time Spent: 1 h 30 m',
    'Branch: feature/NT-42',
    'Linked because: NT-42 is in the branch name.',
  ]);
  const old = deriveTaskState({ kind: 'signed_in' }, positionOn('feature/NT-42'), {
    ...known,
    failure: failureOf('offline').failure,
  });
  expect(currentTaskRows(old, t)[1]?.label).toBe('not up to date');
  expect(currentTaskRows(deriveTaskState({ kind: 'signed_out' }, positionOn('x'), known), t)).toEqual([]);
});

test('starting offers the first status that means work goes on, unless the task has one', () => {
  expect(statusToStart(statuses)?.name).toBe('In progress');
  expect(statusToStart(statusesOn('In review'))).toBeNull();
  expect(statusToStart(statuses.filter(({ defaultStatus }) => defaultStatus !== 'IN_PROGRESS'))).toBeNull();
});

test('finishing offers review with a pull request, and done without', () => {
  expect(statusToFinish(statuses, true)?.name).toBe('In review');
  expect(statusToFinish(statuses, false)?.name).toBe('Done');
  expect(statusToFinish(statusesOn('Done'), false)).toBeNull();
  expect(
    statusToFinish(
      statuses.filter(({ name }) => name !== 'In review'),
      true,
    )?.name,
  ).toBe('Done');
});
