import { readFile } from './node/fs.ts';
import * as path from './node/path.ts';

/**
 * The branch that is being rebased, or null. Git keeps it beside the rebase's other notes while HEAD is detached.
 * @param root top folder of the working tree; in a linked worktree `.git` is a file that names the real folder
 */
export async function branchBeingRebased(root: string): Promise<string | null> {
  const gitFolder = await findGitFolder(root);
  for (const kind of ['rebase-merge', 'rebase-apply']) {
    const head = await readText(path.join(gitFolder, kind, 'head-name'));
    const branch = /^refs\/heads\/(.+)$/u.exec(head?.trim() ?? '')?.[1];
    if (branch !== undefined) return branch;
  }
  return null;
}

async function findGitFolder(root: string): Promise<string> {
  const dotGit = path.join(root, '.git');
  const pointer = /^gitdir: (.+)$/mu.exec((await readText(dotGit)) ?? '')?.[1];
  return pointer === undefined ? dotGit : path.resolve(root, pointer.trim());
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}
