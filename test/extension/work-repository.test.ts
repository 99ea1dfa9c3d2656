import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { WorkRepository } from '../../extension/core/work-repository.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { createCommitBoxes } from '../../extension/host/commit-box.ts';
import { workRepository } from '../../extension/host/work-repository.ts';
import { makeRealRepository, type RealRepository } from './support/real-git.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';

// With `git` itself on the disk.

const makeFolder = useTemporaryFolders();

async function open(
  real: RealRepository,
  options: { hasUpstream?: boolean; remote?: boolean; setting?: string } = {},
): Promise<WorkRepository> {
  return workRepository(await real.api(options), 'app', { t, defaultBranch: () => options.setting ?? '' });
}

async function makeApp(): Promise<RealRepository> {
  return makeRealRepository(path.join(await makeFolder(), 'app'));
}

async function makeClone(): Promise<{ clone: RealRepository; origin: RealRepository }> {
  const folder = await makeFolder();
  const origin = await makeRealRepository(path.join(folder, 'origin'));
  return { origin, clone: await makeRealRepository(path.join(folder, 'clone'), origin.folder) };
}

test('a branch begins at the default branch, and is taken back with nothing left', async () => {
  const app = await makeApp();
  await app.git('switch', '-q', '-c', 'other');
  await app.commit('b.txt', 'other work');
  const repository = await open(app);
  const commit = await repository.createBranch('feature/NT-42-x', 'main');
  expect(await app.git('rev-parse', 'HEAD')).toBe(await app.git('rev-parse', 'main'));
  await repository.switchTo('other');
  await repository.deleteFreshBranch('feature/NT-42-x', commit);
  expect(await app.git('branch', '--format=%(refname:short)')).toBe('main\nother');
});

test('a branch that has commits by now is never deleted', async () => {
  const app = await makeApp();
  const repository = await open(app);
  const commit = await repository.createBranch('feature/NT-42-x', null);
  await app.commit('b.txt', 'work');
  await repository.switchTo('main');
  await expect(repository.deleteFreshBranch('feature/NT-42-x', commit)).rejects.toThrow(
    'has commits by now, so it is kept',
  );
  expect(await repository.hasBranch('feature/NT-42-x')).toBe(true);
});

test('uncommitted changes go along to the new branch', async () => {
  const app = await makeApp();
  await writeFile(path.join(app.folder, 'a.txt'), 'changed');
  const repository = await open(app);
  expect(repository.changedFiles).toBe(1);
  await repository.createBranch('feature/NT-42-x', 'main');
  expect(await readFile(path.join(app.folder, 'a.txt'), 'utf8')).toBe('changed');
});

test('changes that would be overwritten make Git stop, in plain words, and stay', async () => {
  const app = await makeApp();
  await app.git('switch', '-q', '-c', 'other');
  await app.commit('a.txt', 'other');
  await writeFile(path.join(app.folder, 'a.txt'), 'mine');
  const repository = await open(app);
  await expect(repository.switchTo('main')).rejects.toThrow('so that your uncommitted changes are not overwritten');
  await expect(repository.createBranch('x', 'main')).rejects.toThrow(
    'so that your uncommitted changes are not overwritten',
  );
  expect(await readFile(path.join(app.folder, 'a.txt'), 'utf8')).toBe('mine');
  expect(await app.git('branch', '--show-current')).toBe('other');
});

test('a stash keeps new files too and brings them back', async () => {
  const app = await makeApp();
  await writeFile(path.join(app.folder, 'new.txt'), 'new');
  const repository = await open(app);
  await repository.stash('Before NT-42');
  expect(await app.git('status', '--porcelain')).toBe('');
  await repository.unstash();
  expect(await readFile(path.join(app.folder, 'new.txt'), 'utf8')).toBe('new');
});

test('a worktree is made beside the folder, with the branch in it', async () => {
  const app = await makeApp();
  const repository = await open(app);
  const folder = await repository.createWorktree('feature/NT-42-x', 'main');
  expect(folder).toBe(path.join(path.dirname(app.folder), 'app.worktrees', 'feature-NT-42-x'));
  expect(await app.git('-C', folder, 'branch', '--show-current')).toBe('feature/NT-42-x');
  expect(await app.git('branch', '--show-current')).toBe('main');
  await repository.deleteWorktree(folder);
});

