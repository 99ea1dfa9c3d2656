import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import vm from 'node:vm';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Disposable } from '../../extension/core/lifecycle.ts';
import { buildBundle, type Bundle } from './support/bundle.ts';
import { fakeRepository } from './support/fake-git.ts';
import { createMemoryFiles, type MemoryFiles } from './support/memory-files.ts';
import { linkFor } from './support/samples.ts';
import { createStubEditor, type StubEditor } from './support/stub-vscode.ts';
import { until } from './support/until.ts';

// The bundle for browsers, in a world that has what a browser's worker has and nothing of Node.

const home = 'http://127.0.0.1:4242';
const account = JSON.stringify({ token: 'tm_a', personId: 'ana', personName: 'Ana Lima', departmentId: 'd1' });
const storage = 'vscode-userdata:/User/globalStorage/tickmark.tickmark';
const extension = 'https://editor.example.com/extensions/tickmark';
let code: string;
let second: string;
let files: MemoryFiles;
let editor: StubEditor;
let asked: { path: string; body: string }[];
let isDown: boolean;

beforeAll(async () => {
  await buildBundle();
  code = await readFile('dist/extension/web.js', 'utf8');
  second = await readFile('dist/extension/work-web.js', 'utf8');
});

beforeEach(() => {
  files = createMemoryFiles();
  editor = createStubEditor('/nowhere', { 'tickmark.heartbeats.enabled': true, 'tickmark.idleMinutes': 15 });
  editor.secrets.set(`tickmark.account:${home}`, account);
  asked = [];
  isDown = false;
});

class Address {
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  static parse(text: string): Address {
    return new Address(text);
  }
  static from({ scheme, path }: { scheme: string; path: string }): Address {
    return new Address(`${scheme}:${path}`);
  }
  static joinPath(folder: Address, name: string): Address {
    return new Address(`${folder.toString()}/${name}`);
  }
  get fsPath(): string {
    throw new Error('not a file of this machine');
  }
  toString(): string {
    return this.text;
  }
}

async function answer(input: string, init: { body?: string } = {}): Promise<Response> {
  const url = new URL(input);
  asked.push({ path: url.pathname, body: init.body ?? '' });
  if (isDown) throw new TypeError('Failed to fetch');
  if (url.pathname.endsWith('/heartbeats')) {
    const { heartbeats } = JSON.parse(init.body ?? '') as { heartbeats: { id: string }[] };
    return Response.json({ results: heartbeats.map(({ id }) => ({ id, status: 'stored' })) });
  }
  if (!url.pathname.endsWith('/branches/resolve')) return new Response('', { status: 500 });
  return Response.json(linkFor(url.searchParams.get('repository') ?? '', url.searchParams.get('branch') ?? ''));
}

/** Evaluates and activates; whatever of Node it touches is not there. */
function activate(): Disposable {
  const workspace = { ...(editor.vscode as { workspace: object }).workspace, fs: files.fs };
  const vscode = {
    ...editor.vscode,
    workspace,
    Uri: Address,
    FileSystemError: files.FileSystemError,
    FileType: { File: 1 },
  };
  const module: { exports: unknown } = { exports: {} };
  const load = (name: string): unknown => {
    if (name === 'vscode') return vscode;
    throw new Error(`A browser has no ${name}.`);
  };
  const { crypto, URL, TextEncoder, TextDecoder, AbortController, AbortSignal, performance } = globalThis;
  const web = { crypto, URL, TextEncoder, TextDecoder, AbortController, AbortSignal, performance, fetch: answer };
  const timers = {
    // As in a browser, a timer is a number.
    setTimeout: (run: () => void, ms: number) => Number(setTimeout(run, ms)),
    clearTimeout: (timer: number) => clearTimeout(timer),
  };
  const world = vm.createContext({ ...web, ...timers, require: load, module, exports: module.exports });
  vm.runInContext(code, world, { filename: 'web.js' });
  const context = {
    ...editor.context,
    globalStorageUri: Address.parse(storage),
    extensionUri: Address.parse(extension),
  };
  (module.exports as Bundle).activate(context);
  const { subscriptions } = editor.context as { subscriptions: Disposable[] };
  return { dispose: () => subscriptions.splice(0).forEach((subscription) => subscription.dispose()) };
}

