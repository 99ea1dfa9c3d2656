import { expect, test } from 'vitest';
import type { WorkRepository } from '../../extension/core/work-repository.ts';
import type { TaskApi } from '../../extension/host/task-api.ts';
import { finishTask } from '../../extension/ui/finish-task.ts';
import { startTask } from '../../extension/ui/start-task.ts';
import { createContext } from './support/context.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import {
  type CheckAnswer,
  createFakePickers,
  createFakeRepository,
  createFakeWork,
  type FakePickers,
  type FakeWorkRepository,
  statuses,
  statusesOn,
} from './support/fake-work.ts';
import { failureOf, sampleIssue, sampleLink, success } from './support/samples.ts';

const toDo = sampleIssue({
  id: 'i7',
  key: 'NT-7',
  title: 'Round prices',
  status: 'To do',
  defaultStatus: 'TO_DO',
  assignees: [],
});
const unlinked = success(sampleLink({ issue: null, rule: 'none' }));
const changed = success(toDo);
const willing: Partial<TaskApi> = {
  statuses: async () => success(statuses),
  setStatus: async () => changed,
  assignMe: async () => changed,
};

interface Story {
  rows: string[];
  done: string[];
  calls: string[];
  told: string;
  opened: string[];
  lists: FakePickers['lists'];
  folders: string[];
}

async function start(
  answers: CheckAnswer[],
  options: {
    api?: Partial<TaskApi>;
    repository?: Partial<WorkRepository> | null;
    decide?: string[];
    typed?: string[];
    buttons?: string[];
  } = {},
): Promise<Story> {
  const repository = options.repository === null ? null : createFakeRepository(options.repository);
  const pickers = createFakePickers(options.decide, answers);
  const work = createFakeWork({ api: { ...willing, ...options.api }, pickers, repository: () => repository });
  const dialogs = createFakeDialogs([options.typed ?? []], { buttons: options.buttons ?? [] });
  const { context, done } = await createContext({ link: unlinked, branch: 'main', dialogs, work });
  await startTask(context, { issue: toDo });
  return storyOf(
    pickers,
    repository,
    work,
    dialogs.messages.map(({ text }) => text),
    done.opened,
  );
}

async function finish(
  answers: CheckAnswer[],
  options: { api?: Partial<TaskApi>; repository?: Partial<WorkRepository>; decide?: string[] } = {},
): Promise<Story> {
  const repository = createFakeRepository({ branch: 'feature/NT-42-x', ahead: 2, ...options.repository });
  const pickers = createFakePickers(options.decide, answers);
  const work = createFakeWork({
    api: { ...willing, statuses: async () => success(statusesOn('In progress')), ...options.api },
    pickers,
    repository: () => repository,
  });
  const dialogs = createFakeDialogs();
  const { context, done } = await createContext({ branch: 'feature/NT-42-x', dialogs, work });
  await finishTask(context);
  return storyOf(
    pickers,
    repository,
    work,
    dialogs.messages.map(({ text }) => text),
    done.opened,
  );
}

function storyOf(
  pickers: FakePickers,
  repository: FakeWorkRepository | null,
  { calls, folders }: { calls: string[]; folders: string[] },
  told: string[],
  opened: string[],
): Story {
  const { lists } = pickers;
  return {
    rows: lists[0]?.rows ?? [],
    done: repository?.done ?? [],
    calls,
    told: told.join('\n'),
    opened,
    lists,
    folders,
  };
}

const changes = (calls: string[]): string[] => calls.filter((call) => /^(?:setStatus|assignMe)/u.test(call));

test('each step of starting is shown before anything is done, and going away does nothing', async () => {
  const { rows, done, calls } = await start(['leave']);
  expect(rows).toEqual([
    '[x] Create the branch feature/NT-7-round-prices',
    '[ ] In a folder of its own (worktree)',
    '[x] Set the status “In progress”',
    '[x] Assign it to you',
  ]);
  expect([done, changes(calls)]).toEqual([[], []]);
});

test('starting makes the branch from the default branch, sets the status and assigns the person', async () => {
  const { done, calls, told } = await start(['accept']);
  expect(done).toEqual(['create feature/NT-7-round-prices from main']);
  expect(changes(calls)).toEqual(['setStatus "i7" {"status":"s2","expected":"To do"}', 'assignMe "i7" true']);
  expect(told).toBe('NT-7 started. Done: branch feature/NT-7-round-prices, status “In progress”, assigned to you.');
});

