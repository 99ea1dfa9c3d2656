import { expect, test } from 'vitest';
import { statusesOn } from './support/fake-work.ts';
import { taskCommandIds } from '../../extension/ui/task-command-ids.ts';
import { workCommands } from '../../extension/ui/work-commands.ts';
import { createFakeRepository } from './support/fake-work.ts';
import { failureOf, sampleIssue, sampleLink, success } from './support/samples.ts';
import { setUp, issue, unlinked } from './support/task-command.ts';

test('the status is chosen from the database’s own, under its headings, and the present one is marked', async () => {
  const { context, pickers, work } = await setUp({
    api: { statuses: async () => success(statusesOn('In progress')), setStatus: async () => success(issue) },
    chosen: ['Done'],
  });
  await workCommands['tickmark.changeStatus'](context);
  expect(pickers.lists[0]).toEqual({
    title: 'Status of NT-42',
    rows: [
      '— To-do',
      '$(blank) To do',
      '— In progress',
      '$(check) In progress',
      '$(blank) In review',
      '— Complete',
      '$(blank) Done',
    ],
  });
  expect(work.calls[1]).toBe(`setStatus "${issue.id}" {"status":"s4","expected":"In progress"}`);
});

test('the new status is shown at once, and taken back when the page was changed meanwhile, which is said', async () => {
  const shown: (string | null)[] = [];
  const told = await setUp({
    api: {
      statuses: async () => success(statusesOn('In progress')),
      setStatus: async () => {
        const state = told.context.task.state();
        shown.push(state.kind === 'task' ? state.link.issue.status : null);
        return failureOf('refused', {
          code: 'issue.changed',
          detail: 'The page is “In review” now.',
          fix: 'Choose again.',
        });
      },
    },
    chosen: ['Done'],
  });
  await workCommands['tickmark.changeStatus'](told.context);
  const after = told.context.task.state();
  expect([...shown, after.kind === 'task' ? after.link.issue.status : null]).toEqual(['Done', 'In Progress']);
  expect(told.text()).toBe('The status of NT-42 was not changed: The page is “In review” now. Choose again.');
  expect(told.dialogs.messages[0]?.buttons).toEqual(['Choose Again']);
});

test('choosing the present status changes nothing', async () => {
  const { context, work } = await setUp({
    api: { statuses: async () => success(statusesOn('Done')) },
    chosen: ['Done'],
  });
  await workCommands['tickmark.changeStatus'](context);
  expect(work.calls).toHaveLength(1);
});

test('a row of a view decides which task a command is about', async () => {
  const { context, work } = await setUp({ api: { statuses: async () => failureOf('offline') } });
  await workCommands['tickmark.changeStatus'](context, { issue: sampleIssue({ id: 'other' }) });
  expect(work.calls).toEqual(['statuses "other"']);
});

test('a key that was clicked is looked up; one that is none is explained', async () => {
  const { context, done, text } = await setUp({
    api: {
      issue: async (key) =>
        key === 'NT-1'
          ? success(sampleIssue({ url: 'https://n.so/1' }))
          : failureOf('refused', { detail: 'No such task.', fix: 'Check the key.' }),
    },
  });
  await workCommands['tickmark.openTask'](context, 'NT-1');
  await workCommands['tickmark.openTask'](context, 'NT-9');
  expect(done.opened).toEqual(['https://n.so/1']);
  expect(text()).toBe('NT-9 cannot be shown. No such task. Check the key.');
});

test('the page is read as a document; when it cannot be read it is said why', async () => {
  const page = {
    key: 'NT-42',
    title: 'Notion integration',
    url: '',
    properties: [],
    markdown: '',
    truncated: false,
    readAt: '',
    editedAt: '',
  };
  const read = await setUp({ api: { document: async () => success(page) } });
  await workCommands['tickmark.readPage'](read.context);
  expect(read.work.pages).toEqual(['Notion integration']);
  const failed = await setUp({ api: { document: async () => failureOf('offline') } });
  await workCommands['tickmark.readPage'](failed.context);
  expect(failed.text()).toContain('The page of NT-42 cannot be read.');
});

const selection = { path: 'src/login.ts', firstLine: 3, lastLine: 7, isUnsaved: false };
const posted = { id: 'c1', key: 'NT-42', text: 'Why?', state: 'done' as const, detail: null };

