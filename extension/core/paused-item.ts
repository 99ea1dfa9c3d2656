import { commandLink, escapeMarkdown } from './markdown.ts';
import type { PauseState } from './pause.ts';
import type { StatusItem } from './status-item.ts';
import type { TaskState } from './task-state.ts';
import type { Translate } from './translate.ts';

const icon = 'debug-pause';

/** While it is these, something else is the matter first: their icon stays. */
const urgent: ReadonlySet<TaskState['kind']> = new Set([
  'signed_out',
  'token_refused',
  'address_invalid',
  'failed',
  'waiting',
]);

/**
 * The status item while coding time is paused: the same with a sign and a word of it, and there also where it would be hidden. A
 * click does what it does without.
 */
export function pausedItem(state: TaskState, item: StatusItem | null, pause: PauseState, t: Translate): StatusItem {
  const sentence = pausedSentence(pause, t);
  if (item === null) {
    const spoken = `Tickmark: ${sentence} ${t('Opens actions.')}`;
    return { text: `$(${icon}) ${t('paused')}`, spoken, command: 'tickmark.showActions' };
  }
  const text = urgent.has(state.kind) ? item.text : item.text.replace(/^\$\([^)]*\)/u, `$(${icon})`);
  // The icon alone was wished for: what it stands for is in the tooltip.
  const isShort = !text.includes(' ');
  return { ...item, text: isShort ? text : `${text} · ${t('paused')}`, spoken: `${sentence} ${item.spoken}` };
}

/** What the tooltip says first, with the way out. */
export function pausedSection(pause: PauseState, t: Translate): string {
  return `${escapeMarkdown(pausedSentence(pause, t))} ${commandLink(t('Resume'), 'tickmark.resumeCodingTime')}`;
}

/** `Coding time is paused until 14:30.` */
export function pausedSentence({ untilMs }: PauseState, t: Translate): string {
  if (untilMs === null) return t('Coding time is paused in this workspace until you resume it.');
  const time = new Intl.DateTimeFormat(t.language, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
  return t('Coding time is paused until {0}.', time.format(untilMs));
}
