import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

const cli = path.join(import.meta.dirname, '../../dist/server/cli.js');

export interface DemoProcess {
  url: string;
  notion: { url: string; token: string };
  startedInMs: number;
  /** Ends it as a power cut would: nothing of it gets to run any more. */
  kill: () => Promise<void>;
}

export interface DemoPlace {
  data: string;
  token: string;
  port: number;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Begins a start of the demo; `ready` resolves when it serves, or with undefined when it was killed before. */
export function beginDemo({ data, token, port }: DemoPlace): {
  ready: Promise<DemoProcess | undefined>;
  kill: () => Promise<void>;
} {
  const env = {
    ...process.env,
    PORT: String(port),
    TICKMARK_DATA: data,
    TICKMARK_ADMIN_TOKEN: token,
    LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [cli, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => killed(child);
  return { ready: untilReady(child, `http://127.0.0.1:${port}`, kill), kill };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function untilReady(child: ChildProcess, url: string, kill: () => Promise<void>): Promise<DemoProcess | undefined> {
  const beganMs = performance.now();
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const notion = /Notion workspace: (http:\/\/\S+), token (\S+)/u.exec(output);
      if (notion?.[1] === undefined || notion[2] === undefined) return;
      const startedInMs = performance.now() - beganMs;
      resolve({ url, notion: { url: notion[1], token: notion[2] }, startedInMs, kill });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(undefined);
      else reject(new Error(`The demo ended with ${code}:\n${output}`));
    });
  });
}