test('a comment carries a link to the selected lines at the commit, if wanted', async () => {
  const api = { comment: async () => success(posted) };
  const { context, work, text } = await setUp({
    api,
    work: { selection: () => selection, repository: () => createFakeRepository() },
    chosen: ['Comment with a link'],
    typed: [['', 'Why?']],
  });
  await workCommands['tickmark.addComment'](context);
  expect(work.calls[0]).toBe(
    `comment "${issue.id}" ${JSON.stringify({
      id: '0195e000-0000-7000-8000-000000000009',
      text: 'Why?',
      link: { url: 'https://github.com/team/app/blob/1a2b3c4d5e6f/src/login.ts#L3-L7', title: 'src/login.ts:3–7' },
    })}`,
  );
  expect(text()).toBe('Commented on NT-42.');
});

test('without a page for the lines the person learns why, and can comment without a link', async () => {
  const { context, pickers } = await setUp({
    work: {
      selection: () => selection,
      repository: () => createFakeRepository({ remote: { name: 'origin', url: 'https://git.example.com/t/a' } }),
    },
  });
  await workCommands['tickmark.addComment'](context);
  expect(pickers.lists[0]?.rows).toEqual([
    '— No link: the pages of git.example.com are not known here',
    'Comment without a link',
  ]);
});

test('a comment that was not taken is sent again with the same id, and its text can be kept', async () => {
  const ids: string[] = [];
  const { context, done } = await setUp({
    api: {
      comment: async (_key, { id }) => {
        ids.push(id);
        return failureOf('offline');
      },
    },
    typed: [['Why?']],
    buttons: ['Try Again', 'Copy Text'],
  });
  await workCommands['tickmark.addComment'](context);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(done.copied).toEqual(['Why?']);
});

test('a comment that waits for somebody says so', async () => {
  const { context, text } = await setUp({
    api: { comment: async () => success({ ...posted, state: 'blocked', detail: 'The connection may not comment.' }) },
    typed: [['Why?']],
  });
  await workCommands['tickmark.addComment'](context);
  expect(text()).toBe('The comment on NT-42 waits. The connection may not comment.');
});

test('a branch is linked by hand to a task found by typing', async () => {
  const { context, work, text } = await setUp({
    api: {
      search: async () => success([sampleIssue({ key: 'NT-7', title: 'Round prices' })]),
      linkBranch: async () => success(sampleLink()),
    },
    searched: ['round'],
    chosen: ['NT-7'],
    link: unlinked,
    branch: 'tidy-up',
  });
  await workCommands['tickmark.linkBranch'](context);
  expect(work.calls).toEqual([
    'search "round"',
    'linkBranch {"repository":"git.example.com/team/app","branch":"tidy-up"} "NT-7"',
  ]);
  expect(text()).toBe('tidy-up belongs to NT-7 now.');
});

test('a branch linked by its name is unlinked by saying that it has no task', async () => {
  const { context, work, pickers } = await setUp({
    api: { linkBranch: async () => success(sampleLink({ issue: null, rule: 'explicit' })) },
    chosen: ['No task'],
  });
  await workCommands['tickmark.unlinkBranch'](context);
  expect(pickers.lists[0]?.rows).toEqual(['No task for this branch']);
  expect(work.calls).toEqual(['linkBranch {"repository":"git.example.com/team/app","branch":"feature/NT-42"} null']);
});

test('what was said by hand can be forgotten, so that the name counts again', async () => {
  const { context, work, text } = await setUp({
    api: { unlinkBranch: async () => success(sampleLink()) },
    link: success(sampleLink({ issue: null, rule: 'explicit' })),
    chosen: ['What its name says'],
  });
  await workCommands['tickmark.unlinkBranch'](context);
  expect(work.calls).toEqual(['unlinkBranch {"repository":"git.example.com/team/app","branch":"feature/NT-42"}']);
  expect(text()).toBe('feature/NT-42 belongs to NT-42 now.');
});

test('a branch without a task has nothing to unlink, and without a branch there is nothing to link', async () => {
  const without = await setUp({ link: unlinked });
  await workCommands['tickmark.unlinkBranch'](without.context);
  expect(without.text()).toBe('feature/NT-42 belongs to no task.');
  const detached = await setUp({ branch: null });
  await workCommands['tickmark.linkBranch'](detached.context);
  expect(detached.text()).toBe('No branch is checked out, so there is nothing to link.');
});

