import { expect, test } from 'vitest';
import { findTodo } from '../../extension/core/todo.ts';
import type { Work } from '../../extension/ui/work.ts';
import { workCommands } from '../../extension/ui/work-commands.ts';
import { createFakeRepository } from './support/fake-work.ts';
import { failureOf, sampleLink, success } from './support/samples.ts';
import { setUp, unlinked, source, created } from './support/task-command.ts';

test('a task is made of an unlinked branch, with its words as title, and the branch is linked to it', async () => {
  const { context, work, dialogs, text } = await setUp({
    api: {
      sources: async () => success([source]),
      createIssue: async () => success(created),
      linkBranch: async () => success(sampleLink()),
    },
    work: { repository: () => createFakeRepository({ branch: 'tidy/say-why' }) },
    typed: [['Say why']],
    link: unlinked,
    branch: 'tidy/say-why',
  });
  await workCommands['tickmark.createTask'](context);
  expect(dialogs.questions[0]).toMatchObject({ value: 'Say why', title: 'New task in Tasks' });
  expect(work.calls).toContain('linkBranch {"repository":"git.example.com/team/app","branch":"tidy/say-why"} "NT-50"');
  expect(text()).toBe('Created NT-50 and linked tidy/say-why to it.');
});

test('a branch that was switched to a moment ago is the one that is linked', async () => {
  const { context, work } = await setUp({
    api: {
      sources: async () => success([source]),
      createIssue: async () => success(created),
      linkBranch: async () => success(sampleLink()),
    },
    work: {
      repository: () => createFakeRepository(),
      freshRepository: async () => createFakeRepository({ branch: 'tidy/say-why' }),
    },
    typed: [['Say why']],
    branch: 'feature/NT-42',
  });
  await workCommands['tickmark.createTask'](context);
  expect(work.calls).toContain('linkBranch {"repository":"git.example.com/team/app","branch":"tidy/say-why"} "NT-50"');
});

test('the database is asked for only when there are several', async () => {
  const { context, work, pickers } = await setUp({
    api: {
      sources: async () => success([source, { ...source, id: 's2', name: 'Bugs', prefix: 'BUG' }]),
      createIssue: async () => success(created),
    },
    chosen: ['Bugs'],
    typed: [['Say why']],
  });
  await workCommands['tickmark.createTask'](context);
  expect(pickers.lists[0]?.rows).toEqual(['Tasks', 'Bugs']);
  expect(work.calls[1]).toContain('"sourceId":"s2"');
});

test('who is not found in Notion can make the task without being assigned', async () => {
  const tries: unknown[] = [];
  const { context } = await setUp({
    api: {
      sources: async () => success([source]),
      createIssue: async (task) => {
        tries.push([task.id, task.assignToMe]);
        return task.assignToMe === true ? failureOf('refused', { code: 'person.not_in_notion' }) : success(created);
      },
    },
    typed: [['Say why']],
    buttons: ['Without Assigning'],
  });
  await workCommands['tickmark.createTask'](context);
  expect(tries).toEqual([
    ['0195e000-0000-7000-8000-000000000009', true],
    ['0195e000-0000-7000-8000-000000000009', false],
  ]);
});

test('a task whose making was unclear is tried again with the same id', async () => {
  const ids: string[] = [];
  const { context, text } = await setUp({
    api: {
      sources: async () => success([source]),
      createIssue: async ({ id }) => {
        ids.push(id);
        return ids.length === 1 ? failureOf('server_fault', { code: 'notion.unclear' }) : success(created);
      },
    },
    typed: [['Say why']],
    buttons: ['Try Again'],
  });
  await workCommands['tickmark.createTask'](context);
  expect(new Set(ids).size).toBe(1);
  expect(text()).toContain('Created NT-50.');
});

function todoWork(written: string[], isThere = true): Omit<Partial<Work>, 'api' | 'pickers'> {
  const todo = findTodo('// TODO: say why');
  return {
    repository: () => createFakeRepository(),
    todo: () =>
      todo === null
        ? null
        : {
            todo,
            path: 'src/login.ts',
            line: 11,
            isUnsaved: false,
            writeKey: async (key) => {
              written.push(key);
              return isThere;
            },
          },
  };
}

test('a task is made of a TODO with its file and line, and the key is written into the comment', async () => {
  const written: string[] = [];
  const { context, work, text } = await setUp({
    api: { sources: async () => success([source]), createIssue: async () => success(created) },
    work: todoWork(written),
    typed: [['say why']],
  });
  await workCommands['tickmark.createTaskFromTodo'](context);
  expect(work.calls[1]).toContain(
    JSON.stringify('Noted in src/login.ts, line 12.\n\nhttps://github.com/team/app/blob/1a2b3c4d5e6f/src/login.ts#L12'),
  );
  expect(written).toEqual(['NT-50']);
  expect(text()).toBe('Created NT-50 and wrote it into the comment.');
});

test('when the line was changed meanwhile nothing is written, and the key can be copied', async () => {
  const { context, done, text } = await setUp({
    api: { sources: async () => success([source]), createIssue: async () => success(created) },
    work: todoWork([], false),
    typed: [['say why']],
    buttons: ['Copy'],
  });
  await workCommands['tickmark.createTaskFromTodo'](context);
  expect(text()).toContain('The line was changed meanwhile');
  expect(done.copied).toEqual(['NT-50']);
});

test('without a TODO at the cursor it is said what one looks like', async () => {
  const { context, text } = await setUp({});
  await workCommands['tickmark.createTaskFromTodo'](context);
  expect(text()).toContain('Put the cursor into a comment');
});