test('a push lets the branch follow the remote’s', async () => {
  const { clone } = await makeClone();
  await clone.git('switch', '-q', '-c', 'feature/NT-42-x');
  await clone.commit('b.txt', 'work');
  const repository = await open(clone, { remote: true });
  expect(repository.ahead).toBeNull();
  await repository.push();
  expect(await clone.git('rev-parse', '--abbrev-ref', 'feature/NT-42-x@{upstream}')).toBe('origin/feature/NT-42-x');
});

test('a push that the remote refuses says what helps', async () => {
  const { clone, origin } = await makeClone();
  await origin.commit('c.txt', 'newer');
  await origin.git('switch', '-q', '-c', 'elsewhere');
  await clone.commit('b.txt', 'mine');
  const repository = await open(clone, { remote: true });
  await expect(repository.push()).rejects.toThrow(/Git says: .*rejected/u);
});

test('the default branch is what the remote says, also in a worktree', async () => {
  const folder = await makeFolder();
  const origin = await makeRealRepository(path.join(folder, 'origin'));
  await origin.git('branch', '-q', '-m', 'main', 'trunk-2');
  const clone = await makeRealRepository(path.join(folder, 'clone'), origin.folder);
  await clone.git('branch', '-q', 'main');
  expect(await (await open(clone, { remote: true })).defaultBranch()).toBe('trunk-2');
  await clone.git('worktree', 'add', '-q', '-b', 'x', path.join(folder, 'tree'));
  const tree = { ...clone, folder: path.join(folder, 'tree') };
  const repository = workRepository(
    {
      ...(await clone.api({ remote: true })),
      rootUri: { scheme: 'file', path: tree.folder, fsPath: tree.folder, toString: () => tree.folder },
    },
    'app',
    {
      t,
      defaultBranch: () => '',
    },
  );
  expect(await repository.defaultBranch()).toBe('trunk-2');
});

test('without a remote the default branch is the only one with a usual name, or as set', async () => {
  const app = await makeApp();
  expect(await (await open(app)).defaultBranch()).toBe('main');
  expect(await (await open(app, { setting: 'release' })).defaultBranch()).toBe('release');
  await app.git('branch', '-q', '-m', 'main', 'odd');
  expect(await (await open(app)).defaultBranch()).toBeNull();
});

test('a setting that is no name of a branch never reaches Git', async () => {
  const app = await makeApp();
  expect(await (await open(app, { setting: '--upload-pack=evil' })).defaultBranch()).toBe('main');
});

test('a branch that only the remote has counts as there, and one can begin at it', async () => {
  const { clone, origin } = await makeClone();
  await origin.git('branch', '-q', 'release');
  await clone.git('fetch', '-q');
  const repository = await open(clone, { remote: true });
  expect(await repository.hasBranch('release')).toBe(true);
  expect(await repository.hasBranch('never')).toBe(false);
  await repository.createBranch('feature/NT-42-x', 'release');
  expect(await clone.git('branch', '--show-current')).toBe('feature/NT-42-x');
});

test('the commit box is filled when it is empty, taken back on another branch, and left alone during a merge', async () => {
  const app = await makeApp();
  await app.git('switch', '-q', '-c', 'other');
  await app.commit('a.txt', 'theirs');
  await app.git('switch', '-q', 'main');
  await app.commit('a.txt', 'ours');
  const git = await app.api();
  const errors: unknown[] = [];
  let template = '{key}: ';
  const boxes = createCommitBoxes({ template: () => template, onError: (error) => errors.push(error) });
  const task = { key: 'NT-42', title: 'Log in' };
  const boxAfter = async (of: typeof task | null): Promise<string> => {
    await boxes.follow(git, of);
    return git.inputBox.value;
  };
  expect(await boxAfter(task)).toBe('NT-42: ');
  expect(await boxAfter(null)).toBe('');
  await expect(app.git('merge', 'other')).rejects.toThrow();
  expect(await boxAfter(task)).toBe('');
  await app.git('merge', '--abort');
  expect(await boxAfter(task)).toBe('NT-42: ');
  git.inputBox.value = 'NT-42: mine';
  expect(await boxAfter(null)).toBe('NT-42: mine');
  git.inputBox.value = 'NT-42: ';
  template = '';
  expect(await boxAfter(task)).toBe('');
  expect(errors).toEqual([]);
});

