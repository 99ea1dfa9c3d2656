import { formatDuration } from '../../shared/duration.ts';
import type { Action } from './actions.ts';
import { displayOf, displayText, failureDisplays } from './display.ts';
import { failureFacts } from './failure-text.ts';
import { commandLink, escapeMarkdown } from './markdown.ts';
import { mergedText } from './merged.ts';
import { nearMissText, reasonText } from './reason.ts';
import type { TaskState } from './task-state.ts';
import { shorten } from './text.ts';
import { agoText } from './times.ts';
import type { Translate } from './translate.ts';

export interface TooltipExtras {
  nowMs: number;
  /** On this task today and in all, with what is not yet known to the server. */
  todaySeconds: number;
  /** What of today came from other editors, each a text of its own. */
  otherEditors: readonly string[];
  totalSeconds: number;
  /** This sitting; null while coding time is not counted here. */
  sessionSeconds: number | null;
  /** Lines about what waits to be sent, already translated. */
  notices: readonly string[];
  /** The offer to give an unlinked branch a task; null while there is none. */
  offers: readonly Action[] | null;
  /** Coding time is counted here and not paused. */
  canPause?: boolean;
}

/** The tooltip as Markdown. Command links name our own commands only. */
export function tooltip(state: TaskState, extras: TooltipExtras, t: Translate): string {
  return sections(state, extras, t)
    .filter((section) => section !== '')
    .join('\n\n');
}

function sections(state: TaskState, extras: TooltipExtras, t: Translate): string[] {
  if (state.kind === 'nothing') return [];
  if (state.kind === 'task') return taskSections(state, extras, t);
  const display = displayOf(state, extras.offers !== null);
  return [
    `**${escapeMarkdown(displayText(display, state, t))}**`,
    escapeMarkdown(t(display.explanation)),
    escapeMarkdown(detailOf(state, t)),
    'link' in state ? answerSection(state, extras, t) : '',
    noticeSection(extras),
    [
      ...(extras.offers ?? []).map(({ label, command }) => commandLink(label.replace(/^\$\([a-z-]+\) /u, ''), command)),
      display.action === 'tickmark.showActions'
        ? commandLink(t('Why?'), 'tickmark.whyThisTask')
        : commandLink(t(display.actionTitle), display.action),
    ].join(' · '),
  ];
}

function detailOf(state: Exclude<TaskState, { kind: 'nothing' | 'task' }>, t: Translate): string {
  if (state.kind === 'failed') return failureFacts(state.failure, t);
  if (state.kind === 'no_task') return reasonText(state.link, t);
  return state.kind === 'address_invalid' ? t(state.detail) : '';
}

type TaskShown = Extract<TaskState, { kind: 'task' }>;

function taskSections(state: TaskShown, extras: TooltipExtras, t: Translate): string[] {
  const { issue } = state.link;
  const heading = [issue.key ?? '', shorten(issue.title, 120)].filter((part) => part !== '').join(' ');
  return [
    `**${escapeMarkdown(heading)}**`,
    factsSection(state, t),
    mergedSection(state, t),
    timeSection(state, extras, t),
    answerSection(state, extras, t),
    noticeSection(extras),
    [
      // A click on the item opens the last steps then, so the other actions are here.
      ...(state.merged === null ? [] : [commandLink(t('Actions'), 'tickmark.showActions')]),
      commandLink(t('Open in Notion'), 'tickmark.openTask'),
      commandLink(t('Change status'), 'tickmark.changeStatus'),
      commandLink(t('Log time'), 'tickmark.logTime'),
      ...(extras.canPause === true ? [commandLink(t('Pause'), 'tickmark.pauseCodingTime')] : []),
      commandLink(t('Sync now'), 'tickmark.syncNow'),
      commandLink(t('Why this task?'), 'tickmark.whyThisTask'),
    ].join(' · '),
  ];
}

function factsSection({ link: { issue, showsColleagues } }: TaskShown, t: Translate): string {
  const people = issue.assignees.map((person) => person.name ?? person.email ?? '').filter((name) => name !== '');
  return [
    issue.status ?? t('no status'),
    people.length === 0 ? t('nobody assigned') : people.join(', '),
    issue.priority ?? '',
  ]
    .filter((part) => part !== '')
    .map((part) => escapeMarkdown(part))
    .concat(showsColleagues ? [commandLink(t('Who else?'), 'tickmark.showColleagues')] : [])
    .join(' · ');
}

function mergedSection({ merged }: TaskShown, t: Translate): string {
  if (merged === null) return '';
  return `${escapeMarkdown(mergedText(merged, t))}  \n${commandLink(t('Done and clean up'), 'tickmark.finishMerged')}`;
}

function timeSection({ link: { issue, unloggedSeconds } }: TaskShown, extras: TooltipExtras, t: Translate): string {
  const { totalSeconds, sessionSeconds } = extras;
  const isCounted = totalSeconds > 0 || sessionSeconds !== null;
  const mine = [
    ...(isCounted ? [todayText(extras, t), t('in all {0}', formatDuration(totalSeconds))] : []),
    ...(sessionSeconds === null ? [] : [t('this session {0}', formatDuration(sessionSeconds))]),
    ...(unloggedSeconds < 60 ? [] : [t('not logged {0}', formatDuration(unloggedSeconds))]),
  ];
  const page = [
    issue.estimateSeconds === null ? t('No estimate') : t('Estimate {0}', formatDuration(issue.estimateSeconds)),
    t('Time Spent {0}', formatDuration(issue.spentSeconds)),
  ];
  return [mine, page]
    .filter((facts) => facts.length > 0)
    .map((facts) => escapeMarkdown(facts.join(' · ')))
    .join('  \n');
}

function todayText({ todaySeconds, otherEditors }: TooltipExtras, t: Translate): string {
  const today = formatDuration(todaySeconds);
  return otherEditors.length === 0
    ? t('Today {0}', today)
    : t('Today {0}, of which {1}', today, otherEditors.join(', '));
}

function answerSection(state: Extract<TaskState, { link: unknown }>, extras: TooltipExtras, t: Translate): string {
  const { link, position, failure } = state;
  const lines = [
    state.kind === 'task' ? t('Linked because: {0}', reasonText(link, t)) : '',
    link.rejected.length === 0
      ? ''
      : t('Not taken: {0}', link.rejected.map(({ text, reason }) => `${text} (${nearMissText(reason, t)})`).join('; ')),
    position.operation === 'rebase' ? t('A rebase is going on: this is the task of the branch being rebased.') : '',
    position.folderName === null ? '' : t('Folder {0}', position.folderName),
    link.lastSyncAt === null
      ? t('Notion was not read yet')
      : t('Notion read {0}', agoText(extras.nowMs, Date.parse(link.lastSyncAt), t)),
    failure === null
      ? ''
      : t(
          'Not up to date: as of {0}. {1}',
          agoText(extras.nowMs, state.answeredAtMs, t),
          t(failureDisplays[failure.kind].explanation),
        ),
  ];
  return lines
    .filter((line) => line !== '')
    .map((line) => escapeMarkdown(line))
    .join('  \n');
}

function noticeSection({ notices }: TooltipExtras): string {
  return notices.map((notice) => escapeMarkdown(notice)).join('  \n');
}
