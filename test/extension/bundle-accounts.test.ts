import type { Uri } from 'vscode';
import { expect, test } from 'vitest';
import type { CurrentTask } from '../../extension/public-api.ts';
import { fakeRepository, fileUri } from './support/fake-git.ts';
import { sampleIssue } from './support/samples.ts';
import { until } from './support/until.ts';
import {
  asked,
  calls,
  openEditor,
  pass,
  selection,
  questions,
  home,
  type Opened,
  useBundle,
} from './support/shipped-bundle.ts';

useBundle();

test('another server in the settings is not sent the token of the old one', async () => {
  const { editor, text } = await openEditor();
  const before = asked.length;
  editor.settings['tickmark.server'] = 'https://other.example.com';
  editor.fire('configuration', { affectsConfiguration: (name: string) => name === 'tickmark.server' });
  await pass(60_000);
  expect(text()).toBe('$(key) Sign in');
  expect(asked.length).toBe(before);
});

const work = 'https://work.example.com';

async function openTwo(): Promise<Opened & { show: (file: string) => Promise<void> }> {
  const other = fakeRepository('/w/other', 'feature/NT-7-y', 'git@git.example.com:team/other.git');
  const opened = await openEditor({
    settings: { '/w/other tickmark.server': work, 'tickmark.heartbeats.enabled': true },
    others: [other],
  });
  const show = async (file: string): Promise<void> => {
    opened.editor.window.activeTextEditor = { document: { uri: fileUri(file), languageId: 'typescript' } };
    opened.editor.fire('activeEditor', opened.editor.window.activeTextEditor);
    await pass(1000);
  };
  return { ...opened, show };
}

test('the folder in front decides server and account, and changing folders asks for nothing', async () => {
  const { editor, text, show } = await openTwo();
  await show('/w/app/a.ts');
  expect(text()).toContain('NT-42');
  await show('/w/other/a.ts');
  expect(text()).toBe('$(key) Sign in');
  editor.secrets.set(`tickmark.account:${work}`, JSON.stringify({ token: 'tm_w', personId: 'w', personName: 'Ana' }));
  editor.fire('secrets', { key: `tickmark.account:${work}` });
  await pass(1000);
  expect(text()).toContain('NT-7');
  await show('/w/app/a.ts');
  expect(text()).toContain('NT-42');
  await show('/w/other/a.ts');
  expect(text()).toContain('NT-7');
  expect(editor.messages).toEqual([]);
});

test('neither token nor branch of one folder ever reaches the server of the other', async () => {
  const { editor, show } = await openTwo();
  editor.secrets.set(`tickmark.account:${work}`, JSON.stringify({ token: 'tm_w', personId: 'w', personName: 'Ana' }));
  editor.fire('secrets', { key: `tickmark.account:${work}` });
  await until(() => editor.listeners('selection') === 1);
  for (const file of ['/w/app/a.ts', '/w/other/a.ts', '/w/app/b.ts', '/w/other/b.ts']) {
    await show(file);
    editor.fire('selection', selection(1, file));
    await pass(130_000);
  }
  await until(async () => {
    await pass(10_000);
    return calls.filter(({ url }) => url.pathname.endsWith('/heartbeats')).length >= 2;
  });
  for (const { url, token, body } of calls) {
    const isWork = url.origin === work;
    expect([url.href, token]).toEqual([url.href, isWork ? 'tm_w' : 'tm_a']);
    expect(`${url.search} ${body}`).not.toContain(isWork ? 'app' : 'other');
  }
  expect(new Set(calls.map(({ url }) => url.origin))).toEqual(new Set([home, work]));
});

test('the account is in the Accounts menu, and signing out there signs out', async () => {
  const { editor, text } = await openEditor();
  const sessions = (await editor.accounts.current?.getSessions(undefined, {})) ?? [];
  expect(sessions).toMatchObject([{ account: { label: 'Ana Lima (127.0.0.1:4242)' }, scopes: [] }]);
  await editor.accounts.current?.removeSession(sessions[0]?.id ?? '');
  await pass(500);
  expect(text()).toBe('$(key) Sign in');
  expect(await editor.accounts.current?.getSessions(undefined, {})).toEqual([]);
});

test('other extensions read the current task and hear of another one, without a name, a time or a token', async () => {
  const { api, app } = await openEditor();
  const heard: (CurrentTask | null)[] = [];
  api.onDidChangeTask((task) => heard.push(task));
  const task = await api.getCurrentTask();
  expect(api.version).toBe(1);
  expect(Object.isFrozen(api) && Object.isFrozen(task)).toBe(true);
  expect(task).toEqual({
    repository: 'git.example.com/team/app',
    branch: 'feature/NT-42-x',
    key: 'NT-42',
    title: 'Task NT-42',
    status: 'In Progress',
    defaultStatus: 'IN_PROGRESS',
    url: sampleIssue().url,
    rule: 'number',
    answeredAt: expect.any(Number),
    isUpToDate: true,
  });
  app.state.fire();
  await pass(6 * 60_000);
  expect(heard).toEqual([]);
  app.checkOut('feature/NT-7');
  await pass(500);
  app.checkOut('scratch');
  await pass(500);
  expect(heard.map((one) => one?.key ?? null)).toEqual([null, 'NT-7', null]);
});

test('other extensions can ask for the task of a file, and asking again and again is one question', async () => {
  const { api, app } = await openEditor();
  const before = questions();
  const file = fileUri('/w/app/a.ts') as Uri;
  app.checkOut('feature/NT-9');
  const tasks = await Promise.all([api.getCurrentTask(file), api.getCurrentTask(file), api.getCurrentTask(file)]);
  expect(tasks.map((task) => task?.key)).toEqual(['NT-9', 'NT-9', 'NT-9']);
  expect((await api.getCurrentTask(file))?.key).toBe('NT-9');
  expect(questions() - before).toBe(1);
  expect(await api.getCurrentTask(fileUri('/elsewhere/a.ts') as Uri)).toBeNull();
});
