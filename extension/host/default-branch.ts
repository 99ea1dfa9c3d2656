import { isBranchName } from '../core/branch-text.ts';
import type { GitRepository } from './git-api.ts';
import { findCommonFolder, readText } from './git-folder.ts';
import * as path from './node/path.ts';

export interface DefaultBranchFacts {
  /** What the person has set; empty when nothing. */
  setting: string;
  remote: string | null;
  hasBranch: (name: string) => Promise<boolean>;
}

const usual = ['main', 'master', 'develop', 'trunk'];

/**
 * The branch that work is merged into: as set, as the remote says, as Git remembers of the current branch, or the only
 * one with a usual name. Null when all that tells nothing.
 */
export async function defaultBranchOf(
  git: GitRepository,
  { setting, remote, hasBranch }: DefaultBranchFacts,
): Promise<string | null> {
  // A setting of a workspace is not ours: what is no name of a branch could be an option to Git.
  if (isBranchName(setting.trim())) return setting.trim();
  const ofRemote = remote === null ? null : await headOfRemote(path.locationOf(git.rootUri), remote);
  if (ofRemote !== null) return ofRemote;
  const existing: string[] = [];
  for (const name of usual) if (await hasBranch(name)) existing.push(name);
  const [only, ...others] = existing;
  if (only !== undefined && others.length === 0) return only;
  const current = git.state.HEAD?.name;
  const base = current === undefined ? undefined : await git.getBranchBase(current).catch(() => undefined);
  const name = base?.name === undefined ? null : withoutRemote(base.name, base.remote);
  return name !== null && existing.includes(name) ? name : (only ?? null);
}

function withoutRemote(name: string, remote: string | undefined): string {
  return remote !== undefined && name.startsWith(`${remote}/`) ? name.slice(remote.length + 1) : name;
}

/** What `git remote set-head` or a clone wrote down. Linked worktrees share it with the main one. */
async function headOfRemote(root: string, remote: string): Promise<string | null> {
  const common = await findCommonFolder(root);
  const head = await readText(path.join(common, 'refs/remotes', remote, 'HEAD'));
  const prefix = `ref: refs/remotes/${remote}/`;
  return head?.startsWith(prefix) === true ? head.slice(prefix.length).trim() : null;
}
