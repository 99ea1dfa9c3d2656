import type { Translate } from './translate.ts';

/** How it is known that a branch is merged. A forge that says so will be one more ground, and the surest. */
export type MergeGround = 'commits' | 'content';

/** The branch in front is merged into the branch `into` of the remote, by what was fetched last. */
export interface Merged {
  into: string;
  remote: string;
  ground: MergeGround;
}

export function sameMerged(a: Merged | null, b: Merged | null): boolean {
  return a?.into === b?.into && a?.remote === b?.remote && a?.ground === b?.ground;
}

/** The fact and how it is known, for people. */
export function mergedText({ into, remote, ground }: Merged, t: Translate): string {
  const base = `${remote}/${into}`;
  return ground === 'commits'
    ? t('Merged into {0}: the commits of this branch are in {1}, as it was fetched last.', into, base)
    : t(
        'Merged into {0}: {1}, as it was fetched last, holds what this branch changed, and the branch was deleted on {2}.',
        into,
        base,
        remote,
      );
}

/** What Git knows of a branch and the branch of the remote that work is merged into. */
export interface MergeFacts {
  branch: string;
  base: string;
  remote: string;
  /** The remote's branch, as fetched last, holds the branch's tip. */
  isTipInBase: boolean;
  /** It holds the last commit that was made here on the branch; null when none is known to have been made. */
  isOwnWorkInBase: boolean | null;
  /** The branch was pushed, and its branch on the remote is gone since. */
  isUpstreamGone: boolean;
  /** Every file that the branch changed is the same there, and there is such a file; null when it was not compared. */
  isContentInBase: boolean | null;
}

/**
 * Says that a branch is merged only where Git proves it. That everything of a branch is in the default branch is no
 * proof by itself: it is so for a branch made a moment ago, too. So work of its own has to be known: a commit made here,
 * or, where commits were squashed, a branch that was pushed, whose content arrived, and that was deleted on the remote.
 */
export function mergedOf(facts: MergeFacts): Merged | null {
  const { branch, base: into, remote } = facts;
  if (branch === into) return null;
  if (facts.isTipInBase) return facts.isOwnWorkInBase === true ? { into, remote, ground: 'commits' } : null;
  return facts.isUpstreamGone && facts.isContentInBase === true ? { into, remote, ground: 'content' } : null;
}

/** Where the branch begins anew: what stands before in its log is not its own work. */
const beginning = /^(?:branch: |Branch: |clone: |reset: )/u;
const committed = /^(?:commit|cherry-pick|revert|am)\b/u;
const mergedHere = /^(?:merge|pull)\b.*: Merge made by/u;
const rebased = /\(finish\): .* onto ([0-9a-f]{40,64})$/u;

/**
 * The newest commit that was made on the branch in this clone, read from Git's log of the branch; null when there is
 * none, or when the branch was moved elsewhere since. Moving forward without a commit of its own is no work.
 * @param reflog the file `logs/refs/heads/<branch>`, oldest line first
 */
export function lastOwnCommit(reflog: string): string | null {
  let own: string | null = null;
  for (const line of reflog.split('\n')) {
    const [who = '', said = ''] = line.split('\t', 2);
    const [, before = '', commit = ''] = /^([0-9a-f]+) ([0-9a-f]+) /u.exec(who) ?? [];
    // A reset to where the branch is moves nothing.
    if (commit === '' || (before === commit && said.startsWith('reset: '))) continue;
    const onto = rebased.exec(said)?.[1];
    if (beginning.test(said)) own = null;
    else if (committed.test(said) || mergedHere.test(said)) own = commit;
    else if (onto !== undefined) own = onto === commit ? null : commit;
  }
  return own;
}
