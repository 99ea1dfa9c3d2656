import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Uri } from 'vscode';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { folderOfAccount } from '../../extension/host/account-folder.ts';
import type { Disposable } from '../../extension/core/lifecycle.ts';
import type { CurrentTask, TickmarkApi } from '../../extension/public-api.ts';
import { activate, buildBundle } from './support/bundle.ts';
import { fakeRepository, type FakeRepository, fileUri } from './support/fake-git.ts';
import { linkFor, sampleIssue } from './support/samples.ts';
import { createStubEditor, type StubEditor } from './support/stub-vscode.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

// The bundle as it is shipped, in a stub editor, with the clock moved by hand.

const makeFolder = useTemporaryFolders();
const home = 'http://127.0.0.1:4242';
const account = JSON.stringify({ token: 'tm_a', personId: 'ana', personName: 'Ana Lima', departmentId: 'd1' });
const realFetch = globalThis.fetch;
let code: string;
let asked: string[];
let calls: { url: URL; token: string; body: string }[];
let askedAtMs: number[];
let open: Disposable[];
let isDown: boolean;
let status: string;
/** What the server says on the stream of events; null while it has none. */
let tell: ((text: string) => void) | null;
let streams: { isOpen: boolean }[];

beforeAll(async () => {
  code = await buildBundle();
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: Date.UTC(2026, 2, 2, 9) });
  asked = [];
  calls = [];
  askedAtMs = [];
  open = [];
  isDown = false;
  status = 'In Progress';
  tell = null;
  streams = [];
  type Init = { body?: string; signal?: AbortSignal; headers?: Record<string, string> };
  const answer = async (input: string, init?: Init): Promise<Response> => {
    const url = new URL(input);
    calls.push({ url, token: (init?.headers?.['authorization'] ?? '').replace('Bearer ', ''), body: init?.body ?? '' });
    asked.push(url.pathname);
    if (url.pathname.endsWith('/branches/resolve')) askedAtMs.push(Date.now());
    if (isDown) return new Response('', { status: 503 });
    if (url.pathname.endsWith('/heartbeats')) return Response.json({ results: storedAll(init?.body ?? '') });
    if (url.pathname.endsWith('/events') && tell !== null) return openEvents(init?.signal);
    if (url.pathname.endsWith('/issues')) return Response.json({ items: [sampleIssue()], nextCursor: null });
    if (!url.pathname.endsWith('/branches/resolve')) return new Response('', { status: 500 });
    const link = linkFor(url.searchParams.get('repository') ?? '', url.searchParams.get('branch') ?? '');
    return Response.json({ ...link, issue: link.issue === null ? null : { ...link.issue, status } });
  };
  globalThis.fetch = answer as typeof fetch;
});

afterEach(() => {
  for (const window of open) window.dispose();
  globalThis.fetch = realFetch;
  vi.useRealTimers();
});

function openEvents(signal: AbortSignal | undefined): Response {
  const stream = { isOpen: true };
  streams.push(stream);
  signal?.addEventListener('abort', () => (stream.isOpen = false));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      tell = (text) => controller.enqueue(new TextEncoder().encode(text));
      tell('event: ready\ndata: {}\n\n');
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function storedAll(body: string): object[] {
  const { heartbeats } = JSON.parse(body) as { heartbeats: { id: string }[] };
  return heartbeats.map(({ id }) => ({ id, status: 'stored' }));
}

type Update = (key: string, value: unknown) => Promise<void>;

interface Opened {
  api: TickmarkApi;
  editor: StubEditor;
  app: FakeRepository;
  close: () => void;
  text: () => string;
}

async function openEditor(
  options: { signedIn?: boolean; settings?: Record<string, unknown>; others?: FakeRepository[] } = {},
): Promise<Opened> {
  const storage = await makeFolder();
  const editor = createStubEditor(storage, options.settings);
  if (options.signedIn ?? true) editor.secrets.set(`tickmark.account:${home}`, account);
  const app = fakeRepository('/w/app', 'feature/NT-42-x', 'git@git.example.com:team/app.git');
  editor.git.current = gitExtension(app, ...(options.others ?? []));
  const window = activate(code, editor);
  open.push(window);
  await pass(1000);
  return { api: window.api, editor, app, close: () => window.dispose(), text: () => editor.items[0]?.text ?? '' };
}

function gitExtension(...apps: FakeRepository[]): object {
  const never = () => ({ dispose: () => undefined });
  const api = {
    repositories: apps,
    onDidOpenRepository: never,
    onDidCloseRepository: never,
    getRepository: (uri: { path: string }) =>
      apps.find(({ rootUri }) => uri.path.startsWith(`${rootUri.path}/`)) ?? null,
  };
  return { isActive: true, exports: { enabled: true, onDidChangeEnablement: never, getAPI: () => api } };
}

/** Moves the clock in small steps, so that promises settle in between. */
async function pass(ms: number): Promise<void> {
  const stepMs = Math.max(100, ms / 400);
  for (let spent = 0; spent < ms; spent += stepMs) {
    await vi.advanceTimersByTimeAsync(stepMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function selection(kind: number, file = '/w/app/a.ts'): object {
  return { kind, textEditor: { document: { uri: fileUri(file), languageId: 'typescript' } } };
}

const questions = (): number => asked.filter((address) => address.endsWith('/branches/resolve')).length;
const deliveries = (): number => asked.filter((address) => address.endsWith('/heartbeats')).length;

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
  open.push(activate(code, editor));
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
  tell = () => undefined;
  const { text } = await openEditor();
  const before = questions();
  status = 'Done';
  tell(`event: issue\ndata: {"issueIds":["${sampleIssue().id}"]}\n\n`);
  await pass(400);
  expect(text()).toContain('Done');
  expect(questions() - before).toBe(1);
});

test('each window keeps one stream of events while it is used, and none when it is left, signed out or closed', async () => {
  tell = () => undefined;
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

/** A window with two folders, of which the second names a server of its own. */
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

test('in German the item, its tooltip and what a screen reader hears are German', async () => {
  const storage = await makeFolder();
  const editor = createStubEditor(storage);
  editor.l10n.bundle = JSON.parse(await readFile('l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string>;
  editor.secrets.set(`tickmark.account:${home}`, account);
  const app = fakeRepository('/w/app', 'feature/NT-42-x', 'git@git.example.com:team/app.git');
  editor.git.current = gitExtension(app);
  open.push(activate(code, editor));
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

test('nothing is written into the workspace, and what is kept lies below the extension’s own folder', async () => {
  const { editor } = await openEditor({ settings: { 'tickmark.heartbeats.enabled': true } });
  await until(() => editor.listeners('selection') === 1);
  isDown = true;
  editor.fire('selection', selection(1));
  const { globalStorageUri } = editor.context as { globalStorageUri: { fsPath: string } };
  const folder = path.join(folderOfAccount(globalStorageUri.fsPath, { address: home, personId: 'ana' }), 'heartbeats');
  await until(async () => (await readdir(folder).catch(() => [])).some((name) => name.endsWith('.jsonl')));
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
  tell = () => undefined;
  const { editor } = await openEditor();
  const lists = (): number => asked.filter((address) => address.endsWith('/issues')).length;
  const tree = editor.trees.get('tickmark.myTasks');
  await tree?.getChildren();
  tree?.show(true);
  await pass(1000);
  const before = lists();
  for (let event = 0; event < 5; event += 1) tell(`event: issue\ndata: {"issueIds":["${sampleIssue().id}"]}\n\n`);
  await pass(1000);
  expect(lists() - before).toBe(1);
});
