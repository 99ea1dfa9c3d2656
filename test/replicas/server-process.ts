import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './demo-process.ts';

const cli = path.join(import.meta.dirname, '../../dist/server/cli.js');

export interface ServerProcess {
  url: string;
  pid: number;
  /** What it has logged so far. */
  log: () => Record<string, unknown>[];
  /** Ends it as a power cut would. */
  kill: () => Promise<void>;
}

/** Starts the built server with these variables and none of ours; resolves when it answers. */
export async function startServer(variables: Record<string, string>): Promise<ServerProcess> {
  const port = await freePort();
  const { PATH = '' } = process.env;
  const env = { PATH, PORT: String(port), ...variables };
  const child = spawn(process.execPath, [cli, 'serve'], { env, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const url = `http://127.0.0.1:${port}`;
  for (let answered = false; !answered;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${output}`);
    answered = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  return { url, pid: child.pid ?? 0, log: () => linesOf(output), kill: () => killed() };

  async function killed(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}

function linesOf(output: string): Record<string, unknown>[] {
  return output.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}
