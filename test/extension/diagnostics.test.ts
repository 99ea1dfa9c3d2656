import { expect, test } from 'vitest';
import { createLog } from '../../extension/core/log.ts';
import type { TaskState } from '../../extension/core/task-state.ts';
import { workCommands } from '../../extension/ui/work-commands.ts';
import { commands } from '../../extension/ui/commands.ts';
import { createContext } from './support/context.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import { failureOf, sampleIssue, sampleLink, success } from './support/samples.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function copied(options: Parameters<typeof createContext>[0] = {}): Promise<string> {
  const { context, done } = await createContext(options);
  await workCommands['tickmark.copyDiagnostics'](context);
  return done.copied[0] ?? '';
}

test('diagnostics name repository, branch, rules, answer, versions, settings, queues and the last lines of the log', async () => {
  const log = createLog(silent, () => []);
  log.warn('No answer for the branch: offline.');
  const text = await copied({ changes: { log } });
  for (const part of [
    'Repository: git.example.com/team/app',
    'Branch: feature/NT-42',
    '- [x] The branch name holds the number of a task',
    'Task: NT-42',
    'Answered just now.',
    'Server: http://127.0.0.1:4242',
    'Extension: 1.0.0',
    'editor: Editor',
    'state: task',
    '"idleMinutes":15',
    '"worklogs":null',
    'warn: No answer for the branch: offline.',
  ]) {
    expect(text).toContain(part);
  }
});

test('they hold no token, no path, no name, no e-mail address and no title', async () => {
  const log = createLog(silent, () => []);
  log.warn('tm_a of Ana in /home/ana/work/app.ts, C:\\Users\\ana\\app.ts, file:///home/ana/x, ana.lima@example.com');
  const issue = sampleIssue({ title: 'A secret plan', assignees: [{ name: 'Ben Ito', email: 'ben@example.com' }] });
  const link = sampleLink({ issue, rejected: [{ text: 'ana-7', reason: 'asked by Ben Ito' }] });
  const text = await copied({ changes: { log }, link: success(link), branch: 'ana/NT-42' });
  expect(text).not.toMatch(/tm_a|\bana\b|lima|\bben\b|\bito\b|home|users|ana\.lima@|ben@example|secret plan/iu);
  expect(text).toContain('Branch: [name]/NT-42');
});

test('who linked a branch by hand is not named, the rule is', async () => {
  const rule = 'explicit';
  const reason = 'Cleo Park linked this branch to the task.';
  for (const issue of [sampleIssue(), null]) {
    const text = await copied({ link: success(sampleLink({ issue, rule, reason, grounds: [] })) });
    expect(text).toContain('Because: by the rule “explicit”');
    expect(text).not.toContain('Cleo');
  }
});

test('they can be copied in every state, and are told in one message with a look at them', async () => {
  for (const options of [{ signedIn: false }, { branch: null }, { link: failureOf('server_too_old') }]) {
    const dialogs = createFakeDialogs([], { buttons: ['Show'] });
    const { context, done } = await createContext({ ...options, dialogs });
    await workCommands['tickmark.copyDiagnostics'](context);
    expect(done.copied).toHaveLength(1);
    expect(done.documents.map(({ name, text }) => [name, text])).toEqual([['Diagnostics.md', done.copied[0]]]);
    expect(dialogs.messages).toHaveLength(1);
  }
});

test('a log remembers its last lines only', () => {
  const log = createLog(silent, () => ['tm_a']);
  for (let line = 0; line < 100; line += 1) log.info(`line ${line} tm_a`);
  expect(log.recent()).toHaveLength(40);
  expect(log.recent().at(-1)).toBe('info: line 99 [token]');
});

test('“never for this branch” is a command and the item is drawn anew', async () => {
  const declined: TaskState[] = [];
  let drawn = 0;
  const { context } = await createContext({
    link: success(sampleLink({ issue: null, rule: 'none' })),
    changes: {
      unlinked: { isOffered: () => true, decline: () => void declined.push(context.task.state()) },
      redraw: () => {
        drawn += 1;
      },
    },
  });
  await commands['tickmark.neverForThisBranch']?.(context);
  expect(declined).toHaveLength(1);
  expect(drawn).toBe(1);
});