function openRepository(): void {
  const app = fakeRepository('/w/app', 'feature/NT-42-x', 'git@git.example.com:team/app.git');
  const never = () => ({ dispose: () => undefined });
  const api = {
    repositories: [app],
    onDidOpenRepository: never,
    onDidCloseRepository: never,
    getRepository: () => app,
  };
  editor.git.current = { isActive: true, exports: { enabled: true, onDidChangeEnablement: never, getAPI: () => api } };
}

test('each bundle for browsers is at most 100 KB and asks for nothing but the editor', () => {
  for (const bundle of [code, second]) {
    process.stdout.write(`  web bundle: ${(bundle.length / 1024).toFixed(1)} KB\n`);
    expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(100 * 1024);
    const wanted = [...bundle.matchAll(/\brequire\(["']([^"']+)["']\)/gu)].map(([, name]) => name);
    expect(new Set(wanted)).toEqual(new Set(['vscode']));
    for (const name of builtinModules) expect(bundle).not.toContain(`"node:${name}"`);
  }
});

test('what is done with tasks is loaded from the extension’s own folder when it is first used', async () => {
  openRepository();
  const window = activate();
  await until(() => editor.items[0]?.text.includes('NT-42') === true);
  await editor.commands.get('tickmark.readPage')?.();
  expect(editor.messages).toHaveLength(1);
  expect(asked.some(({ path }) => path.endsWith('/document'))).toBe(false);
  files.texts.set(`${extension}/dist/extension/work-web.js`, second);
  await editor.commands.get('tickmark.readPage')?.();
  await until(() => asked.some(({ path }) => path.endsWith('/document')));
  window.dispose();
});

test('where there is no Git the item is quiet, nobody is asked, and Why says so', async () => {
  const window = activate();
  await until(() => editor.listeners('selection') === 1);
  expect(editor.items.every(({ visible }) => !visible)).toBe(true);
  expect(asked.filter(({ path }) => path.endsWith('/branches/resolve'))).toEqual([]);
  files.texts.set(`${extension}/dist/extension/work-web.js`, second);
  await editor.commands.get('tickmark.whyThisTask')?.();
  expect(editor.messages).toEqual([]);
  expect(editor.documents).toHaveLength(1);
  window.dispose();
});

test('with a repository it shows the task of the branch as everywhere', async () => {
  openRepository();
  const window = activate();
  await until(() => editor.items[0]?.text.includes('NT-42') === true);
  expect(editor.items[0]).toMatchObject({ visible: true, text: '$(play-circle) NT-42 · In Progress · 1 h 12 m' });
  window.dispose();
});

test('a heartbeat is kept in the editor’s own storage, as long as the server has not said that it has it', async () => {
  isDown = true;
  openRepository();
  const window = activate();
  await until(() => editor.listeners('selection') === 1);
  const document = { uri: { path: '/w/app/a.ts', scheme: 'vscode-vfs' }, languageId: 'typescript' };
  editor.fire('selection', { kind: 1, textEditor: { document } });
  editor.fire('saving', { document, reason: 1 });
  editor.fire('saved', document);
  await until(() => [...files.texts.values()].some((text) => text.includes('feature/NT-42-x')));
  const [where] = [...files.texts].find(([, text]) => text.includes('feature/NT-42-x')) ?? [''];
  expect(where).toMatch(
    /^vscode-userdata:\/User\/globalStorage\/tickmark\.tickmark\/accounts\/[0-9a-f]{32}\/heartbeats\/open-0-/u,
  );
  window.dispose();
  await until(() => [...files.texts.keys()].some((name) => /\/[0-9a-f-]{36}-\d+\.jsonl$/u.test(name)));
  isDown = false;
  const again = activate();
  await until(() => asked.some(({ path, body }) => path.endsWith('/heartbeats') && body.includes('feature/NT-42-x')));
  await until(() => ![...files.texts.values()].some((text) => text.includes('feature/NT-42-x')));
  again.dispose();
});
