import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';

const root = path.join(import.meta.dirname, '../..');

/** A stub of the editor with files in memory, for a page. */
async function stubScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createMemoryFiles } from './memory-files.ts';
        import { createStubEditor } from './stub-vscode.ts';
        import { linkFor } from './samples.ts';
        globalThis.stub = { createMemoryFiles, createStubEditor, linkFor };`,
      resolveDir: path.join(root, 'test/extension/support'),
      loader: 'ts',
    },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** What runs in the worker: evaluates the bundle with a `require` that knows the editor only, and activates. */
const inWorker = `
  const files = stub.createMemoryFiles();
  const editor = stub.createStubEditor('/nowhere', { 'tickmark.heartbeats.enabled': true });
  class Address {
    constructor(text) { this.text = text; }
    static parse(text) { return new Address(text); }
    static from({ scheme, path }) { return new Address(scheme + ':' + path); }
    toString() { return this.text; }
  }
  const workspace = { ...editor.vscode.workspace, fs: files.fs };
  const vscode = { ...editor.vscode, workspace, Uri: Address, FileSystemError: files.FileSystemError };
  const module = { exports: {} };
  const load = (name) => {
    if (name === 'vscode') return vscode;
    throw new Error('A browser has no ' + name);
  };
  const account = { token: 'tm_a', personId: 'ana', personName: 'Ana Lima', departmentId: 'd1' };
  editor.secrets.set('tickmark.account:http://127.0.0.1:4242', JSON.stringify(account));
  const never = () => ({ dispose() {} });
  const state = {
    HEAD: { name: 'feature/NT-42-x' },
    remotes: [{ name: 'origin', fetchUrl: 'git@git.example.com:team/app.git' }],
    onDidChange: never,
  };
  const app = { rootUri: new Address('vscode-vfs://x/w/app'), state };
  app.rootUri.path = '/w/app';
  const api = { repositories: [app], onDidOpenRepository: never, onDidCloseRepository: never, getRepository: () => app };
  editor.git.current = { isActive: true, exports: { enabled: true, onDidChangeEnablement: never, getAPI: () => api } };
  globalThis.fetch = async (address) => {
    const { pathname, searchParams } = new URL(address);
    if (!pathname.endsWith('/branches/resolve')) return new Response('', { status: 500 });
    return Response.json(stub.linkFor(searchParams.get('repository'), searchParams.get('branch')));
  };
  const context = { ...editor.context, globalStorageUri: Address.parse('vscode-userdata:/User/tickmark') };
  const from = performance.now();
  new Function('require', 'module', 'exports', code)(load, module, module.exports);
  module.exports.activate(context);
  const ms = performance.now() - from;
  const telling = setInterval(() => {
    if (!editor.items[0]?.text) return;
    clearInterval(telling);
    postMessage({ ms, text: editor.items[0]?.text, process: typeof process, messages: editor.messages });
  }, 20);
`;

test('the bundle for browsers runs in a worker of a browser, which knows nothing of Node', async () => {
  const code = await readFile(path.join(root, 'dist/extension/web.js'), 'utf8');
  const script = `${await stubScript()}\nconst code = ${JSON.stringify(code)};\n${inWorker}`;
  const site = createServer(({ url }, response) => {
    const isScript = url === '/worker.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : '<!doctype html><title>worker</title>');
  });
  await new Promise<void>((resolve) => void site.listen(0, '127.0.0.1', resolve));
  const browser: Browser = await openBrowser();
  try {
    await browser.page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    const answer = await browser.page.evaluate(`new Promise((resolve, reject) => {
      const worker = new Worker('/worker.js');
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    })`);
    process.stdout.write(`  web worker: evaluated and activated in ${(answer as { ms: number }).ms.toFixed(1)} ms\n`);
    expect(answer).toMatchObject({
      text: '$(play-circle) NT-42 · In Progress · 1 h 12 m',
      process: 'undefined',
      messages: [],
    });
  } finally {
    await browser.close();
    site.close();
  }
});
