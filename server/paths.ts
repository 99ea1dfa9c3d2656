import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Where the built server finds what is not code of its own bundle. */
export interface Paths {
  pgliteWorker: URL;
  migrations: string;
  publicFolder: string;
}

/** The layout that the build makes: everything beside the bundle. */
export function builtPaths(bundle: string): Paths {
  return {
    pgliteWorker: new URL('pglite-worker.js', bundle),
    migrations: fileURLToPath(new URL('migrations', bundle)),
    publicFolder: fileURLToPath(new URL('../public', bundle)),
  };
}

/** The version of the package that the bundle belongs to. */
export function packageVersion(bundle: string): string {
  const text = readFileSync(new URL('../../package.json', bundle), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
