import type { GitOperation } from '../core/branch-position.ts';
import { findGitFolder, readText } from './git-folder.ts';
import * as path from './node/path.ts';

/** What goes on in a working tree while its HEAD is detached. */
export interface UnfinishedOperation {
  kind: GitOperation;
  /** The branch being rebased. A bisect looks at old commits, so it has none. */
  branch: string | null;
}

/**
 * The rebase or bisect that is under way, or null. Git keeps the branch being rebased beside the rebase's other notes.
 * @param root top folder of the working tree; in a linked worktree or submodule `.git` is a file that names the real folder
 */
export async function unfinishedOperation(root: string): Promise<UnfinishedOperation | null> {
  const gitFolder = await findGitFolder(root);
  for (const kind of ['rebase-merge', 'rebase-apply']) {
    const head = await readText(path.join(gitFolder, kind, 'head-name'));
    // Without a branch name it is the rebase of a HEAD that was detached before.
    if (head !== null) return { kind: 'rebase', branch: /^refs\/heads\/(.+)$/u.exec(head.trim())?.[1] ?? null };
  }
  const isBisecting = (await readText(path.join(gitFolder, 'BISECT_START'))) !== null;
  return isBisecting ? { kind: 'bisect', branch: null } : null;
}
