import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'tickmark-boundaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What may not stand where, and something that may stand there. */
const rules: { rule: string; file: string; bad: string; good: string }[] = [
  { rule: 'shared is pure: no Node', file: 'shared/x.ts', bad: 'node:fs', good: 'zod' },
  { rule: 'shared is pure: no packages but zod', file: 'shared/x.ts', bad: 'hono', good: './ids.ts' },
  { rule: 'shared does not import the server', file: 'shared/x.ts', bad: '../server/start.ts', good: './ids.ts' },
  {
    rule: 'the extension does not import the server',
    file: 'extension/host/x.ts',
    bad: '../../server/start.ts',
    good: '../../shared/ids.ts',
  },
  {
    rule: 'the core of the extension knows no editor',
    file: 'extension/core/x.ts',
    bad: 'vscode',
    good: '../../shared/ids.ts',
  },
  { rule: 'the core of the extension knows no Node', file: 'extension/core/x.ts', bad: 'node:path', good: './y.ts' },
  {
    rule: 'the core of the extension does not import its host',
    file: 'extension/core/x.ts',
    bad: '../host/git.ts',
    good: './y.ts',
  },
  {
    rule: 'the server does not import the extension',
    file: 'server/issues/x.usecases.ts',
    bad: '../../extension/main.ts',
    good: '../../shared/ids.ts',
  },
  {
    rule: 'only server/notion talks to Notion',
    file: 'server/worklogs/x.usecases.ts',
    bad: '@notionhq/client',
    good: '../notion/writing.ts',
  },
  {
    rule: 'only routes and server/http speak HTTP',
    file: 'server/worklogs/x.usecases.ts',
    bad: 'hono',
    good: './x.repository.ts',
  },
  {
    rule: 'use cases hold no SQL',
    file: 'server/worklogs/x.usecases.ts',
    bad: 'drizzle-orm',
    good: './x.repository.ts',
  },
  {
    rule: 'use cases do not touch tables',
    file: 'server/worklogs/x.usecases.ts',
    bad: './x.table.ts',
    good: './x.repository.ts',
  },
  {
    rule: 'use cases know nothing of HTTP',
    file: 'server/worklogs/x.usecases.ts',
    bad: '../http/problem.ts',
    good: '../context.ts',
  },
  {
    rule: 'routes call use cases, not repositories',
    file: 'server/worklogs/x.routes.ts',
    bad: './x.repository.ts',
    good: './x.usecases.ts',
  },
  { rule: 'routes hold no SQL', file: 'server/worklogs/x.routes.ts', bad: 'drizzle-orm', good: 'hono' },
  { rule: 'repositories speak no HTTP', file: 'server/worklogs/x.repository.ts', bad: 'hono', good: 'drizzle-orm' },
  {
    rule: 'only server/database opens a database',
    file: 'server/worklogs/x.repository.ts',
    bad: 'postgres',
    good: 'drizzle-orm',
  },
  { rule: 'only server/jobs schedules', file: 'server/sources/x.jobs.ts', bad: 'node-cron', good: './x.usecases.ts' },
  {
    rule: 'server/notion knows nothing of ours',
    file: 'server/notion/x.ts',
    bad: '../issues/issues.repository.ts',
    good: '@notionhq/client',
  },
  {
    rule: 'the product does not import the demo',
    file: 'server/sources/x.usecases.ts',
    bad: '../demo/demo.ts',
    good: './y.usecases.ts',
  },
  {
    rule: 'the product does not import tests',
    file: 'server/sources/x.usecases.ts',
    bad: '../../test/support/clock.ts',
    good: './y.usecases.ts',
  },
  {
    rule: 'the page imports shared only',
    file: 'server/web/x.ts',
    bad: '../../server/start.ts',
    good: '../../shared/errors.ts',
  },
  {
    rule: 'nothing but server/http puts routes together',
    file: 'server/issues/x.usecases.ts',
    bad: '../issues/issues.routes.ts',
    good: './y.usecases.ts',
  },
];

describe('who may import whom', () => {
  it('is told by the linter: every planted violation is found and nothing else', async () => {
    cpSync(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    const planted = rules.flatMap(({ file, bad, good }, index) => [
      { file: plant(file, `bad${index}`, bad), expected: true },
      { file: plant(file, `good${index}`, good), expected: false },
    ]);
    const found = await filesWith('no-restricted-imports');
    const wrong = planted.filter(({ file, expected }) => found.has(file) !== expected).map(({ file }) => file);
    expect(wrong).toEqual([]);
  });

  it('keeps requests to Notion within its room: nothing else of the server fetches', async () => {
    cpSync(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    const bad = plantText('server/sources/fetches.usecases.ts', "await fetch('https://api.notion.com/v1/users/me');");
    const good = plantText('server/web/browser/fetches.ts', "await fetch('/api/v1/me');");
    const found = await filesWith('no-restricted-globals');
    expect([found.has(bad), found.has(good)]).toEqual([true, false]);
  });

  it('is told by the compiler too: a project cannot import what it does not reference', async () => {
    for (const name of ['tsconfig.base.json', 'shared/tsconfig.json', 'extension/tsconfig.json']) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      cpSync(path.join(root, name), path.join(folder, name));
    }
    rmSync(path.join(folder, 'shared'), { recursive: true });
    mkdirSync(path.join(folder, 'shared'));
    cpSync(path.join(root, 'shared/tsconfig.json'), path.join(folder, 'shared/tsconfig.json'));
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'server-only.ts'), 'export const secret = 1;\n');
    writeFileSync(path.join(folder, 'shared/reaches.ts'), "export { secret } from '../server-only.ts';\n");
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    const failed = run(process.execPath, [compiler, '-b', 'shared'], { cwd: folder });
    await expect(failed).rejects.toMatchObject({ stdout: expect.stringContaining('TS6307') as unknown });
  });
});

function plant(file: string, name: string, imported: string): string {
  const planted = path.join(path.dirname(file), path.basename(file).replace(/^x/u, name));
  return plantText(planted, `import '${imported}';`);
}

function plantText(file: string, text: string): string {
  const place = path.join(folder, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, `${text}\n`);
  return file;
}

async function filesWith(rule: string): Promise<Set<string>> {
  const linter = path.join(root, 'node_modules/oxlint/bin/oxlint');
  const output = await run(process.execPath, [linter, '--format=json'], { cwd: folder, maxBuffer: 10_000_000 }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  return new Set(diagnostics.filter(({ code }) => code.includes(rule)).map(({ filename }) => filename));
}
