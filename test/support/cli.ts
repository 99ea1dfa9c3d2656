import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';

const cli = path.join(import.meta.dirname, '../../dist/server/cli.js');

/** The built server as a process of its own. */
export interface CliProcess {
  child: ChildProcess;
  /** What it has written so far, to either stream. */
  output: () => string;
  /** Resolves with the match when the output matches; rejects with the output when the process ends before. */
  until: (pattern: RegExp) => Promise<RegExpExecArray>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Gives a data folder the migrated, empty database that a first start makes, in less time. */
export function prepareDatabase(folder: string): void {
  const place = path.join(folder, 'database');
  mkdirSync(place);
  // PostgreSQL opens no folder that others may look into.
  execFileSync('tar', ['-xf', inject('snapshot'), '-C', place, '--no-same-owner'], { stdio: 'pipe' });
}

/** Starts `node dist/server/cli.js …` with this environment and nothing of the own one but PATH and HOME. */
export function startCli(args: readonly string[], env: Record<string, string>, cwd?: string): CliProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let text = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const watch of watchers) watch();
    });
  }
  const ended = new Promise<Awaited<CliProcess['ended']>>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    output: () => text,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          const match = pattern.exec(text);
          if (match === null) return;
          watchers.delete(watch);
          resolve(match);
        };
        watchers.add(watch);
        watch();
        void ended.then(() => reject(new Error(`It ended before it said ${pattern}:\n${text}`)));
      }),
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
  };
}
