import { isBranchName } from '../core/branch-text.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { lastOwnCommit, type Merged, mergedOf } from '../core/merged.ts';
import { defaultBranchOf } from './default-branch.ts';
import type { GitChange, GitRepository } from './git-api.ts';
import { findCommonFolder, findGitFolder, readText } from './git-folder.ts';
import * as path from './node/path.ts';

export interface MergeWatchPorts {
  /** The setting `tickmark.defaultBranch`; empty when it is to be found out. */
  defaultBranch: () => string;
  onMerged: (branch: string, merged: Merged | null) => void;
  onError: (error: unknown) => void;
}

/** Notices that the branch in front is merged. */
export interface MergeWatch extends Disposable {
  /**
   * Called after each event of Git. Asks Git only when the branch, its commit or what was fetched is another.
   * @param repository null while no branch with a task is in front
   */
  look: (repository: GitRepository | null) => Promise<void>;
}

/** More files than that are not compared. */
const mostFiles = 500;

export function createMergeWatch({ defaultBranch, onMerged, onError }: MergeWatchPorts): MergeWatch {
  let known = '';
  let looks = 0;
  return {
    async look(repository) {
      looks += 1;
      const thisLook = looks;
      const branch = repository?.state.HEAD?.name;
      if (repository === null || branch === undefined) {
        known = '';
        return;
      }
      try {
        const { refs, place } = await fingerprint(repository, branch, defaultBranch());
        if (thisLook !== looks || place + refs === known) return;
        // Another commit or clone: what was known is not known of it.
        if (!known.startsWith(place)) onMerged(branch, null);
        known = place + refs;
        const merged = await readMerged(repository, branch, defaultBranch());
        if (known === place + refs && repository.state.HEAD?.name === branch) onMerged(branch, merged);
      } catch (error) {
        onError(error);
      }
    },
    dispose() {
      looks += 1;
      known = '';
    },
  };
}

/** What the answer depends on, read from Git's files: no program is run for it. */
async function fingerprint(
  { rootUri, state }: GitRepository,
  branch: string,
  setting: string,
): Promise<{ place: string; refs: string }> {
  const root = path.locationOf(rootUri);
  const common = await findCommonFolder(root);
  const { commit = '', ahead, behind, upstream } = state.HEAD ?? {};
  const remote = path.join(common, 'refs/remotes', remoteOf(state, upstream?.remote) ?? '');
  const head = (await readText(path.join(remote, 'HEAD')))?.trim() ?? '';
  const named = setting.trim();
  // A setting of a workspace is not ours: what is no name of a branch could be the path of any file.
  const base = isBranchName(named) ? named : head.replace(/^ref: refs\/remotes\/[^/]+\//u, '');
  const texts = await Promise.all([
    readText(path.join(await findGitFolder(root), 'FETCH_HEAD')),
    readText(path.join(common, 'FETCH_HEAD')),
    readText(path.join(remote, base === '' ? 'main' : base)),
    readText(path.join(remote, upstream?.name ?? branch)),
  ]);
  const isClean = countOf(state) === 0;
  return {
    place: JSON.stringify([root, branch, commit]),
    refs: JSON.stringify([setting, upstream, ahead, behind, isClean, texts]),
  };
}

function countOf({ indexChanges, mergeChanges, workingTreeChanges }: GitRepository['state']): number {
  return indexChanges.length + mergeChanges.length + workingTreeChanges.length;
}

function remoteOf({ remotes }: GitRepository['state'], wanted: string | undefined): string | null {
  return (remotes.find(({ name }) => name === (wanted ?? 'origin')) ?? remotes[0])?.name ?? null;
}

async function readMerged(git: GitRepository, branch: string, setting: string): Promise<Merged | null> {
  const { HEAD } = git.state;
  const tip = HEAD?.commit;
  const upstreamOf = async (key: string): Promise<string> => git.getConfig(`branch.${branch}.${key}`).catch(() => '');
  const upstreamRemote = await upstreamOf('remote');
  const remote = remoteOf(git.state, upstreamRemote === '' ? undefined : upstreamRemote);
  if (tip === undefined || remote === null) return null;
  const commitOf = async (ref: string): Promise<string | null> =>
    (await git.getBranch(ref).catch(() => undefined))?.commit ?? null;
  const hasBranch = async (name: string): Promise<boolean> =>
    (await commitOf(`refs/heads/${name}`)) !== null || (await commitOf(`refs/remotes/${remote}/${name}`)) !== null;
  const base = await defaultBranchOf(git, { setting, remote, hasBranch });
  const baseTip = base === null ? null : await commitOf(`refs/remotes/${remote}/${base}`);
  if (base === null || baseTip === null || base === branch) return null;
  const isInBase = async (commit: string): Promise<boolean> =>
    (await git.getMergeBase(commit, baseTip).catch(() => undefined)) === commit;
  const isTipInBase = await isInBase(tip);
  const common = { branch, base, remote, isTipInBase };
  if (isTipInBase) {
    const log = await readText(
      path.join(await findCommonFolder(path.locationOf(git.rootUri)), 'logs/refs/heads', branch),
    );
    const own = lastOwnCommit(log ?? '');
    const isOwnWorkInBase = own === null ? null : own === tip || (await isInBase(own));
    return mergedOf({ ...common, isOwnWorkInBase, isUpstreamGone: false, isContentInBase: null });
  }
  const upstream = /^refs\/heads\/(.+)$/u.exec(await upstreamOf('merge'))?.[1];
  const isUpstreamGone = upstream !== undefined && (await commitOf(`refs/remotes/${remote}/${upstream}`)) === null;
  const isContentInBase = isUpstreamGone && countOf(git.state) === 0 ? await hasContent(git, baseTip, tip) : null;
  return mergedOf({ ...common, isOwnWorkInBase: null, isUpstreamGone, isContentInBase });
}

/** With nothing uncommitted the working tree is the tip, so what differs from the base can be asked for. */
async function hasContent(git: GitRepository, base: string, tip: string): Promise<boolean | null> {
  const changed = await git.diffBetween(base, tip).catch(() => []);
  if (changed.length === 0 || changed.length > mostFiles) return null;
  const differing = new Set((await git.diffWith(base)).flatMap(pathsOf));
  return changed.flatMap(pathsOf).every((file) => !differing.has(file));
}

function pathsOf({ uri, originalUri, renameUri }: GitChange): string[] {
  return [uri, originalUri, renameUri].flatMap((each) => (each === undefined ? [] : [each.path]));
}
