import { expect, test, vi } from 'vitest';
import { fileUri } from './support/fake-git.ts';
import { sampleIssue } from './support/samples.ts';
import { createStubEditor } from './support/stub-vscode.ts';
import { until } from './support/until.ts';
import {
  server,
  asked,
  askedAtMs,
  streams,
  openEditor,
  pass,
  selection,
  questions,
  deliveries,
  home,
  account,
  useBundle,
  makeFolder,
  start,
} from './support/shipped-bundle.ts';

useBundle();

test('the task of the branch appears in one item with a name and a command', async () => {
  const { editor } = await openEditor();
  expect(editor.items).toHaveLength(1);
  expect(editor.items[0]).toMatchObject({
    id: 'tickmark.task',
    name: 'Tickmark: current task',
    text: '$(play-circle) NT-42 · In Progress · 1 h 12 m',
    command: 'tickmark.showActions',
    visible: true,
  });
  expect(editor.items[0]?.tooltip?.isTrusted).toEqual({ enabledCommands: [...editor.commands.keys()] });
});

test('signed out, the item offers to sign in, nobody is asked and no message appears', async () => {
  const { editor, text } = await openEditor({ signedIn: false });
  await pass(3_600_000);
  expect(text()).toBe('$(key) Sign in');
  expect(asked).toEqual([]);
  expect(editor.messages).toEqual([]);
});

test('without a repository the item is hidden', async () => {
  const editor = createStubEditor(await makeFolder());
  start(editor);
  await pass(1000);
  expect(editor.items[0]?.visible).toBe(false);
});

test('fifty Git state events without a branch change cause at most one request and draw nothing', async () => {
  const { app, editor } = await openEditor();
  const before = questions();
  const drawn = editor.draws();
  for (let event = 0; event < 50; event += 1) {
    app.state.fire();
    await pass(300);
  }
  expect(before).toBe(1);
  expect(questions() - before).toBeLessThanOrEqual(1);
  expect(editor.draws() - drawn).toBe(0);
});

test('a checkout is followed', async () => {
  const { app, text } = await openEditor();
  app.checkOut('feature/NT-7');
  await pass(500);
  expect(text()).toContain('NT-7');
  app.checkOut('scratch');
  await pass(500);
  expect(text()).toBe('$(circle-slash) no task');
});

test('an idle day in an open window sends no heartbeat and asks at most every five minutes', async () => {
  await openEditor({ settings: { 'tickmark.heartbeats.enabled': true } });
  const before = questions();
  await pass(3_600_000);
  expect(deliveries()).toBe(0);
  expect(questions() - before).toBeLessThanOrEqual(12);
  expect(questions() - before).toBeGreaterThan(8);
  const gapsMs = askedAtMs.slice(1).map((atMs, index) => atMs - (askedAtMs[index] ?? 0));
  // A step of the moved clock is nine seconds.
  expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(300_000 - 9000);
});

test('what the server tells of is shown within a moment, by one question', async () => {
  server.tell = () => undefined;
  const { text } = await openEditor();
  const before = questions();
  server.status = 'Done';
  server.tell(`event: issue\ndata: {"issueIds":["${sampleIssue().id}"]}\n\n`);
  await pass(400);
  expect(text()).toContain('Done');
  expect(questions() - before).toBe(1);
});

