import type { Action } from './actions.ts';
import type { Translate } from './translate.ts';

export const linkBranchCommand = 'tickmark.linkBranch';
export const createTaskCommand = 'tickmark.createTask';
export const declineLinkCommand = 'tickmark.neverForThisBranch';

/**
 * What helps on a branch that belongs to no task.
 * @param isOffered the person has worked on it for a while, so that refusing the offer makes sense
 */
export function linkOffers(isOffered: boolean, t: Translate): Action[] {
  return [
    { label: `$(link) ${t('Link to a task')}`, description: '', command: linkBranchCommand },
    { label: `$(add) ${t('Create a task')}`, description: '', command: createTaskCommand },
    ...(isOffered
      ? [{ label: `$(bell-slash) ${t('Never for this branch')}`, description: '', command: declineLinkCommand }]
      : []),
  ];
}
