import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The server as it is started. */
export const serverBundle = path.join(root, 'dist/server/cli.js');
/** The extension as people install it. */
export const vsix = path.join(root, 'dist/tickmark.vsix');
/** What is in it, unpacked. */
export const unpacked = path.join(root, 'dist/package');

/** Holds a file for each story that failed in this run. */
export const brokenStories = path.join(root, 'dist/broken-stories');

/** Packages the sample extension that reads the current task. */
export async function packageReader(): Promise<string> {
  const target = path.join(root, 'dist/reader.vsix');
  const cwd = path.join(import.meta.dirname, 'reader');
  const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '-o', target];
  await run(path.join(root, 'node_modules/.bin/vsce'), ['package', ...options], { cwd, timeout: 300_000 });
  return target;
}

/** Builds the server and packages the extension. Vitest calls it once before all test files. */
export async function setup(): Promise<void> {
  await rm(brokenStories, { recursive: true, force: true });
  await run(process.execPath, ['esbuild.config.mjs', 'server'], { cwd: root, timeout: 300_000 });
  await run('npm', ['run', 'package'], { cwd: root, timeout: 300_000 });
}
