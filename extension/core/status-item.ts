import { formatDuration } from '../../shared/duration.ts';
import { type ActionCommand, displayOf, displayText, failureDisplays } from './display.ts';
import type { TaskState } from './task-state.ts';
import { plainLabel, shorten } from './text.ts';
import { spokenDuration } from './times.ts';
import type { Translate } from './translate.ts';

/** What the item of a task can show, besides its icon. */
export const itemParts = ['key', 'title', 'status', 'taskTime', 'today'] as const;
export type ItemPart = (typeof itemParts)[number];

/** How a person wants the item. */
export interface ItemStyle {
  /** In the order in which they are shown. */
  parts: readonly ItemPart[];
  /** The icon alone, with the key where there is a task. */
  compact: boolean;
}

/** Where the item stands in the status bar. */
export interface ItemPlace {
  alignment: 'left' | 'right';
  /** Higher stands further left. */
  priority: number;
}

export const usualPlace: ItemPlace = { alignment: 'left', priority: 50 };
export const usualStyle: ItemStyle = { parts: ['key', 'status', 'today'], compact: false };

/** What is shown beside the state. */
export interface ItemFacts {
  /** Coding time on the task today; null leaves it out. */
  todaySeconds: number | null;
  /** Coding time on the task in all. */
  totalSeconds: number;
  style: ItemStyle;
  /** The person has worked on an unlinked branch for a while. */
  isLinkOffered: boolean;
}

export interface StatusItem {
  /** With the icon in front, ready for the status bar. */
  text: string;
  /** A sentence for screen readers. It says everything that the icon and the text say. */
  spoken: string;
  /** What a click does. */
  command: ActionCommand;
}

/** The icon of a status group: shapes that differ, so that no colour is needed. */
export const statusIcons = {
  TO_DO: 'circle-outline',
  IN_PROGRESS: 'play-circle',
  DONE: 'pass-filled',
  UNDEFINED: 'tasklist',
} as const;

/** Of a branch that is merged, whatever the status of its task still says. */
export const mergedIcon = 'git-merge';

/** The status item of a state; null hides it. */
export function statusItem(state: TaskState, facts: ItemFacts, t: Translate): StatusItem | null {
  if (state.kind === 'nothing') return null;
  if (state.kind === 'task') return taskItem(state, facts, t);
  const display = displayOf(state, facts.isLinkOffered);
  const command = display.action === 'tickmark.signIn' ? display.action : 'tickmark.showActions';
  const text = displayText(display, state, t);
  const old = 'failure' in state && state.kind === 'no_task' && state.failure !== null ? [t('Not up to date.')] : [];
  const click = command === 'tickmark.signIn' ? t('Opens sign-in.') : t('Opens actions.');
  return {
    text: facts.style.compact ? `$(${display.icon})` : `$(${display.icon}) ${plainLabel(text)}`,
    spoken: [`Tickmark: ${text}.`, t(display.explanation), ...old, click].join(' '),
    command,
  };
}

type TaskShown = Extract<TaskState, { kind: 'task' }>;

function taskItem(state: TaskShown, facts: ItemFacts, t: Translate): StatusItem {
  const { issue } = state.link;
  const isMerged = state.merged !== null;
  const usual = isMerged ? mergedIcon : statusIcons[issue.defaultStatus];
  const icon = state.failure === null ? usual : failureDisplays[state.failure.kind].icon;
  const click = isMerged ? t('Opens the last steps.') : t('Opens actions.');
  return {
    text: `$(${icon}) ${texts(state, facts, t).map(plainLabel).join(' · ')}`,
    spoken: `${spokenParts(state, facts, t).join(', ')}. ${click}`,
    command: isMerged ? 'tickmark.finishMerged' : 'tickmark.showActions',
  };
}

function texts(state: TaskShown, facts: ItemFacts, t: Translate): string[] {
  const { key, title } = state.link.issue;
  const name = key ?? shorten(title, 30);
  const merged = state.merged === null ? [] : [t('merged')];
  if (facts.style.compact) return [name, ...merged];
  const wanted = [...new Set(facts.style.parts)].filter((part) => part !== 'title' || key !== null);
  const shown = wanted.map((part) => textOf(part, state, facts, t)).filter((text) => text !== '');
  const [first = name, ...rest] = wanted.some((part) => part === 'key' || part === 'title') ? shown : [name, ...shown];
  return [first, ...merged, ...rest];
}

function textOf(part: ItemPart, { link: { issue } }: TaskShown, facts: ItemFacts, t: Translate): string {
  const { todaySeconds, totalSeconds, style } = facts;
  // One time alone needs no name; two are told apart.
  const areBoth = style.parts.includes('today') && style.parts.includes('taskTime');
  if (part === 'key') return issue.key ?? shorten(issue.title, 30);
  if (part === 'title') return shorten(issue.title, 40);
  if (part === 'status') return shorten(issue.status ?? '', 30);
  if (part === 'today') {
    if (todaySeconds === null) return '';
    return areBoth ? t('{0} today', formatDuration(todaySeconds)) : formatDuration(todaySeconds);
  }
  if (totalSeconds < 60) return '';
  return areBoth ? t('{0} in all', formatDuration(totalSeconds)) : formatDuration(totalSeconds);
}

function spokenParts(state: TaskShown, { todaySeconds }: ItemFacts, t: Translate): string[] {
  const { issue } = state.link;
  return [
    issue.key ?? shorten(issue.title, 30),
    ...(issue.status === null ? [] : [shorten(issue.status, 30)]),
    ...(todaySeconds === null ? [] : [t('{0} today', spokenDuration(todaySeconds, t))]),
    ...(state.merged === null ? [] : [t('the branch is merged into {0}', shorten(state.merged.into, 30))]),
    ...(state.position.operation === 'rebase' ? [t('a rebase is going on')] : []),
    ...(state.failure === null ? [] : [t('not up to date')]),
  ];
}
