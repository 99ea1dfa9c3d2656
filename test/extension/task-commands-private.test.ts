import { expect, test } from 'vitest';
import { isRefusedHere } from '../../extension/ui/private-place.ts';
import { workCommands } from '../../extension/ui/work-commands.ts';
import { createFakePauses } from './support/fake-pauses.ts';
import { createFakeRepository } from './support/fake-work.ts';
import { sampleIssue, success } from './support/samples.ts';
import { setUp, unlinked } from './support/task-command.ts';

test.each(['tickmark.linkBranch', 'tickmark.unlinkBranch', 'tickmark.createTaskFromTodo'] as const)(
  '%s tells nothing of a private folder, says why, and leads to the setting',
  async (command) => {
    const { context, work, done, text } = await setUp({
      work: { isPrivate: () => true },
      buttons: ['Private folders'],
    });
    expect(await isRefusedHere(command, context)).toBe(true);
    expect(text()).toContain('This folder is private');
    expect(done.ran).toEqual(['tickmark.openPrivateFolders']);
    expect(work.calls).toEqual([]);
    expect(await isRefusedHere('tickmark.searchTasks', context)).toBe(false);
  },
);

test('a task created in a private folder is neither named after its branch nor linked to it', async () => {
  const sources = [{ id: 's1', name: 'Tasks', prefix: 'NT', assigneeProperty: true }];
  const { context, work, dialogs } = await setUp({
    link: unlinked,
    branch: 'feature/secret-plan',
    work: { isPrivate: () => true, repository: () => createFakeRepository({ branch: 'feature/secret-plan' }) },
    api: { sources: async () => success(sources) as never, createIssue: async () => success(sampleIssue()) },
    typed: [['A task']],
  });
  await workCommands['tickmark.createTask'](context);
  expect(work.calls.join('\n')).not.toMatch(/linkBranch|secret/u);
  expect(dialogs.questions[0]?.value).toBe('');
});

test('what is sent is shown with what is private, what of it cannot be read, and a pause', async () => {
  const { context, done } = await setUp({});
  const wrong = [{ entry: '/w/[a', reason: 'its brackets do not fit together' }];
  const privacy = { folders: () => ({ entries: ['~/private'], wrong, has: () => true }) };
  const pauses = createFakePauses({ untilMs: Date.UTC(2026, 2, 2, 10) });
  await workCommands['tickmark.showSentData']({ ...context, privacy, pauses });
  expect(JSON.parse(done.documents[0]?.text ?? '')).toMatchObject({
    paused: '2026-03-02T10:00:00.000Z',
    privateFolders: ['~/private'],
    privateFoldersThatCannotBeRead: wrong,
    everythingIsPrivate: true,
  });
});
