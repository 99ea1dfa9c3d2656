import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type RunningServer, startServer } from './process.ts';

const root = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The Tickmark server in demo mode: with a sample Notion workspace on loopback inside. */
export interface DemoServer extends RunningServer {
  /** Personal token of the administrator. */
  readonly token: string;
  /** GET below /api/v1. Rejects on any answer but 200. */
  api<Answer>(path: string): Promise<Answer>;
  /** GET below /v1 of the sample workspace, as Notion answers it. Rejects on any answer but 200. */
  notion<Answer>(path: string): Promise<Answer>;
}

/** Builds the server and starts its demo on a free port, with data of its own. */
export async function startDemoServer(): Promise<DemoServer> {
  await run(process.execPath, ['esbuild.config.mjs', 'server'], { cwd: root, timeout: 300_000 });
  const data = await mkdtemp(path.join(tmpdir(), 'wb-data-'));
  const token = `tm_${randomBytes(32).toString('base64url')}`;
  const server = await startServer(process.execPath, [path.join(root, 'dist/server/cli.js'), 'demo'], {
    cwd: data,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', TICKMARK_DATA: data, TICKMARK_ADMIN_TOKEN: token },
    ready: /(http:\/\/127\.0\.0\.1:\d+)/,
    timeoutMs: 180_000,
  });
  return {
    ...server,
    token,
    api: (address) => getJson(`${server.url}/api/v1${address}`, token),
    notion: (address) => {
      const sample = /Notion workspace: (http:\/\/\S+), token (\S+)/.exec(server.output());
      if (sample === null) throw new Error(`the demo names no sample workspace:\n${server.output()}`);
      return getJson(`${sample[1] ?? ''}/v1${address}`, sample[2] ?? '');
    },
    stop: async () => {
      await server.stop();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function getJson<Answer>(url: string, token: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'notion-version': '2026-03-11' };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Packages the extension as people install it; resolves to the VSIX. */
export async function packageExtension(): Promise<string> {
  await run('npm', ['run', 'package'], { cwd: root, timeout: 300_000 });
  return path.join(root, 'dist/tickmark.vsix');
}
