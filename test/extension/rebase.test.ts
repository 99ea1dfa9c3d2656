import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { branchBeingRebased } from '../../extension/host/rebase.ts';

let root: string;
const app = (): string => path.join(root, 'app');

function git(folder: string, ...words: string[]): void {
  const identity = ['-c', 'user.name=Ana Lima', '-c', 'user.email=ana@example.com', '-c', 'core.editor=true'];
  const env = { PATH: process.env['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', [...identity, ...words], { cwd: folder, env, stdio: 'pipe' });
}

async function commit(folder: string, text: string): Promise<void> {
  await writeFile(path.join(folder, 'file.txt'), text);
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', text);
}

/** Starts a rebase that stops at a conflict. */
function startRebase(folder: string, ...words: string[]): void {
  expect(() => git(folder, 'rebase', ...words, 'main')).toThrow();
}

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tickmark-rebase-'));
  git(root, 'init', '--quiet', '--initial-branch=main', 'app');
  await commit(app(), 'one');
  for (const branch of ['feature/NT-42-login', 'feature/NT-43-other']) {
    git(app(), 'switch', '--quiet', '--create', branch, 'main');
    await commit(app(), branch);
  }
  git(app(), 'switch', '--quiet', 'main');
  await commit(app(), 'two');
});

afterAll(() => rm(root, { recursive: true, force: true }));

test('no rebase, no branch', async () => {
  expect(await branchBeingRebased(app())).toBeNull();
  expect(await branchBeingRebased(path.join(root, 'missing'))).toBeNull();
});

test.each([['--merge'], ['--apply']])(
  'the branch being rebased with %s is found while HEAD is detached',
  async (kind) => {
    git(app(), 'switch', '--quiet', 'feature/NT-42-login');
    startRebase(app(), kind);
    expect(await branchBeingRebased(app())).toBe('feature/NT-42-login');
    git(app(), 'rebase', '--abort');
    expect(await branchBeingRebased(app())).toBeNull();
  },
);

test('a linked worktree has a rebase of its own', async () => {
  git(app(), 'switch', '--quiet', 'main');
  const tree = path.join(root, 'tree');
  git(app(), 'worktree', 'add', '--quiet', tree, 'feature/NT-43-other');
  startRebase(tree);
  expect(await branchBeingRebased(tree)).toBe('feature/NT-43-other');
  expect(await branchBeingRebased(app())).toBeNull();
});
