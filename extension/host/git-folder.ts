import { readFile } from './node/fs.ts';
import * as path from './node/path.ts';

/**
 * The folder with Git's own notes on a working tree.
 * @param root top folder; in a linked worktree or submodule `.git` is a file that names the real folder
 */
export async function findGitFolder(root: string): Promise<string> {
  const dotGit = path.join(root, '.git');
  const pointer = /^gitdir: (.+)$/mu.exec((await readText(dotGit)) ?? '')?.[1];
  return pointer === undefined ? dotGit : path.resolve(root, pointer.trim());
}

/** The folder with the branches and their logs, which linked worktrees share with the main one. */
export async function findCommonFolder(root: string): Promise<string> {
  const folder = await findGitFolder(root);
  const shared = (await readText(path.join(folder, 'commondir')))?.trim();
  return shared === undefined ? folder : path.resolve(folder, shared);
}

/** Null when the file cannot be read. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}
