import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findKeyCandidates } from '../../shared/branch-key.ts';

const run = promisify(execFile);

test('the README asks for an internal connection and lists every capability that is needed', async () => {
  const readme = await readFile('README.md', 'utf8');
  const steps = /## Connect your Notion[^]*?(?=\n## )/u.exec(readme)?.[0] ?? '';
  expect(steps).toContain('**internal** connection');
  const capabilities = [...steps.matchAll(/^ +\| (?<name>[A-Z][^|]*?) +\|/gmu)].map(({ groups }) => groups?.['name']);
  expect(capabilities.slice(1)).toEqual([
    'Read content',
    'Update content',
    'Insert content',
    'Read comments',
    'Insert comments',
    'Read user information including email addresses',
  ]);
});

test('every branch name that the README shows is one that git accepts and that links', async () => {
  const readme = await readFile('README.md', 'utf8');
  const names = new Set([...readme.matchAll(/\b(?:feature|bugfix|hotfix)\/[\w.-]+/gu)].map(([name]) => name));
  expect(names.size).toBeGreaterThan(1);
  for (const name of names) {
    await expect(run('git', ['check-ref-format', '--branch', name])).resolves.toBeDefined();
    expect([name, findKeyCandidates(name, ['NT']).candidates.length]).toEqual([name, 1]);
  }
});
