import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { Disposable } from '../../../extension/core/lifecycle.ts';
import type { TickmarkApi } from '../../../extension/public-api.ts';
import { activate, buildBundle } from './bundle.ts';
import { fakeRepository, type FakeRepository, fileUri } from './fake-git.ts';
import { linkFor, sampleIssue } from './samples.ts';
import { createStubEditor, type StubEditor } from './stub-vscode.ts';
import { useTemporaryFolders } from './temporary-folder.ts';

export const home = 'http://127.0.0.1:4242';
export const account = JSON.stringify({ token: 'tm_a', personId: 'ana', personName: 'Ana Lima', departmentId: 'd1' });
const realFetch = globalThis.fetch;
let code: string;
export let makeFolder: () => Promise<string>;
let open: Disposable[];
export let asked: string[];
export let calls: { url: URL; token: string; body: string }[];
export let askedAtMs: number[];
export let streams: { isOpen: boolean }[];

/** The server that is asked, as a test wants it. */
export const server = {
  isDown: false,
  status: '',
  /** What it says on the stream of events; null while it has none. */
  tell: null as ((text: string) => void) | null,
};

/** The bundle as it is shipped, in a stub editor, with the clock moved by hand. Call it once in each test file. */
export function useBundle(): void {
  makeFolder = useTemporaryFolders();

  beforeAll(async () => {
    code = await buildBundle();
  });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: Date.UTC(2026, 2, 2, 9) });
    asked = [];
    calls = [];
    askedAtMs = [];
    open = [];
    server.isDown = false;
    server.status = 'In Progress';
    server.tell = null;
    streams = [];
    type Init = { body?: string; signal?: AbortSignal; headers?: Record<string, string> };
    const answer = async (input: string, init?: Init): Promise<Response> => {
      const url = new URL(input);
      calls.push({
        url,
        token: (init?.headers?.['authorization'] ?? '').replace('Bearer ', ''),
        body: init?.body ?? '',
      });
      asked.push(url.pathname);
      if (url.pathname.endsWith('/branches/resolve')) askedAtMs.push(Date.now());
      if (server.isDown) return new Response('', { status: 503 });
      if (url.pathname.endsWith('/heartbeats')) return Response.json({ results: storedAll(init?.body ?? '') });
      if (url.pathname.endsWith('/events') && server.tell !== null) return openEvents(init?.signal);
      if (url.pathname.endsWith('/issues')) return Response.json({ items: [sampleIssue()], nextCursor: null });
      if (!url.pathname.endsWith('/branches/resolve')) return new Response('', { status: 500 });
      const link = linkFor(url.searchParams.get('repository') ?? '', url.searchParams.get('branch') ?? '');
      return Response.json({ ...link, issue: link.issue === null ? null : { ...link.issue, status: server.status } });
    };
    globalThis.fetch = answer as typeof fetch;
  });

  afterEach(() => {
    for (const window of open) window.dispose();
    globalThis.fetch = realFetch;
    vi.useRealTimers();
  });
}

function openEvents(signal: AbortSignal | undefined): Response {
  const stream = { isOpen: true };
  streams.push(stream);
  signal?.addEventListener('abort', () => (stream.isOpen = false));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      server.tell = (text) => controller.enqueue(new TextEncoder().encode(text));
      server.tell('event: ready\ndata: {}\n\n');
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function storedAll(body: string): object[] {
  const { heartbeats } = JSON.parse(body) as { heartbeats: { id: string }[] };
  return heartbeats.map(({ id }) => ({ id, status: 'stored' }));
}

export interface Opened {
  api: TickmarkApi;
  editor: StubEditor;
  app: FakeRepository;
  close: () => void;
  text: () => string;
}

/** Lets an editor start the extension. The end of the test ends it. */
export function start(editor: StubEditor): ReturnType<typeof activate> {
  const window = activate(code, editor);
  open.push(window);
  return window;
}

/** An editor with one repository on a branch with a task. */
export async function openEditor(
  options: { signedIn?: boolean; settings?: Record<string, unknown>; others?: FakeRepository[] } = {},
): Promise<Opened> {
  const storage = await makeFolder();
  const editor = createStubEditor(storage, options.settings);
  if (options.signedIn ?? true) editor.secrets.set(`tickmark.account:${home}`, account);
  const app = fakeRepository('/w/app', 'feature/NT-42-x', 'git@git.example.com:team/app.git');
  editor.git.current = gitExtension(app, ...(options.others ?? []));
  const window = start(editor);
  await pass(1000);
  return { api: window.api, editor, app, close: () => window.dispose(), text: () => editor.items[0]?.text ?? '' };
}

export function gitExtension(...apps: FakeRepository[]): object {
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
export async function pass(ms: number): Promise<void> {
  const stepMs = Math.max(100, ms / 400);
  for (let spent = 0; spent < ms; spent += stepMs) {
    await vi.advanceTimersByTimeAsync(stepMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function selection(kind: number, file = '/w/app/a.ts'): object {
  return { kind, textEditor: { document: { uri: fileUri(file), languageId: 'typescript' } } };
}

export const questions = (): number => asked.filter((address) => address.endsWith('/branches/resolve')).length;
export const deliveries = (): number => asked.filter((address) => address.endsWith('/heartbeats')).length;
