import { expect, test } from 'vitest';
import type { BranchLink } from '../../shared/api/branches.ts';
import type { Result } from '../../extension/core/failure.ts';
import { concernedBy } from '../../extension/core/news.ts';
import type { TaskState } from '../../extension/core/task-state.ts';
import { createTaskStore, type TaskStore } from '../../extension/core/task-store.ts';
import { createFakeClock, settled, type FakeClock } from './support/fake-clock.ts';
import { failureOf, linkFor, positionOn, sampleIssue, success } from './support/samples.ts';

const nt42 = sampleIssue().id;

interface Told {
  store: TaskStore;
  clock: FakeClock;
  shown: TaskState[];
  /** Answers that the server still owes, oldest first. */
  owed: { branch: string; answer: (result?: Result<BranchLink>) => Promise<void> }[];
  asked: () => number;
  tell: (type: string, data: unknown) => Promise<void>;
  status: () => string | null;
}

/** A store that shows NT-42 in its status `In Progress`. */
async function openStore(): Promise<Told> {
  const clock = createFakeClock();
  const owed: Told['owed'] = [];
  const shown: TaskState[] = [];
  let asked = 0;
  const store = createTaskStore({
    clock,
    random: () => 1,
    resolve: (repository, branch) =>
      new Promise((resolve) => {
        asked += 1;
        const answer = async (result = success(linkFor(repository, branch))): Promise<void> => {
          resolve(result);
          await settled();
        };
        owed.push({ branch, answer });
      }),
    recall: () => null,
    remember: () => undefined,
    onChange: (state) => void shown.push(state),
  });
  store.setSession({ kind: 'signed_in' });
  store.setPosition(positionOn('feature/NT-42'));
  await owed.shift()?.answer();
  const status = (): string | null => {
    const state = store.state();
    return state.kind === 'task' ? state.link.issue.status : state.kind;
  };
  return {
    store,
    clock,
    shown,
    owed,
    asked: () => asked,
    status,
    async tell(type, data) {
      const isConcerned = concernedBy({ type, data: JSON.stringify(data), id: null });
      if (isConcerned !== null) store.noteNews(isConcerned);
      await clock.advanceSettling(250);
    },
  };
}

const done = success({ ...linkFor('app', 'feature/NT-42'), issue: sampleIssue({ status: 'Done' }) });

test('a changed task that is shown is asked for again within a quarter of a second', async () => {
  const { tell, owed, status, asked } = await openStore();
  await tell('issue', { issueIds: ['another', nt42] });
  expect(asked()).toBe(2);
  await owed.shift()?.answer(done);
  expect(status()).toBe('Done');
});

test('until the answer is there the task is shown as it was, and then it changes once', async () => {
  const { tell, owed, shown } = await openStore();
  shown.length = 0;
  await tell('issue', { issueIds: [nt42] });
  expect(shown).toEqual([]);
  await owed.shift()?.answer(done);
  expect(shown.map(({ kind }) => kind)).toEqual(['task']);
});

test('a worklog on the task is news, and so is another task of the branch', async () => {
  const { tell, owed, asked } = await openStore();
  await tell('worklog', { worklogId: 'w', issueId: nt42 });
  await owed.shift()?.answer();
  await tell('branch', { repository: 'git.example.com/team/app', branch: 'feature/NT-42', issueId: null });
  expect(asked()).toBe(3);
});

test('what is not shown is no reason to ask', async () => {
  const { tell, asked } = await openStore();
  await tell('issue', { issueIds: ['another'] });
  await tell('worklog', { worklogId: 'w', issueId: 'another' });
  await tell('branch', { repository: 'git.example.com/team/app', branch: 'feature/NT-4', issueId: nt42 });
  await tell('branch', { repository: 'git.example.com/team/other', branch: 'feature/NT-42', issueId: nt42 });
  await tell('run', { runId: 'r', state: 'done' });
  expect(asked()).toBe(1);
});