test('a step that is unticked is not done', async () => {
  const { done, calls } = await start([{ without: ['status', 'branch'] }]);
  expect([done, changes(calls)]).toEqual([[], ['assignMe "i7" true']]);
});

test('a branch that exists is switched to', async () => {
  const { rows, done } = await start(['accept'], { repository: { hasBranch: async () => true } });
  expect(rows[0]).toBe('[x] Switch to the branch feature/NT-7-round-prices');
  expect(done).toEqual(['switch to feature/NT-7-round-prices']);
});

test('another name can be given to the branch, and only one that Git accepts', async () => {
  const { done, lists } = await start([{ edit: 'branch' }, 'accept'], { typed: ['a b', 'fix/NT-7'] });
  expect(lists[1]?.rows[0]).toBe('[x] Create the branch fix/NT-7');
  expect(done).toEqual(['create fix/NT-7 from main']);
});

test('another status can be chosen, under the headings of the database', async () => {
  const { calls, lists } = await start([{ edit: 'status' }, 'accept'], { decide: ['In review'] });
  expect(lists[1]?.rows).toContain('— Complete');
  expect(changes(calls)[0]).toBe('setStatus "i7" {"status":"s3","expected":"To do"}');
});

test('a worktree leaves this folder alone and offers to open the other', async () => {
  const { done, folders } = await start([{ with: ['worktree'] }], { buttons: ['Open Folder', 'Open Folder'] });
  expect(done).toEqual(['worktree feature/NT-7-round-prices from main']);
  expect(folders).toEqual(['/w/app.worktrees/x']);
});

test('uncommitted changes are named, and stashed only on wish', async () => {
  const { rows, done } = await start(['accept'], { repository: { changedFiles: 3 } });
  expect(rows[0]).toBe('[ ] Stash uncommitted changes first');
  expect(done).toEqual(['create feature/NT-7-round-prices from main']);
  const stashed = await start([{ with: ['stash'] }], { repository: { changedFiles: 3 } });
  expect(stashed.done[0]).toBe('stash Before NT-7 Round prices');
});

test('a failed step stops, shows what is done and what is not, and can be taken back', async () => {
  const { done, lists, calls, told } = await start(['accept'], {
    api: {
      setStatus: async () =>
        failureOf('refused', { code: 'issue.changed', detail: 'It is “Done” now.', fix: 'Choose again.' }),
    },
    decide: ['Take back'],
  });
  expect(lists[1]).toEqual({
    title: 'NT-7 started: “status “In progress”” failed',
    rows: [
      '— It is “Done” now. Choose again.',
      '$(refresh) Try again',
      '$(debug-step-over) Go on without it',
      '$(discard) Take back what was done',
      '$(debug-stop) Stop here',
      '— Done: branch feature/NT-7-round-prices',
      '— Failed: status “In progress”',
      '— Not done: assigned to you',
    ],
  });
  expect(done).toEqual([
    'create feature/NT-7-round-prices from main',
    'switch to main',
    'delete feature/NT-7-round-prices at c1',
  ]);
  expect(changes(calls)).toHaveLength(1);
  expect(told).toContain('was taken back');
});

test('when assigning fails, taking back resets the status too, if nobody changed it meanwhile', async () => {
  const { calls } = await start(['accept'], {
    api: { assignMe: async () => failureOf('refused', { code: 'person.not_in_notion' }) },
    decide: ['Take back'],
  });
  expect(changes(calls).at(-1)).toBe('setStatus "i7" {"status":"To do","expected":"In progress"}');
});

test('a failed step can be left out, and the rest goes on', async () => {
  const { calls, told } = await start(['accept'], {
    api: { setStatus: async () => failureOf('offline') },
    decide: ['Go on without it'],
  });
  expect(changes(calls)).toContain('assignMe "i7" true');
  expect(told).toContain('Not done: status “In progress”');
});

test('Git’s refusal because of uncommitted changes is told, and nothing is lost', async () => {
  const { told, calls } = await start(['accept'], {
    repository: {
      changedFiles: 1,
      createBranch: async () =>
        Promise.reject(new Error('Git stopped so that your uncommitted changes are not overwritten.')),
    },
  });
  expect(told).toContain('not overwritten');
  expect(changes(calls)).toEqual([]);
});

