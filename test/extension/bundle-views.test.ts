import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderOfAccount } from '../../extension/host/account-folder.ts';
import { fakeRepository } from './support/fake-git.ts';
import { sampleIssue } from './support/samples.ts';
import { createStubEditor } from './support/stub-vscode.ts';
import { until } from './support/until.ts';
import {
  server,
  asked,
  openEditor,
  gitExtension,
  pass,
  selection,
  home,
  account,
  useBundle,
  makeFolder,
  start,
} from './support/shipped-bundle.ts';

type Update = (key: string, value: unknown) => Promise<void>;

useBundle();

test('in German the item, its tooltip and what a screen reader hears are German', async () => {
  const storage = await makeFolder();
  const editor = createStubEditor(storage);
  editor.l10n.bundle = JSON.parse(await readFile('l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string>;
  editor.secrets.set(`tickmark.account:${home}`, account);
  const app = fakeRepository('/w/app', 'feature/NT-42-x', 'git@git.example.com:team/app.git');
  editor.git.current = gitExtension(app);
  start(editor);
  await pass(1000);
  expect(editor.items[0]?.accessibilityInformation?.label).toBe(
    'NT-42, In Progress, 1 Stunde 12 Minuten heute. Öffnet Aktionen.',
  );
  expect(editor.items[0]?.tooltip?.value).toMatch(/Notion gelesen vor \d+ Minuten/u);
  app.checkOut('scratch');
  await pass(1000);
  expect(editor.items[0]).toMatchObject({ name: 'Tickmark: aktuelle Aufgabe', text: '$(circle-slash) keine Aufgabe' });
});

test('the item follows the settings about it at once, and moving it leaves no second one behind', async () => {
  const { editor, text } = await openEditor();
  const settings = (
    editor.vscode as { workspace: { getConfiguration: (section: string) => Record<'update', Update> } }
  ).workspace.getConfiguration('tickmark');
  await settings.update('statusItem.parts', ['title', 'nonsense', 'key']);
  expect(text()).toBe('$(play-circle) Task NT-42 · NT-42');
  await settings.update('statusItem.compact', true);
  expect(text()).toBe('$(play-circle) NT-42');
  await settings.update('statusItem.alignment', 'right');
  await settings.update('statusItem.priority', 7);
  expect(editor.items).toHaveLength(1);
  expect(editor.items[0]).toMatchObject({ alignment: 2, priority: 7, visible: true, text: '$(play-circle) NT-42' });
});

test('nothing is written into the workspace, and what is kept lies below the extension’s own folder', async () => {
  const { editor } = await openEditor({ settings: { 'tickmark.heartbeats.enabled': true } });
  await until(() => editor.listeners('selection') === 1);
  server.isDown = true;
  editor.fire('selection', selection(1));
  const { globalStorageUri } = editor.context as { globalStorageUri: { fsPath: string } };
  const folder = path.join(folderOfAccount(globalStorageUri.fsPath, { address: home, personId: 'ana' }), 'heartbeats');
  await until(async () => (await readdir(folder).catch(() => [])).some((name) => name.endsWith('.jsonl')));
});

test('what a server or a title says never becomes a link that runs a command', async () => {
  const { editor } = await openEditor();
  const hostile = 'Several tasks: "[Fix it](command:workbench.action.terminal.new)".';
  const refuse = async () => Response.json({ code: 'issue.ambiguous', detail: hostile, fix: hostile }, { status: 409 });
  globalThis.fetch = refuse;
  for (const command of ['tickmark.readPage', 'tickmark.changeStatus', 'tickmark.addComment'])
    await Promise.all([editor.commands.get(command)?.('NT-7'), pass(1500)]);
  expect(editor.messages.join(' ')).toContain('Fix it');
  expect(editor.messages.join(' ')).not.toContain('](command:');
});

test('every command can be run in every state without a fault', async () => {
  for (const signedIn of [true, false]) {
    const { editor } = await openEditor({ signedIn });
    for (const run of editor.commands.values()) await Promise.all([run(), pass(1500)]);
    expect(editor.messages.filter((text) => text.includes('could not do this'))).toEqual([]);
  }
});

test('the manifest’s conditions know the state of the branch', async () => {
  const { editor, app } = await openEditor();
  expect(Object.fromEntries(editor.contexts)).toEqual({
    'tickmark.state': 'task',
    'tickmark.signedIn': true,
    'tickmark.hasTask': true,
    'tickmark.hasBranch': true,
    'tickmark.linkedByHand': false,
    'tickmark.merged': false,
    'tickmark.showsColleagues': false,
  });
  app.checkOut('scratch');
  await pass(500);
  expect(editor.contexts.get('tickmark.state')).toBe('no_task');
  await Promise.all([editor.commands.get('tickmark.signOut')?.(), pass(1000)]);
  expect(editor.contexts.get('tickmark.signedIn')).toBe(false);
});

test('the views ask for tasks while they are seen, once, and nothing while they are hidden', async () => {
  const { editor } = await openEditor();
  const lists = (): number => asked.filter((address) => address.endsWith('/issues')).length;
  const tree = editor.trees.get('tickmark.myTasks');
  await pass(600_000);
  expect(lists()).toBe(0);
  tree?.show(true);
  await tree?.getChildren();
  await pass(1000);
  expect(lists()).toBe(1);
  const rows = (await tree?.getChildren()) ?? [];
  expect(rows.map((row) => tree?.getTreeItem(row))).toMatchObject([
    { label: 'Recent', contextValue: 'group', accessibilityInformation: { label: 'Recent: 1 tasks' } },
    { label: 'In Progress', description: '1' },
  ]);
  tree?.show(false);
  await pass(3_600_000);
  expect(lists()).toBe(1);
});

test('news of a change are shown in a view that is seen, by one question', async () => {
  server.tell = () => undefined;
  const { editor } = await openEditor();
  const lists = (): number => asked.filter((address) => address.endsWith('/issues')).length;
  const tree = editor.trees.get('tickmark.myTasks');
  await tree?.getChildren();
  tree?.show(true);
  await pass(1000);
  const before = lists();
  for (let event = 0; event < 5; event += 1)
    server.tell(`event: issue\ndata: {"issueIds":["${sampleIssue().id}"]}\n\n`);
  await pass(1000);
  expect(lists() - before).toBe(1);
});