test('an event that a newer server words in another way changes nothing', async () => {
  const { tell, asked } = await openStore();
  for (const type of ['issue', 'worklog', 'branch', 'weather']) {
    for (const data of [null, 1, 'x', [], {}, { issueIds: nt42, issueId: 7, repository: 1 }]) await tell(type, data);
  }
  expect(concernedBy({ type: 'issue', data: '{', id: null })).toBeNull();
  expect(asked()).toBe(1);
});

test('a branch without a task asks as soon as it gets one', async () => {
  const { store, tell, owed, status } = await openStore();
  store.setPosition(positionOn('scratch'));
  await owed.shift()?.answer();
  expect(status()).toBe('no_task');
  await tell('issue', { issueIds: [nt42] });
  expect(owed).toHaveLength(0);
  await tell('branch', { repository: 'git.example.com/team/app', branch: 'scratch', issueId: nt42 });
  await owed.shift()?.answer(done);
  expect(status()).toBe('Done');
});

test('fifty events in a row are one question', async () => {
  const { store, clock, asked } = await openStore();
  for (let event = 0; event < 50; event += 1) store.noteNews(() => true);
  await clock.advanceSettling(1000);
  expect(asked()).toBe(2);
});

test('a change during a question is asked for after it, and a change every moment starves no answer', async () => {
  const { tell, owed, asked, status } = await openStore();
  await tell('issue', { issueIds: [nt42] });
  for (let event = 0; event < 20; event += 1) await tell('issue', { issueIds: [nt42] });
  expect(asked()).toBe(2);
  await owed.shift()?.answer();
  expect(asked()).toBe(3);
  await owed.shift()?.answer(done);
  expect(status()).toBe('Done');
  expect(asked()).toBe(3);
});

test('a change during the very first question is asked for after it', async () => {
  const { store, tell, owed, asked } = await openStore();
  store.setPosition(positionOn('feature/NT-7'));
  await tell('issue', { issueIds: [nt42] });
  await owed.shift()?.answer();
  expect(asked()).toBe(3);
});

test('a task that is not in front is asked for when it is shown again', async () => {
  const { store, tell, owed, asked } = await openStore();
  store.setPosition(positionOn('scratch'));
  await owed.shift()?.answer();
  await tell('issue', { issueIds: [nt42] });
  expect(asked()).toBe(2);
  store.setPosition(positionOn('feature/NT-42'));
  expect(asked()).toBe(3);
});

test('news reach a window that is open but was not touched for a while', async () => {
  const { store, tell, asked } = await openStore();
  store.setActive(false);
  await tell('issue', { issueIds: [nt42] });
  expect(asked()).toBe(2);
});

test('once the server can be heard, a question that failed is asked again at once', async () => {
  const { store, clock, owed, asked, status } = await openStore();
  void store.refresh();
  await owed.shift()?.answer(failureOf('offline'));
  store.catchUp(0);
  await clock.advanceSettling(250);
  expect(asked()).toBe(3);
  await owed.shift()?.answer(done);
  expect(status()).toBe('Done');
});

test('an answer from before the server could be heard is asked for again, a newer one is not', async () => {
  const { store, clock, asked } = await openStore();
  store.catchUp(clock.nowMs());
  await clock.advanceSettling(250);
  expect(asked()).toBe(1);
  store.catchUp(clock.nowMs());
  await clock.advanceSettling(250);
  expect(asked()).toBe(2);
});

test('a refused question is not repeated by news faster than one at a time', async () => {
  const { tell, owed, asked } = await openStore();
  await tell('issue', { issueIds: [nt42] });
  await owed.shift()?.answer(failureOf('server_fault'));
  await tell('run', {});
  expect(asked()).toBe(2);
});

test('nothing is asked after the end', async () => {
  const { store, clock, asked } = await openStore();
  store.noteNews(() => true);
  store.dispose();
  await clock.advanceSettling(1000);
  expect(asked()).toBe(1);
  expect(clock.timers()).toBe(0);
});
