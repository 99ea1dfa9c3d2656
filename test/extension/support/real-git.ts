import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { GitBranch, GitRepository } from '../../../extension/host/git-api.ts';
import { fileUri } from './fake-git.ts';

const run = promisify(execFile);

/** A repository on the disk behind the Git extension's interface; each call runs the same `git` command as the extension. */
export interface RealRepository {
  folder: string;
  git: (...words: string[]) => Promise<string>;
  commit: (file: string, text: string) => Promise<void>;
  /** As the Git extension gives it, with the state of this moment. */
  api: (changes?: { hasUpstream?: boolean; remote?: boolean }) => Promise<GitRepository>;
}

/** Makes a repository with one commit on `main` in this folder, or clones `from`. */
export async function makeRealRepository(folder: string, from?: string): Promise<RealRepository> {
  const identity = ['-c', 'user.name=Ana Lima', '-c', 'user.email=ana@example.com'];
  const env = { PATH: process.env['PATH'], HOME: path.dirname(folder), GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...identity, ...words], { env })).stdout.trim();
  const commit = async (file: string, text: string): Promise<void> => {
    await writeFile(path.join(folder, file), text);
    await git('add', '.');
    await git('commit', '--quiet', '-m', text);
  };
  if (from === undefined) {
    await run('git', ['init', '--quiet', '--initial-branch=main', folder], { env });
    await commit('a.txt', 'first');
  } else await run('git', ['clone', '--quiet', from, folder], { env });
  return { folder, git, commit, api: (changes = {}) => repositoryOf(folder, git, changes) };
}

async function repositoryOf(
  folder: string,
  git: RealRepository['git'],
  { hasUpstream = false, remote = false }: { hasUpstream?: boolean; remote?: boolean },
): Promise<GitRepository> {
  const done = async (...words: string[]): Promise<void> => void (await git(...words));
  const name = (await git('branch', '--show-current')) || undefined;
  const commit = await git('rev-parse', 'HEAD');
  const upstream = hasUpstream ? { upstream: { remote: 'origin', name: name ?? '' } } : {};
  const dirty = (await git('status', '--porcelain')).split('\n').filter((line) => line !== '');
  return {
    rootUri: fileUri(folder),
    state: {
      HEAD: { name, commit, ...upstream },
      remotes: remote ? [{ name: 'origin', fetchUrl: await git('remote', 'get-url', 'origin') }] : [],
      rebaseCommit: undefined,
      indexChanges: [],
      mergeChanges: [],
      workingTreeChanges: dirty,
      onDidChange: () => ({ dispose: () => undefined }),
    },
    inputBox: { value: '' },
    log: async () => [],
    async getBranch(branch): Promise<GitBranch> {
      const places = branch.startsWith('refs/') ? [branch] : [`refs/heads/${branch}`, `refs/remotes/${branch}`];
      const found = await git('for-each-ref', '--format=%(objectname)', ...places);
      if (found === '') throw new Error(`no branch ${branch}`);
      return { name: branch, commit: found.split('\n', 1)[0] };
    },
    getBranchBase: async () => undefined,
    createBranch: (branch, checkout, ref) =>
      done(
        ...(checkout ? ['checkout', '-q', '-b', branch, '--no-track'] : ['branch', '-q', branch]),
        ...(ref === undefined ? [] : [ref]),
      ),
    deleteBranch: (branch, force) => done('branch', force === true ? '-D' : '-d', branch),
    checkout: (treeish) => done('checkout', '-q', treeish),
    push: (to = 'origin', branch = 'HEAD', setUpstream = false) =>
      done('push', '-q', ...(setUpstream ? ['-u'] : []), to, branch),
    status: async () => undefined,
    createWorktree: async ({ path: where, branch, commitish }) => {
      await done('worktree', 'add', '-b', branch, where, commitish);
      return where;
    },
    deleteWorktree: (where) => done('worktree', 'remove', where),
    createStash: ({ message }) => done('stash', 'push', '-u', '-m', message),
    popStash: () => done('stash', 'pop'),
  };
}
