import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unfinishedOperation } from '../../extension/host/git-operation.ts';

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

test('without a rebase or bisect nothing is under way', async () => {
  expect(await unfinishedOperation(app())).toBeNull();
  expect(await unfinishedOperation(path.join(root, 'missing'))).toBeNull();
});

test.each([['--merge'], ['--apply']])(
  'the branch being rebased with %s is found while HEAD is detached',
  async (kind) => {
    git(app(), 'switch', '--quiet', 'feature/NT-42-login');
    startRebase(app(), kind);
    expect(await unfinishedOperation(app())).toEqual({ kind: 'rebase', branch: 'feature/NT-42-login' });
    git(app(), 'rebase', '--abort');
    expect(await unfinishedOperation(app())).toBeNull();
  },
);

test('a linked worktree has a rebase of its own', async () => {
  git(app(), 'switch', '--quiet', 'main');
  const tree = path.join(root, 'tree');
  git(app(), 'worktree', 'add', '--quiet', tree, 'feature/NT-43-other');
  startRebase(tree);
  expect(await unfinishedOperation(tree)).toEqual({ kind: 'rebase', branch: 'feature/NT-43-other' });
  expect(await unfinishedOperation(app())).toBeNull();
});

test('a bisect is seen while it goes on, and names no branch', async () => {
  git(app(), 'switch', '--quiet', 'main');
  git(app(), 'bisect', 'start', 'main', 'main~1');
  expect(await unfinishedOperation(app())).toEqual({ kind: 'bisect', branch: null });
  git(app(), 'bisect', 'reset');
  expect(await unfinishedOperation(app())).toBeNull();
});

test('the rebase of a HEAD that was detached before names no branch', async () => {
  git(app(), 'switch', '--quiet', '--detach', 'feature/NT-42-login');
  startRebase(app());
  expect(await unfinishedOperation(app())).toEqual({ kind: 'rebase', branch: null });
  git(app(), 'rebase', '--abort');
});

test('a merge that stops at a conflict is on its branch and no such operation', async () => {
  git(app(), 'switch', '--quiet', 'feature/NT-42-login');
  expect(() => git(app(), 'merge', 'main')).toThrow();
  expect(await unfinishedOperation(app())).toBeNull();
  git(app(), 'merge', '--abort');
});

test('a submodule has a rebase of its own', async () => {
  git(app(), 'switch', '--quiet', 'main');
  git(root, 'init', '--quiet', '--initial-branch=main', 'outer');
  git(path.join(root, 'outer'), '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', app(), 'inner');
  const inner = path.join(root, 'outer', 'inner');
  git(inner, 'switch', '--quiet', 'feature/NT-42-login');
  startRebase(inner, '--onto', 'origin/main');
  expect(await unfinishedOperation(inner)).toEqual({ kind: 'rebase', branch: 'feature/NT-42-login' });
  expect(await unfinishedOperation(path.join(root, 'outer'))).toBeNull();
});
