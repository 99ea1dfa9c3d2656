import type { HistoryEntry, HistoryEvent, WorklogAttention } from '../../../shared/api/worklog-history.ts';
import { formatDuration } from '../../../shared/duration.ts';
import { counted } from './format.ts';

const parts: Record<HistoryEntry['about'], string> = {
  worklog: 'Worklog',
  comment: 'Comment',
  time_spent: 'Time Spent',
};

const events: Record<HistoryEvent, string> = {
  booked: 'booked',
  changed: 'changed',
  deleted: 'taken back',
  reviewed: 'looked at by a person',
  sending: 'sent to Notion',
  done: 'is in Notion',
  held: 'waits until it adds up',
  waiting: 'waits until the last request has surely ended',
  postponed: 'put off',
  unclear: 'end unclear, it is looked for',
  not_found: 'not in Notion, sent again',
  asking: 'left to a person',
  looked: 'looked for again, not found',
  blocked: 'blocked',
  failed: 'not done, a fault in the server',
  token_replaced: 'sent again with the new token',
};

/** One line of a worklog's history in words, such as `Comment blocked: Grant the capability.` */
export function historyText({ about, event, by, seconds, text, detail }: HistoryEntry): string {
  const who = by === null || about !== 'worklog' ? '' : ` by ${by.name ?? 'somebody who is gone'}`;
  const what = [seconds === null ? null : formatDuration(seconds), text === null || text === '' ? null : `“${text}”`];
  const more = [...what.filter((one) => one !== null), ...(detail === null ? [] : [detail])];
  return `${parts[about]} ${events[event]}${who}${more.length > 0 ? `: ${more.join(', ')}` : ''}`;
}

/** What worklogs wait for a person to do, a line for each cause. */
export function attentionTexts({ items }: WorklogAttention): { title: string; fix: string }[] {
  return items.map(({ about, count, title, fix }) => ({
    title: `${parts[about]} of ${counted(count, 'worklog')}: ${title}.`,
    fix,
  }));
}
