import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serverBundle } from './build.ts';
import { type RunningServer, startServer } from './process.ts';

/** The Tickmark server in demo mode: with a sample Notion workspace on loopback inside. */
export interface DemoServer {
  readonly url: string;
  /** Personal token of the administrator. */
  readonly token: string;
  /** GET below /api/v1. Rejects on any answer but a success. */
  api<Answer>(path: string): Promise<Answer>;
  /** POST below /api/v1. Rejects on any answer but a success. */
  post<Answer>(path: string, body: unknown): Promise<Answer>;
  /** PATCH below /api/v1. Rejects on any answer but a success. */
  patch<Answer>(path: string, body: unknown): Promise<Answer>;
  /** Where the sample workspace is, and the token of its connection. */
  sample(): { url: string; token: string };
  /** GET below /v1 of the sample workspace, as Notion answers it. Rejects on any answer but a success. */
  notion<Answer>(path: string): Promise<Answer>;
  /** Sets the status of a page of the sample workspace as a teammate would, by the form of its page. */
  setStatus(pageId: string, optionId: string): Promise<void>;
  /** Ends the server for a while; its data and its address stay. */
  interrupt(): Promise<void>;
  /** Starts it again after an interruption. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the demo of the built server on a free port, with data of its own. @param settings further environment variables */
export async function startDemoServer(settings: Readonly<Record<string, string>> = {}): Promise<DemoServer> {
  const data = await mkdtemp(path.join(tmpdir(), 'wb-data-'));
  const token = `tm_${randomBytes(32).toString('base64url')}`;
  let server = await startDemo(data, token, '0', settings);
  const { url } = server;
  return {
    ...callsOf(url, token),
    url,
    token,
    sample: () => sampleWorkspace(server),
    notion: (address) => {
      const sample = sampleWorkspace(server);
      const headers = { authorization: `Bearer ${sample.token}`, 'notion-version': '2026-03-11' };
      return call(`${sample.url}/v1${address}`, { headers });
    },
    setStatus: async (pageId, optionId) => {
      const form = `${sampleWorkspace(server).url}/p/${pageId.replaceAll('-', '')}/status`;
      const response = await fetch(form, { method: 'POST', body: new URLSearchParams({ status: optionId }) });
      if (!response.ok) throw new Error(`the status was not set: ${response.status} ${await response.text()}`);
    },
    interrupt: () => server.stop(),
    resume: async () => {
      server = await startDemo(data, token, new URL(url).port, settings);
    },
    stop: async () => {
      await server.stop();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The calls of somebody with this token. */
export function callsOf(url: string, token: string): Pick<DemoServer, 'api' | 'post' | 'patch'> {
  const own = { authorization: `Bearer ${token}` };
  const send = <Answer>(method: string, address: string, body: unknown) =>
    call<Answer>(`${url}/api/v1${address}`, {
      method,
      headers: { ...own, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    api: (address) => call(`${url}/api/v1${address}`, { headers: own }),
    post: (address, body) => send('POST', address, body),
    patch: (address, body) => send('PATCH', address, body),
  };
}

function startDemo(
  data: string,
  token: string,
  port: string,
  settings: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  return startServer(process.execPath, [serverBundle, 'demo'], {
    cwd: data,
    env: {
      ...process.env,
      ...settings,
      PORT: port,
      HOST: '127.0.0.1',
      TICKMARK_DATA: data,
      TICKMARK_ADMIN_TOKEN: token,
    },
    // The test also needs what comes a little later.
    ready: /Page: +(http:\/\/127\.0\.0\.1:\d+)[^]*Notion workspace: .*\n/,
    timeoutMs: 180_000,
  });
}

function sampleWorkspace(server: RunningServer): { url: string; token: string } {
  const found = /Notion workspace: (http:\/\/\S+), token (\S+)/.exec(server.output());
  if (found === null) throw new Error(`the demo names no sample workspace:\n${server.output()}`);
  return { url: found[1] ?? '', token: found[2] ?? '' };
}

async function call<Answer>(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
