// Builds everything that runs: `node esbuild.config.mjs [server] [extension]` (both without an argument).
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname;
const wanted = process.argv.slice(2);
const want = (part) => wanted.length === 0 || wanted.includes(part);

if (want('server')) await buildServer();
if (want('extension')) await buildExtension();

async function buildServer() {
  await Promise.all([
    build({
      absWorkingDir: root,
      entryPoints: { cli: 'server/cli.ts', 'pglite-worker': 'server/database/pglite-worker.ts' },
      outdir: 'dist/server',
      bundle: true,
      platform: 'node',
      target: 'node20.19',
      format: 'esm',
      packages: 'external',
      sourcemap: 'linked',
      logLevel: 'warning',
    }),
    build({
      absWorkingDir: root,
      entryPoints: { app: 'server/web/app.tsx' },
      outdir: 'dist/public',
      bundle: true,
      minify: true,
      platform: 'browser',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      logLevel: 'warning',
    }),
    copyStatic(),
  ]);
}

/** The explorer page works without internet, so its scripts are copied from the package instead of linked. */
async function copyStatic() {
  const swagger = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  await mkdir(path.join(root, 'dist/public'), { recursive: true });
  await Promise.all([
    cp(path.join(root, 'server/database/migrations'), path.join(root, 'dist/server/migrations'), { recursive: true }),
    cp(path.join(root, 'server/web/static'), path.join(root, 'dist/public'), { recursive: true }),
    ...['swagger-ui.css', 'swagger-ui-bundle.js'].map((name) =>
      cp(path.join(swagger, name), path.join(root, 'dist/public', name)),
    ),
  ]);
}

/** Where there is no Node, each module of `host/node` has a twin that does the same by the editor and the browser. */
function twins() {
  return {
    name: 'twins',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /\/node\/[a-z-]+\.ts$/ }, ({ path: asked, ...from }) =>
        resolve(asked.replace('/node/', '/browser/'), from),
      );
    },
  };
}

/** What is only needed once somebody works with tasks is a file of its own, so that the editor's start stays light. */
function secondBundle() {
  return {
    name: 'second-bundle',
    setup({ onResolve }) {
      onResolve({ filter: /\/work\.ts$/ }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: './work.cjs', external: true } : undefined,
      );
    },
  };
}

async function buildExtension() {
  const common = {
    absWorkingDir: root,
    outdir: 'dist/extension',
    bundle: true,
    minify: true,
    format: 'cjs',
    external: ['vscode'],
    metafile: true,
    logLevel: 'warning',
  };
  const [{ metafile }] = await Promise.all([
    build({
      ...common,
      entryPoints: { main: 'extension/main.ts', work: 'extension/work.ts' },
      plugins: [secondBundle()],
      outExtension: { '.js': '.cjs' },
      // A second file is required like the first one: the editor gives `vscode` to what is required.
      supported: { 'dynamic-import': false },
      platform: 'node',
      target: 'node20',
    }),
    build({
      ...common,
      entryPoints: { web: 'extension/main.ts', 'work-web': 'extension/work.ts' },
      plugins: [twins()],
      platform: 'browser',
      target: 'es2022',
    }),
  ]);
  await writeFile(path.join(root, 'dist/extension/meta.json'), JSON.stringify(metafile));
}
