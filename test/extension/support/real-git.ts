import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FileUri, GitBranch, GitChange, GitRepository } from '../../../extension/host/git-api.ts';
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
  const { env, ...repository } = openRealRepository(folder);
  if (from === undefined) {
    await run('git', ['init', '--quiet', '--initial-branch=main', folder], { env });
    await repository.commit('a.txt', 'first');
  } else await run('git', ['clone', '--quiet', from, folder], { env });
  return repository;
}

/** A folder that is a repository already, such as a worktree. */
export function openRealRepository(folder: string): RealRepository & { env: NodeJS.ProcessEnv } {
  const identity = ['-c', 'user.name=Ana Lima', '-c', 'user.email=ana@example.com'];
  const env = { PATH: process.env['PATH'], HOME: path.dirname(folder), GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...identity, ...words], { env })).stdout.trim();
  const commit = async (file: string, text: string): Promise<void> => {
    await writeFile(path.join(folder, file), text);
    await git('add', '.');
    await git('commit', '--quiet', '-m', text);
  };
  return { env, folder, git, commit, api: (changes = {}) => repositoryOf(folder, git, changes) };
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
    push: (to = 'origin', branch = 'HEAD', setUpstream = false, force) =>
      done('push', '-q', ...(force === 1 ? ['--force-with-lease'] : []), ...(setUpstream ? ['-u'] : []), to, branch),
    status: async () => undefined,
    pull: () => done('pull', '-q'),
    getConfig: (key) => git('config', '--get', key),
    getMergeBase: async (a, b) => git('merge-base', a, b).catch(() => undefined),
    diffBetween: async (from, to) => changesIn(folder, await git(...diffWords, `${from}...${to}`)),
    diffWith: async (of) => changesIn(folder, await git(...diffWords, of)),
    createWorktree: async ({ path: where, branch, commitish }) => {
      await done('worktree', 'add', '-b', branch, where, commitish);
      return where;
    },
    deleteWorktree: (where) => done('worktree', 'remove', where),
    createStash: ({ message }) => done('stash', 'push', '-u', '-m', message),
    popStash: () => done('stash', 'pop'),
  };
}

const diffWords = ['diff', '--name-status', '-z', '--diff-filter=ADMR'];

/** Of the answer of `git diff --name-status -z`, as the Git extension reads it. */
function changesIn(folder: string, text: string): GitChange[] {
  const words = text.split('\0').filter((word) => word !== '');
  const changes: GitChange[] = [];
  for (let index = 0; index < words.length; index += 2) {
    const isMove = words[index]?.startsWith('R') === true;
    const uriOf = (word = ''): FileUri => fileUri(path.join(folder, word));
    const originalUri = uriOf(words[index + 1]);
    if (isMove) index += 1;
    const uri = uriOf(words[index + 1]);
    changes.push({ uri, originalUri, ...(isMove ? { renameUri: uri } : {}) });
  }
  return changes;
}
