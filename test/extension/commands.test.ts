import { expect, test } from 'vitest';
import type { Run } from '../../shared/api/notion.ts';
import type { Result } from '../../extension/core/failure.ts';
import type { WorklogQueue } from '../../extension/core/worklog-queue.ts';
import type { Api } from '../../extension/host/api.ts';
import { workCommands } from '../../extension/ui/work-commands.ts';
import { commands } from '../../extension/ui/commands.ts';
import { createContext } from './support/context.ts';
import { settled } from './support/fake-clock.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import { failureOf, sampleIssue, sampleLink, success } from './support/samples.ts';

const unlinked = success(sampleLink({ issue: null, rule: 'none', reason: 'There is no task key in the branch name.' }));
function aRun(changes: Partial<Run> = {}): Run {
  const run: unknown = {
    id: 'r1',
    departmentId: 'd1',
    job: 'NotionSyncCronJob',
    trigger: 'manual',
    state: 'done',
    startedAt: '2026-03-02T09:00:00.000Z',
    endedAt: '2026-03-02T09:00:05.000Z',
    requests: 3,
    read: 44,
    changed: 2,
    unchanged: 42,
    quarantined: 0,
    error: null,
    ...changes,
  };
  return run as Run;
}

test('the task is opened at its page in Notion', async () => {
  const { context, done } = await createContext();
  await workCommands['tickmark.openTask'](context);
  expect(done.opened).toEqual([sampleIssue().url]);
});

test('an address that is no web page is never opened', async () => {
  const link = success(sampleLink({ issue: sampleIssue({ url: 'file:///etc/passwd' }) }));
  const { context, done } = await createContext({ link });
  await workCommands['tickmark.openTask'](context);
  expect(done.opened).toEqual([]);
});

test('the key is copied, or the page’s address when there is no key', async () => {
  const { context, done } = await createContext();
  await commands['tickmark.copyKey']?.(context);
  const other = await createContext({ link: success(sampleLink({ issue: sampleIssue({ key: null }) })) });
  await commands['tickmark.copyKey']?.(other.context);
  expect([...done.copied, ...other.done.copied]).toEqual(['NT-42', sampleIssue().url]);
});

test.each([
  ['tickmark.logTime', workCommands['tickmark.logTime']],
  ['tickmark.copyKey', commands['tickmark.copyKey']],
] as const)('without a task, %s says why and offers what helps', async (_id, run) => {
  const dialogs = createFakeDialogs([], { buttons: ['Why?'] });
  const { context, done } = await createContext({ link: unlinked, dialogs });
  await run?.(context);
  expect(dialogs.messages[0]?.text).toBe('This branch belongs to no task. There is no task key in the branch name.');
  expect(done.ran).toEqual(['tickmark.whyThisTask']);
});

test('signed out, a command for the task leads to signing in', async () => {
  const dialogs = createFakeDialogs([], { buttons: ['Sign in'] });
  const { context, done } = await createContext({ signedIn: false, dialogs });
  await workCommands['tickmark.logTime'](context);
  expect(done.ran).toEqual(['tickmark.signIn']);
});

test('an action that is picked is run', async () => {
  const dialogs = createFakeDialogs([], { labels: ['Log time'] });
  const { context, done } = await createContext({ dialogs });
  await commands['tickmark.showActions']?.(context);
  expect(done.ran).toEqual(['tickmark.logTime']);
});

test('“Why this task?” is shown as a document', async () => {
  const { context, done } = await createContext();
  await workCommands['tickmark.whyThisTask'](context);
  expect(done.documents[0]).toMatchObject({ name: 'Why this task.md' });
  expect(done.documents[0]?.text).toContain('NT-42');
  expect(done.documents[0]?.text).not.toContain('tm_a');
});

async function sync(api: Partial<Api>, link = success(sampleLink())): Promise<string> {
  const { context, dialogs, clock } = await createContext({ link });
  const running = workCommands['tickmark.syncNow']({ ...context, api: { ...context.api, ...api } });
  for (let second = 0; second < 200; second += 1) await clock.advanceSettling(1000);
  await running;
  await settled();
  return dialogs.messages.map(({ text }) => text).join('\n');
}

test('a sync is waited for and its result told', async () => {
  const states: Result<Run>[] = [
    success(aRun({ state: 'running' })),
    success(aRun({ state: 'running' })),
    success(aRun()),
  ];
  const asked: string[] = [];
  const text = await sync({
    startSync: async (_account, departmentId) => {
      asked.push(departmentId);
      return success({ runId: 'r1' });
    },
    run: async () => states.shift() ?? success(aRun()),
  });
  expect(asked).toEqual([sampleIssue().departmentId]);
  expect(text).toBe('Notion was read: 2 changed, 42 unchanged.');
});

test('on a branch without a task the department of the person is synced', async () => {
  const asked: string[] = [];
  const startSync: Api['startSync'] = async (_account, departmentId) => {
    asked.push(departmentId);
    return failureOf('server_fault');
  };
  await sync({ startSync }, unlinked);
  expect(asked).toEqual(['d1']);
});

test('who may not sync reads who may, and when Notion was read', async () => {
  const text = await sync({ startSync: async () => failureOf('forbidden', { code: 'auth.forbidden' }) });
  expect(text).toBe(
    'Only administrators of your department can start a sync. Notion is read by itself every few minutes. It was read 2 minutes ago.',
  );
});

test('a sync that failed says what the server said to do', async () => {
  const error = { code: 'notion.auth', detail: 'Notion does not accept the token.', fix: 'Copy it again.' };
  const text = await sync({
    startSync: async () => success({ runId: 'r1' }),
    run: async () => success(aRun({ state: 'failed', error })),
  });
  expect(text).toBe('Notion does not accept the token. Copy it again.');
});

test('a sync that takes very long is not waited for for ever', async () => {
  const text = await sync({
    startSync: async () => success({ runId: 'r1' }),
    run: async () => success(aRun({ state: 'running' })),
  });
  expect(text).toContain('still being read');
});

test('refreshing asks anew and sends what waits', async () => {
  let drained = 0;
  const queue = { entries: () => [], drain: async () => void (drained += 1) } as unknown as WorklogQueue;
  const { context } = await createContext({ changes: { worklogs: () => queue } });
  await commands['tickmark.refresh']?.(context);
  expect(drained).toBe(1);
});

test('the setting of the server is one command away', async () => {
  const { context, done } = await createContext();
  await commands['tickmark.openServerSetting']?.(context);
  expect(done.settings).toEqual(['tickmark.server']);
});
