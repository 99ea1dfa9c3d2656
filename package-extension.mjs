// Packages the extension as dist/tickmark.vsix: `node package-extension.mjs` (after `node esbuild.config.mjs extension`).
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = import.meta.dirname;
/** What the package holds, before it is packed. */
const folder = path.join(root, 'dist/package');
const others = new Set(['type', 'bin', 'scripts', 'dependencies', 'devDependencies']);

await rm(folder, { recursive: true, force: true });
const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
// It says there too what belongs into the package: without it vsce warns.
for (const file of [...files, '.vscodeignore']) await cp(path.join(root, file), path.join(folder, file));
await writeFile(path.join(folder, 'package.json'), await manifest());
await createVSIX({
  cwd: folder,
  packagePath: path.join(root, 'dist/tickmark.vsix'),
  dependencies: false,
  rewriteRelativeLinks: false,
  allowMissingRepository: true,
});

/**
 * The manifest without what is the server's or npm's. `type` would even harm: in a browser the editor takes a `.js` file of
 * a package of type module for a module, and refuses it; and not every editor finds a bundle that is called `.cjs` there.
 */
async function manifest() {
  const all = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const kept = Object.entries(all).filter(([name]) => !others.has(name));
  return `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`;
}
