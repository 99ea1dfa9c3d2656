import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** The processes run what people run: the built server. */
export default async function build(): Promise<void> {
  const root = path.join(import.meta.dirname, '../..');
  await promisify(execFile)(process.execPath, ['esbuild.config.mjs', 'server'], { cwd: root });
}
