import { commitPrefill } from '../core/commit-message.ts';
import type { GitRepository } from './git-api.ts';
import { findGitFolder } from './git-folder.ts';
import { readdir } from './node/fs.ts';
import { locationOf } from './node/path.ts';

export interface CommitBoxPorts {
  /** The setting `tickmark.commitMessage`. */
  template: () => string;
  onError: (error: unknown) => void;
}

/** Offers the beginning of a commit message in the box of the Source Control view. */
export interface CommitBoxes {
  /** Never rejects. @param task of the branch that is checked out there; null when it has none or it is not known yet */
  follow: (git: GitRepository | null, task: { key: string; title: string } | null) => Promise<void>;
}

const underWay = new Set([
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'rebase-merge',
  'rebase-apply',
  'BISECT_LOG',
]);

/** Fills only empty boxes, and takes back only what it put there itself. */
export function createCommitBoxes({ template, onError }: CommitBoxPorts): CommitBoxes {
  const prefilled = new WeakMap<GitRepository, string>();
  const follow = async (git: GitRepository, task: { key: string; title: string } | null): Promise<void> => {
    const isBusy = git.state.rebaseCommit !== undefined || (await isOperationUnderWay(locationOf(git.rootUri)));
    // Read after waiting: what the person typed meanwhile counts.
    const box = { text: git.inputBox.value, prefilled: prefilled.get(git) ?? null, isBusy };
    const text = commitPrefill(box, template(), task);
    if (text === null) return;
    git.inputBox.value = text;
    prefilled.set(git, text);
  };
  return {
    async follow(git, task) {
      if (git !== null && (template() !== '' || prefilled.has(git))) await follow(git, task).catch(onError);
    },
  };
}

async function isOperationUnderWay(root: string): Promise<boolean> {
  const notes = await readdir(await findGitFolder(root), { withFileTypes: true }).catch(() => []);
  return notes.some(({ name }) => underWay.has(name));
}