test('offline, the branch can still be made and the status says why it cannot', async () => {
  const { rows, done } = await start([{ without: ['assign'] }], {
    api: { statuses: async () => failureOf('offline') },
  });
  expect(rows).toContain(
    '— No status: It was offline. The Tickmark server does not answer. It is asked again by itself.',
  );
  expect(done).toHaveLength(1);
});

test('without a repository the status can still be set', async () => {
  const { rows, calls } = await start(['accept'], { repository: null });
  expect(rows[0]).toBe('— No branch: open a file of a Git repository first');
  expect(changes(calls)).toHaveLength(2);
});

test('a task that is under way and assigned already says so', async () => {
  const { rows } = await start(['leave'], { api: { statuses: async () => success(statusesOn('In review')) } });
  expect(rows).toContain('— The status stays “In review”');
});

test('signed out, starting leads to signing in', async () => {
  const { context, done } = await createContext({ signedIn: false });
  await startTask(context);
  expect(done.ran).toEqual(['tickmark.signIn']);
});

test('each step of finishing is shown before anything is done', async () => {
  const { rows, done, opened } = await finish(['leave']);
  expect(rows).toEqual([
    '[x] Push to origin',
    '[x] Open the page for a pull request',
    '[x] Set the status “In review”',
    '[x] Go back to main',
  ]);
  expect([done, opened]).toEqual([[], []]);
});

test('finishing pushes, opens the pull request page, sets the status and goes back', async () => {
  const { done, calls, opened, told } = await finish(['accept']);
  expect(done).toEqual(['push', 'switch to main']);
  expect(opened).toEqual([
    'https://github.com/team/app/compare/main...feature/NT-42-x?expand=1&title=NT-42%3A%20Notion%20integration',
  ]);
  expect(changes(calls)).toHaveLength(1);
  expect(told).toContain('NT-42 finished. Done: feature/NT-42-x pushed, pull request page opened');
});

test('a push that fails stops before the pull request, and what was pushed is never taken back', async () => {
  const push = async (): Promise<void> => Promise.reject(new Error('The remote has commits that are not here.'));
  const { opened, calls, told } = await finish(['accept'], { repository: { push } });
  expect([opened, changes(calls)]).toEqual([[], []]);
  expect(told).toContain('The remote has commits that are not here.');
  const undone = await finish(['accept'], {
    api: { setStatus: async () => failureOf('offline') },
    decide: ['Stop here'],
  });
  expect(undone.lists[1]?.rows.some((row) => row.includes('Take back'))).toBe(false);
});

test('with uncommitted changes going back is offered unticked, and the changes are named', async () => {
  const { rows, done } = await finish(['accept'], { repository: { changedFiles: 2 } });
  expect(rows[0]).toBe('— Files with uncommitted changes, which are not pushed: 2');
  expect(rows.at(-1)).toBe('[ ] Go back to main');
  expect(done).toEqual(['push']);
});

test.each([
  [{ remote: null }, '— No pull request: the repository has no remote'],
  [
    { remote: { name: 'origin', url: 'https://git.example.com/t/a' } },
    '— No pull request: the pages of git.example.com are not known here; open one there by hand',
  ],
  [{ defaultBranch: async () => null }, '— No pull request: the default branch is not known; name it in the settings'],
  [{ ahead: 0 }, '— Everything is pushed'],
] as const)('what is not possible says why', async (repository, row) => {
  expect((await finish(['leave'], { repository })).rows).toContain(row);
});

test('without a pull request the task is offered as done', async () => {
  const { rows } = await finish(['leave'], { repository: { remote: null } });
  expect(rows).toContain('[x] Set the status “Done”');
});

test('on a branch without a task, finishing says why', async () => {
  const dialogs = createFakeDialogs();
  const { context } = await createContext({
    link: unlinked,
    dialogs,
    work: createFakeWork({ repository: () => createFakeRepository() }),
  });
  await finishTask(context);
  expect(dialogs.messages[0]?.text).toContain('This branch belongs to no task.');
});

test('a link to a task that is none starts nothing and says why', async () => {
  const dialogs = createFakeDialogs();
  const work = createFakeWork({
    api: { issue: async () => failureOf('refused', { detail: 'No such task.', fix: '' }) },
  });
  const { context } = await createContext({ dialogs, work });
  await startTask(context, 'NT-99');
  expect(dialogs.messages[0]?.text).toContain('NT-99 cannot be shown. No such task.');
});