test('a branch of a clone that looks like an option never reaches Git as one', async () => {
  const { origin, clone } = await makeClone();
  for (const name of ['-f', '--receive-pack=touch ran'])
    await origin.git('update-ref', `refs/heads/${name.replace(' ', '${IFS}')}`, 'HEAD');
  await clone.git('fetch', '-q');
  for (const name of ['-f', '--receive-pack=touch${IFS}ran']) {
    await clone.git('symbolic-ref', 'HEAD', `refs/heads/${name}`);
    await clone.git('update-ref', `refs/heads/${name}`, 'refs/remotes/origin/main');
    await writeFile(path.join(clone.folder, 'a.txt'), 'not committed');
    const repository = await open(clone, { remote: true });
    const refused = 'Git does not accept this branch name.';
    await expect(repository.push()).rejects.toThrow(refused);
    await expect(repository.switchTo(name)).rejects.toThrow(refused);
    await expect(repository.createBranch('feature/NT-42-x', name)).rejects.toThrow(refused);
    await expect(repository.createWorktree('feature/NT-42-x', name)).rejects.toThrow(refused);
    expect(await readFile(path.join(clone.folder, 'a.txt'), 'utf8')).toBe('not committed');
  }
});

async function makeMerged(): Promise<{ clone: RealRepository; origin: RealRepository; repository: WorkRepository }> {
  const { clone, origin } = await makeClone();
  await clone.git('switch', '-q', '-c', 'feature/NT-42-x', '--no-track');
  await clone.commit('b.txt', 'work');
  await clone.git('push', '-q', '-u', 'origin', 'feature/NT-42-x');
  await origin.git('merge', '-q', '--ff-only', 'feature/NT-42-x');
  await clone.git('fetch', '-q');
  await clone.git('switch', '-q', 'main');
  return { clone, origin, repository: await open(clone, { remote: true }) };
}

test('where the commits of a branch are is told by what was fetched', async () => {
  const { clone, repository } = await makeMerged();
  const commit = await clone.git('rev-parse', 'feature/NT-42-x');
  const kept = { commit, isOnRemote: true, isKept: true, isRemoteKept: true };
  expect(await repository.whereabouts('feature/NT-42-x', 'main')).toEqual(kept);
  await clone.git('switch', '-q', 'feature/NT-42-x');
  await clone.commit('c.txt', 'only here');
  expect(await repository.whereabouts('feature/NT-42-x', 'main')).toMatchObject({ isKept: false, isRemoteKept: true });
  expect(await repository.whereabouts('nothing', 'main')).toMatchObject({ commit: null, isKept: false });
});

test('a merged branch is deleted here, also where the default branch was not pulled, and made again where it was', async () => {
  const { clone, repository } = await makeMerged();
  const commit = await clone.git('rev-parse', 'feature/NT-42-x');
  await repository.deleteBranch('feature/NT-42-x', commit);
  expect(await clone.git('branch', '--format=%(refname:short)')).toBe('main');
  await repository.restoreBranch('feature/NT-42-x', commit);
  expect(await clone.git('rev-parse', 'feature/NT-42-x')).toBe(commit);
  expect(await clone.git('branch', '--show-current')).toBe('main');
  await repository.pull();
  expect(await clone.git('rev-parse', 'main')).toBe(commit);
});

test('a branch that moved on since is not deleted', async () => {
  const { clone, repository } = await makeMerged();
  const commit = await clone.git('rev-parse', 'feature/NT-42-x');
  await clone.git('switch', '-q', 'feature/NT-42-x');
  await clone.commit('c.txt', 'more');
  await clone.git('switch', '-q', 'main');
  await expect(repository.deleteBranch('feature/NT-42-x', commit)).rejects.toThrow('has other commits by now');
  expect(await repository.hasBranch('feature/NT-42-x')).toBe(true);
});

test('on the remote a branch is deleted, but not with commits that were never fetched', async () => {
  const { clone, origin, repository } = await makeMerged();
  await origin.git('switch', '-q', 'feature/NT-42-x');
  await origin.commit('c.txt', 'theirs, not fetched');
  await origin.git('switch', '-q', 'main');
  await expect(repository.deleteRemoteBranch('feature/NT-42-x')).rejects.toThrow();
  expect(await origin.git('branch', '--list', 'feature/NT-42-x')).not.toBe('');
  await clone.git('fetch', '-q');
  await repository.deleteRemoteBranch('feature/NT-42-x');
  expect(await origin.git('branch', '--list', 'feature/NT-42-x')).toBe('');
});
