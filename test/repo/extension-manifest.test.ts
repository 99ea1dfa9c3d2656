import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { listFiles, PackageManager } from '@vscode/vsce';
import { beforeAll, expect, test } from 'vitest';
import { commands } from '../../extension/ui/commands.ts';

interface Manifest {
  name: string;
  publisher: string;
  main: string;
  icon: string;
  activationEvents: string[];
  extensionKind: string[];
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    configuration: { properties: Record<string, { scope: string; default: unknown; markdownDescription: string }> };
  };
}

const run = promisify(execFile);
let manifest: Manifest;
let strings: Record<string, string>;

beforeAll(async () => {
  manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
  strings = JSON.parse(await readFile('package.nls.json', 'utf8')) as Record<string, string>;
  await run(process.execPath, ['esbuild.config.mjs', 'extension']);
});

test('it runs with Node, in a browser, in a folder that is not trusted and in one that is not on a disk', () => {
  expect(manifest).toMatchObject({
    main: './dist/extension/main.cjs',
    browser: './dist/extension/web.js',
    capabilities: { untrustedWorkspaces: { supported: 'limited' }, virtualWorkspaces: { supported: 'limited' } },
  });
});

test('the extension starts after the editor is up, and for no other reason', () => {
  expect(manifest.activationEvents).toEqual(['onStartupFinished']);
});

test('the palette and the command table know the same commands', () => {
  const inPalette = manifest.contributes.commands.map(({ command }) => command);
  expect(inPalette.toSorted()).toEqual(Object.keys(commands).toSorted());
});

test('every command is found under the product’s name', () => {
  for (const { category } of manifest.contributes.commands) expect(category).toBe('Tickmark');
});

test('every text of the manifest comes from the list of strings, and none is left over', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/gu)].map(([, key]) => key ?? '');
  expect([...new Set(used)].toSorted()).toEqual(Object.keys(strings).toSorted());
  for (const text of Object.values(strings)) expect(text.trim()).not.toBe('');
});

test('a workspace can decide nothing but its server, and that only when it is trusted', () => {
  for (const [name, { scope }] of Object.entries(manifest.contributes.configuration.properties))
    expect([name, scope]).toEqual([name, name === 'tickmark.server' ? 'resource' : 'application']);
  expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
    supported: 'limited',
    restrictedConfigurations: ['tickmark.server'],
  });
});

test('coding time is not counted and paths are not sent unless a person says so', () => {
  const { properties } = manifest.contributes.configuration;
  expect(properties['tickmark.heartbeats.enabled']?.default).toBe(false);
  expect(properties['tickmark.heartbeats.paths']?.default).toBe('hashed');
});

test('there are few settings', () => {
  expect(Object.keys(manifest.contributes.configuration.properties).length).toBeLessThanOrEqual(15);
});

test('the package holds the two bundles, the manifest, icon and picture, and the papers, and is at most 300 KB', async () => {
  const picture = 'extension/media/readme.png';
  const files = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
  const allowed = [/^package(\.nls(\.[\w-]+)?)?\.json$/u, /^(README|CHANGELOG)\.md$/u, /^LICENSE$/u];
  const rest = files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
  expect(rest.filter((file) => !/^extension\/media\/[\w-]+\.png$/u.test(file))).toEqual([
    'dist/extension/web.js',
    'dist/extension/main.cjs',
  ]);
  expect(files).toEqual(
    expect.arrayContaining(['package.json', 'package.nls.json', 'LICENSE', manifest.icon, picture]),
  );
  const packed = await Promise.all(files.map(async (file) => deflateRawSync(await readFile(file)).length));
  const bytes = packed.reduce((sum, size) => sum + size, 0);
  process.stdout.write(`  package: ${(bytes / 1024).toFixed(1)} KB\n`);
  expect(bytes).toBeLessThanOrEqual(300 * 1024);
});
