import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { listFiles, PackageManager } from '@vscode/vsce';
import { beforeAll, expect, test } from 'vitest';
import { itemParts, usualStyle } from '../../extension/core/status-item.ts';
import { commands } from '../../extension/ui/commands.ts';

interface Choices {
  enum?: string[];
  enumDescriptions?: string[];
}

interface Setting extends Choices {
  scope: string;
  order: number;
  default: unknown;
  markdownDescription: string;
  tags?: string[];
  items?: Choices;
}

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
    configuration: { properties: Record<string, Setting> };
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

test('the packed manifest does not say that scripts are modules, which an editor in a browser refuses', async () => {
  const { stdout, stderr } = await run(process.execPath, ['package-extension.mjs']);
  expect(`${stdout}${stderr}`).not.toMatch(/warning/iu);
  const packed = JSON.parse(await readFile('dist/package/package.json', 'utf8')) as Record<string, unknown>;
  expect(packed).toMatchObject({ name: 'tickmark', browser: './dist/extension/web.js' });
  expect(
    Object.keys(packed).filter((name) => /^(?:type|bin|scripts|dependencies|devDependencies)$/u.test(name)),
  ).toEqual([]);
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

test('a workspace can decide nothing but its server and its default branch, and that only when it is trusted; and what is private there', () => {
  const ofPlace = new Set(['tickmark.server', 'tickmark.defaultBranch', 'tickmark.privateFolders']);
  for (const [name, { scope }] of Object.entries(manifest.contributes.configuration.properties))
    expect([name, scope]).toEqual([name, ofPlace.has(name) ? 'resource' : 'application']);
  expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
    supported: 'limited',
    // More private folders do no harm, whoever names them: entries add up, and none takes another one away.
    restrictedConfigurations: ['tickmark.server', 'tickmark.defaultBranch'],
  });
});

test('coding time is not counted and paths are not sent unless a person says so', () => {
  const { properties } = manifest.contributes.configuration;
  expect(properties['tickmark.heartbeats.enabled']?.default).toBe(false);
  expect(properties['tickmark.heartbeats.paths']?.default).toBe('hashed');
});

test('there are few settings, each is described, in an order of its own, and has a default', () => {
  const settings = Object.values(manifest.contributes.configuration.properties);
  expect(settings.length).toBeLessThanOrEqual(15);
  expect(new Set(settings.map(({ order }) => order)).size).toBe(settings.length);
  for (const setting of settings) {
    expect(setting.markdownDescription).toMatch(/^%setting\.[\w.]+%$/u);
    expect(setting.default).toBeDefined();
    const choices = setting.enum ?? setting.items?.enum ?? [];
    expect((setting.enumDescriptions ?? setting.items?.enumDescriptions ?? []).length).toBe(choices.length);
  }
});

test('settings that let something leave the machine say so by their tag', () => {
  const { properties } = manifest.contributes.configuration;
  const tagged = Object.keys(properties).filter((name) => properties[name]?.tags?.includes('usesOnlineServices'));
  expect(tagged).toEqual(expect.arrayContaining(['tickmark.server', 'tickmark.heartbeats.enabled']));
  expect(tagged.filter((name) => name.startsWith('tickmark.statusItem.'))).toEqual([]);
});

test('the parts of the item that can be chosen are those that the code knows', () => {
  const parts = manifest.contributes.configuration.properties['tickmark.statusItem.parts'];
  expect(parts?.items?.enum).toEqual(itemParts);
  expect(parts?.default).toEqual(usualStyle.parts);
});

test('nothing is reported to anybody about the use of the extension', async () => {
  const code = await readFile('dist/extension/main.cjs', 'utf8');
  expect(code).not.toMatch(/telemetry/iu);
});

test('the package holds the bundles, the manifest, icon and picture, and the papers, and is at most 300 KB', async () => {
  const picture = 'extension/media/readme.png';
  const files = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
  const allowed = [
    /^package(\.nls(\.[\w-]+)?)?\.json$/u,
    /^l10n\/bundle\.l10n\.[\w-]+\.json$/u,
    /^(README|CHANGELOG)\.md$/u,
    /^LICENSE$/u,
  ];
  const rest = files.filter((file) => !allowed.some((pattern) => pattern.test(file)));
  expect(
    rest.filter((file) => !/^extension\/media\/(?:[\w-]+\.png|activity\.svg|step-[\w-]+\.svg)$/u.test(file)).toSorted(),
  ).toEqual(['main.cjs', 'web.js', 'work-web.js', 'work.cjs'].map((name) => `dist/extension/${name}`));
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'package.nls.json',
      'package.nls.de.json',
      'l10n/bundle.l10n.de.json',
      'LICENSE',
      manifest.icon,
      picture,
    ]),
  );
  const packed = await Promise.all(files.map(async (file) => deflateRawSync(await readFile(file)).length));
  const bytes = packed.reduce((sum, size) => sum + size, 0);
  process.stdout.write(`  package: ${(bytes / 1024).toFixed(1)} KB\n`);
  expect(bytes).toBeLessThanOrEqual(300 * 1024);
});
