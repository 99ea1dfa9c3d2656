import { displayOf } from './display.ts';
import { linkOffers } from './link-offers.ts';
import type { TaskState } from './task-state.ts';
import type { Translate } from './translate.ts';

/** A row of the quick pick behind the status item. */
export interface Action {
  label: string;
  description: string;
  command: string;
}

/**
 * What can be done in a state, most wanted first.
 * @param parkedWorklogs worklogs that wait for the person
 * @param isLinkOffered the person has worked on an unlinked branch for a while
 */
export function actionsFor(state: TaskState, parkedWorklogs: number, t: Translate, isLinkOffered = false): Action[] {
  const row = (icon: string, title: string, command: string, description = ''): Action => ({
    label: `$(${icon}) ${title}`,
    description,
    command: `tickmark.${command}`,
  });
  const parked =
    parkedWorklogs === 0
      ? []
      : [row('warning', t('Worklogs that need you'), 'showParkedWorklogs', String(parkedWorklogs))];
  const why = row('question', t('Why this task?'), 'whyThisTask');
  if (state.kind === 'task') {
    const { issue } = state.link;
    return [
      ...parked,
      ...(state.merged === null
        ? []
        : [row('git-merge', t('Done and clean up'), 'finishMerged', t('merged into {0}', state.merged.into))]),
      row('link-external', t('Open in Notion'), 'openTask', issue.key ?? ''),
      row('clock', t('Log time'), 'logTime'),
      row('tasklist', t('Change status'), 'changeStatus', issue.status ?? ''),
      row('book', t('Read'), 'readPage'),
      row('comment', t('Comment'), 'addComment'),
      row('pass', t('Finish'), 'finishTask'),
      ...(state.link.showsColleagues ? [row('organization', t('Who else works on it?'), 'showColleagues')] : []),
      row('sync', t('Sync now'), 'syncNow'),
      why,
      row('copy', t('Copy key'), 'copyKey', issue.key ?? ''),
    ];
  }
  if (state.kind === 'nothing') return [...parked, row('gear', t('Server address'), 'openServerSetting')];
  const display = displayOf(state);
  if (display.action === 'tickmark.signIn' || state.kind === 'address_invalid') {
    return [
      row(display.icon, t(display.actionTitle), display.action.slice('tickmark.'.length)),
      ...(state.kind === 'address_invalid' ? [] : [row('gear', t('Server address'), 'openServerSetting')]),
      ...parked,
    ];
  }
  if (state.kind === 'private')
    return [row(display.icon, t(display.actionTitle), display.action.slice('tickmark.'.length)), why, ...parked];
  const rest = [row('refresh', t('Try again'), 'refresh'), why, row('sync', t('Sync now'), 'syncNow')];
  const helps =
    display.action === 'tickmark.showActions' || rest.some(({ command }) => command === display.action)
      ? []
      : [row('lightbulb', t(display.actionTitle), display.action.slice('tickmark.'.length))];
  const links = state.kind === 'no_task' ? linkOffers(isLinkOffered, t) : [];
  const start =
    state.kind === 'no_task' || state.kind === 'no_branch' ? [row('play', t('Start a task'), 'startTask')] : [];
  return [...start, ...links, ...helps, ...rest, ...parked];
}
