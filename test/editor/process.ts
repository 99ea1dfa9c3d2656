import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server that the tests started, and the address it printed. */
export interface RunningServer {
  readonly url: string;
  /** All it printed so far, for the message of a failing test. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Starts a server in a process group of its own and waits until its output matches `ready`, whose first group is the
 * server's address. Rejects with the output when the server ends or stays silent for `timeoutMs`.
 */
export async function startServer(
  file: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env'> & { ready: RegExp; timeoutMs: number },
): Promise<RunningServer> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killAtExit = () => killGroup(child);
  process.once('exit', killAtExit);
  let text = '';
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}:\n${text}`));
    const timer = setTimeout(() => fail(`no address printed within ${options.timeoutMs} ms`), options.timeoutMs);
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const address = options.ready.exec(text)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code, signal) => fail(`the server ended early (${code ?? signal})`));
  }).catch((error: unknown) => {
    killGroup(child);
    throw error;
  });
  return {
    url,
    output: () => text,
    stop: async () => {
      await terminate(child);
      process.off('exit', killAtExit);
    },
  };
}

/** Asks the server to end, gives it ten seconds, and then ends whatever is left of its group. */
async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(10_000) });
    child.kill('SIGTERM');
    await ended.catch(() => undefined);
  }
  killGroup(child);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended already, which is what is wanted.
  }
}
