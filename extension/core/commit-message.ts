import { oneLine } from './text.ts';

/** What decides whether the box for the commit message is filled. */
export interface CommitBox {
  /** What stands in the box now. */
  text: string;
  /** What was put there last by this program; null when nothing was, or when it was used. */
  prefilled: string | null;
  /** True during a merge, rebase, cherry-pick or revert: Git has a message of its own then. */
  isBusy: boolean;
}

/**
 * The text to put into the box, or null to leave it alone. A text that a person, Git or another extension wrote is never
 * touched; our own is taken back when the branch has another task or none.
 * @param template holds `{key}` and perhaps `{title}`; empty switches this off
 */
export function commitPrefill(
  box: CommitBox,
  template: string,
  task: { key: string; title: string } | null,
): string | null {
  const isOurs = box.prefilled !== null && box.text === box.prefilled;
  if (box.text !== '' && !isOurs) return null;
  const wanted =
    task === null || box.isBusy || !template.includes('{key}')
      ? ''
      : template.replaceAll('{key}', () => task.key).replaceAll('{title}', () => oneLine(task.title));
  return wanted === box.text ? null : wanted;
}