test('each window keeps one stream of events while it is used, and none when it is left, signed out or closed', async () => {
  server.tell = () => undefined;
  const { editor, close } = await openEditor();
  expect(streams.map(({ isOpen }) => isOpen)).toEqual([true]);
  editor.fire('windowState', { active: false, focused: false });
  await pass(61_000);
  expect(streams.map(({ isOpen }) => isOpen)).toEqual([false]);
  editor.fire('windowState', { active: true, focused: true });
  await pass(1000);
  expect(streams.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  await Promise.all([editor.commands.get('tickmark.signOut')?.(), pass(1000)]);
  expect(streams.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  editor.secrets.set(`tickmark.account:${home}`, account);
  editor.fire('secrets', { key: `tickmark.account:${home}` });
  await pass(1000);
  close();
  expect(streams.map(({ isOpen }) => isOpen)).toEqual([false, false, false]);
});

test('a window that is not active asks nothing at all', async () => {
  const { editor } = await openEditor();
  editor.window.state.active = false;
  editor.fire('windowState', { active: false, focused: false });
  const before = asked.length;
  await pass(8 * 3_600_000);
  expect(asked.length).toBe(before);
});

test('switched off, nothing listens to what the person does', async () => {
  const { editor } = await openEditor();
  for (const event of [
    'selection',
    'edited',
    'saving',
    'saved',
    'terminal',
    'shell',
    'debug',
    'taskStart',
    'taskEnd',
  ]) {
    expect(editor.listeners(event)).toBe(0);
  }
});

test('switched on, work is counted and sent, a cursor moved by code is not', async () => {
  const { editor } = await openEditor({ settings: { 'tickmark.heartbeats.enabled': true } });
  await until(() => editor.listeners('selection') === 1);
  for (let move = 0; move < 20; move += 1) {
    editor.fire('selection', selection(3));
    editor.fire('selection', selection(0));
    await pass(60_000);
  }
  expect(deliveries()).toBe(0);
  editor.fire('selection', selection(1));
  await until(async () => {
    await pass(10_000);
    return deliveries() > 0;
  });
  expect(deliveries()).toBe(1);
});

test('an edit in the file in front is work, one by another program or out of sight is not', async () => {
  const { editor } = await openEditor({ settings: { 'tickmark.heartbeats.enabled': true } });
  await until(() => editor.listeners('edited') === 1);
  const document = { uri: fileUri('/w/app/a.ts'), languageId: 'typescript', isDirty: true };
  const other = { uri: fileUri('/w/app/b.ts'), languageId: 'typescript', isDirty: true };
  const delivered = (count: number) =>
    until(async () => {
      await pass(10_000);
      return deliveries() === count;
    });
  const edit = async (changes: object = {}): Promise<void> => {
    editor.fire('edited', { document, contentChanges: [{}], reason: undefined, ...changes });
    await pass(130_000);
  };
  editor.window.activeTextEditor = { document };
  await edit({ document: other });
  document.isDirty = false;
  // Written to the disk by another program and read in.
  await edit();
  editor.window.state.focused = false;
  document.isDirty = true;
  await edit();
  expect(deliveries()).toBe(0);
  editor.window.state.focused = true;
  await edit();
  await delivered(1);
  // The editor tells of the first change after a save before it calls the document unsaved.
  document.isDirty = false;
  await edit();
  document.isDirty = true;
  await edit({ contentChanges: [] });
  await delivered(2);
  document.isDirty = false;
  // Taken back to how it was saved.
  await edit({ reason: 1 });
  await delivered(3);
});

test('the setting reaches an open window at once, both ways', async () => {
  const { editor } = await openEditor();
  const settings = editor.vscode as {
    workspace: { getConfiguration: (section: string) => { update: (key: string, value: unknown) => Promise<void> } };
  };
  await settings.workspace.getConfiguration('tickmark').update('heartbeats.enabled', true);
  await pass(500);
  expect(editor.listeners('selection')).toBe(1);
  await settings.workspace.getConfiguration('tickmark').update('heartbeats.enabled', false);
  await pass(500);
  expect(editor.listeners('selection')).toBe(0);
});

/** A window with two folders, of which the second names a server of its own. */
test('opened and closed a hundred times, nothing stays registered, no timer runs and no file is open', async () => {
  const resources = process.getActiveResourcesInfo().length;
  for (let round = 0; round < 100; round += 1) {
    const { editor, app, close } = await openEditor({ settings: { 'tickmark.heartbeats.enabled': true } });
    if (round % 2 === 0) editor.fire('selection', selection(1));
    if (round % 3 === 0) app.checkOut(`feature/NT-${round}`);
    close();
    expect(editor.live()).toEqual([]);
    expect(app.listeners()).toBe(0);
  }
  await pass(500);
  expect(vi.getTimerCount()).toBe(0);
  await until(() => process.getActiveResourcesInfo().length <= resources);
});

test('how long activation took is logged at the level for looking closely, and no warning is written while all is well', async () => {
  const { editor } = await openEditor();
  expect(editor.log[0]).toMatch(/^debug: activated in \d+\.\d ms$/u);
  expect(editor.log.filter((line) => !line.startsWith('debug: '))).toEqual([]);
});