test.each([
  ['Key', 'NT-42'],
  ['Link', issue.url],
  ['Markdown link', `[NT-42 Notion integration](${issue.url})`],
  ['Key and title', 'NT-42 Notion integration'],
  ['Branch name', 'feature/NT-42-notion-integration'],
  ['Link that starts it', 'vscode://tickmark.tickmark/start?key=NT-42'],
])('a task is copied as %s', async (form, text) => {
  const { context, done } = await setUp({ chosen: [form] });
  await workCommands['tickmark.copy'](context);
  expect(done.copied).toEqual([text]);
});

test('the pull request text is copied also when the page cannot be read, and that is said', async () => {
  const { context, done, text } = await setUp({
    api: { document: async () => failureOf('offline') },
    chosen: ['Pull request'],
  });
  await workCommands['tickmark.copy'](context);
  expect(done.copied[0]).toContain('NT-42: Notion integration');
  expect(text()).toContain('Copied without acceptance criteria');
});

test('a task found among all offers what can be done with it', async () => {
  const found = sampleIssue({ key: 'NT-7', title: 'Round prices' });
  const { context, done } = await setUp({
    api: { search: async () => success([found]) },
    searched: ['round'],
    chosen: ['NT-7', 'Start'],
  });
  await workCommands['tickmark.searchTasks'](context);
  expect([done.ran, done.subjects]).toEqual([['tickmark.startTask'], [{ issue: found }]]);
});

test('while nothing is typed, recent and own tasks come first, and an outage is told in the list', async () => {
  const { context, pickers } = await setUp({
    api: { search: async () => failureOf('offline') },
    work: {
      recent: () => [sampleIssue({ id: 'a', key: 'NT-1', title: 'One' })],
      mine: {
        state: () => ({
          issues: [sampleIssue({ id: 'a', key: 'NT-1' }), sampleIssue({ id: 'b', key: 'NT-2', title: 'Two' })],
          failure: null,
          isAsking: false,
        }),
        refresh: async () => undefined,
      },
    },
  });
  await workCommands['tickmark.searchTasks'](context);
  expect(pickers.lists[0]?.rows).toEqual([
    '— The Tickmark server does not answer. It is asked again by itself.',
    '— Recent',
    'NT-1 One',
    '— Mine',
    'NT-2 Two',
  ]);
});

test.each(taskCommandIds)('%s does something sensible signed out, without a branch and offline', async (id) => {
  const offline = failureOf('offline');
  const failing = new Proxy({}, { get: () => async () => offline });
  for (const options of [{ signedIn: false }, { branch: null }, { link: offline }, { link: unlinked }, {}]) {
    const { context, done, dialogs, pickers } = await setUp({ ...options, api: failing });
    await workCommands[id](context);
    const shown = done.opened.length + done.documents.length + pickers.lists.length;
    const reactions = done.ran.length + shown + dialogs.messages.length + dialogs.questions.length;
    expect([options, reactions > 0]).toEqual([options, true]);
  }
});

test('who else works on a task is asked for on demand, and told by name', async () => {
  const people = [{ name: 'Bo' }, { name: 'Cy' }];
  const { context, work, text } = await setUp({
    api: { colleagues: async () => success({ shown: true, days: 14, people }) },
  });
  await workCommands['tickmark.showColleagues'](context);
  expect(work.calls).toEqual([`colleagues "${issue.id}"`]);
  expect(text()).toBe('Also worked on NT-42 in the last 14 days: Bo and Cy.');
});

test('where nobody is named, or the department does not show it, that is said', async () => {
  const nobody = await setUp({ api: { colleagues: async () => success({ shown: true, days: 14, people: [] }) } });
  await workCommands['tickmark.showColleagues'](nobody.context);
  expect(nobody.text()).toBe('Nobody else is named for NT-42 in the last 14 days. People may hide here.');
  const closed = await setUp({ api: { colleagues: async () => success({ shown: false, days: 14, people: [] }) } });
  await workCommands['tickmark.showColleagues'](closed.context);
  expect(closed.text()).toBe('Your department does not show who works on what.');
});

test('when the server cannot say who else works on a task, the reason is told', async () => {
  const { context, text } = await setUp({ api: { colleagues: async () => failureOf('offline') } });
  await workCommands['tickmark.showColleagues'](context);
  expect(text()).toContain('Who else works on NT-42 is not known.');
});
