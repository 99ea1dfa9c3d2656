import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The server as it is started. */
export const serverBundle = path.join(root, 'dist/server/cli.js');
/** The extension as people install it. */
export const vsix = path.join(root, 'dist/tickmark.vsix');

/** Builds the server and packages the extension. Vitest calls it once before all test files. */
export async function setup(): Promise<void> {
  await run(process.execPath, ['esbuild.config.mjs', 'server'], { cwd: root, timeout: 300_000 });
  await run('npm', ['run', 'package'], { cwd: root, timeout: 300_000 });
}
