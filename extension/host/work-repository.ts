import { gitFailureText } from '../core/git-failure.ts';
import type { Translate } from '../core/translate.ts';
import type { WorkRepository } from '../core/work-repository.ts';
import { defaultBranchOf } from './default-branch.ts';
import type { GitRepository } from './git-api.ts';
import { baseName } from './names.ts';
import { join } from './node/path.ts';

export interface WorkRepositoryPorts {
  t: Translate;
  /** The setting `tickmark.defaultBranch`; empty when it is to be found out. */
  defaultBranch: () => string;
}

/** @param name what the server knows the repository by */
export function workRepository(
  git: GitRepository,
  name: string,
  { t, defaultBranch }: WorkRepositoryPorts,
): WorkRepository {
  const { HEAD, remotes } = git.state;
  const root = git.rootUri.fsPath;
  const remote = remotes.find((each) => each.name === (HEAD?.upstream?.remote ?? 'origin')) ?? remotes[0] ?? null;
  const say = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw new Error(gitFailureText(error, t), { cause: error });
    }
  };
  /** A clone may bring branches that Git itself would take for an option, which run programs or throw changes away. */
  const plain = (branch: string): string => {
    if (branch.startsWith('-')) throw new Error(t('Git does not accept this branch name.'));
    return branch;
  };
  const commitOf = async (branch: string): Promise<string | null> =>
    (await git.getBranch(branch).catch(() => undefined))?.commit ?? null;
  const hasBranch = async (branch: string): Promise<boolean> => {
    const places = [`refs/heads/${branch}`, ...(remote === null ? [] : [`refs/remotes/${remote.name}/${branch}`])];
    const commits = await Promise.all(places.map(commitOf));
    return commits.some((commit) => commit !== null);
  };
  /** A branch that was never checked out here begins where the remote has it. */
  const startOf = async (branch: string): Promise<string> =>
    remote === null || (await commitOf(`refs/heads/${branch}`)) !== null ? branch : `${remote.name}/${branch}`;

  return {
    name,
    root,
    branch: HEAD?.name ?? null,
    headCommit: HEAD?.commit ?? null,
    remote: remote === null ? null : { name: remote.name, url: remote.fetchUrl },
    ahead: HEAD?.upstream === undefined ? null : (HEAD.ahead ?? 0),
    changedFiles: countChanges(git),
    isWorktree: git.kind === 'worktree',
    canStash: git.createStash !== undefined && git.popStash !== undefined,
    canMakeWorktree: git.createWorktree !== undefined && git.deleteWorktree !== undefined,
    hasBranch,
    defaultBranch: async () =>
      defaultBranchOf(git, { setting: defaultBranch(), remote: remote?.name ?? null, hasBranch }),
    async createBranch(branch, from) {
      await say(git.createBranch(plain(branch), true, from === null ? undefined : plain(await startOf(from))));
      return commitOf(branch);
    },
    switchTo: async (branch) => say(git.checkout(plain(branch))),
    async deleteFreshBranch(branch, commit) {
      if ((await commitOf(branch)) !== commit)
        throw new Error(t('The branch {0} has commits by now, so it is kept.', branch));
      await say(git.deleteBranch(plain(branch), true));
    },
    async createWorktree(branch, from) {
      const trees = `${baseName(git.rootUri.path)}.worktrees`;
      const folder = join(root, '..', trees, branch.replaceAll('/', '-'));
      const commitish = from === null ? 'HEAD' : plain(await startOf(from));
      return say(
        git.createWorktree?.({ path: folder, branch: plain(branch), commitish }) ?? Promise.reject(new Error('')),
      );
    },
    deleteWorktree: async (folder) => say(git.deleteWorktree?.(folder) ?? Promise.resolve()),
    stash: async (message) => say(git.createStash?.({ message, includeUntracked: true }) ?? Promise.resolve()),
    unstash: async () => say(git.popStash?.() ?? Promise.resolve()),
    pull: async () => say(git.pull()),
    async whereabouts(branch, base) {
      const [commit, onRemote, kept] = await Promise.all([
        commitOf(`refs/heads/${branch}`),
        remote === null ? null : commitOf(`refs/remotes/${remote.name}/${branch}`),
        remote === null ? null : commitOf(`refs/remotes/${remote.name}/${base}`),
      ]);
      const isIn = async (one: string | null, other: string | null): Promise<boolean> =>
        one !== null && other !== null && (await git.getMergeBase(one, other).catch(() => undefined)) === one;
      return {
        commit,
        isOnRemote: onRemote !== null,
        isKept: (await isIn(commit, kept)) || (await isIn(commit, onRemote)),
        isRemoteKept: await isIn(onRemote, kept),
      };
    },
    async deleteBranch(branch, commit) {
      if ((await commitOf(`refs/heads/${branch}`)) !== commit)
        throw new Error(t('The branch {0} has other commits by now, so it is kept.', branch));
      // What is lost by it was looked at before: Git itself compares with what happens to be checked out.
      await say(git.deleteBranch(plain(branch), true));
    },
    restoreBranch: async (branch, commit) => say(git.createBranch(plain(branch), false, commit)),
    deleteRemoteBranch: async (branch) => say(git.push(remote?.name, `:refs/heads/${branch}`, false, 1)),
    async push() {
      const { name: current, upstream } = git.state.HEAD ?? {};
      await say(git.push(remote?.name, current === undefined ? undefined : plain(current), upstream === undefined));
    },
  };
}

function countChanges({ state }: GitRepository): number {
  const lists = [state.indexChanges, state.mergeChanges, state.workingTreeChanges, state.untrackedChanges ?? []];
  return lists.reduce((count, list) => count + list.length, 0);
}
