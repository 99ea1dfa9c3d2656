import { displayOf, failureDisplays } from './display.ts';
import { failureFacts } from './failure-text.ts';
import { mergedText } from './merged.ts';
import { nearMissText, reasonText } from './reason.ts';
import { agoText } from './times.ts';
import type { TaskState } from './task-state.ts';
import { message, type Translate } from './translate.ts';

/**
 * "Why is this task shown?" as plain text that can be pasted into a report: it holds no token and no path of this machine.
 */
export function whyText(
  state: TaskState,
  { nowMs, server, version }: { nowMs: number; server: string; version: string },
  t: Translate,
): string {
  return [
    t('# Why this task?'),
    '',
    ...positionLines(state, t),
    ...answerLines(state, nowMs, t),
    '',
    t('Server: {0}', server),
    t('Extension: {0}', version),
    '',
  ].join('\n');
}

function positionLines(state: TaskState, t: Translate): string[] {
  if (state.kind === 'nothing') return [t('No Git repository belongs to the active editor, and none was used before.')];
  if (state.kind === 'signed_out') return [t('Nobody is signed in.')];
  if (state.kind === 'token_refused') return [t('The server no longer accepts the token.')];
  if (state.kind === 'address_invalid') return [t(state.detail)];
  // Not even their names: the text may be pasted into a report.
  if (state.kind === 'private') return [t(displayOf(state).explanation)];
  const { repository, branch, operation } = state.position;
  return [
    t('Repository: {0}', repository),
    t('Branch: {0}', branch ?? t('none, HEAD is detached')),
    ...(operation === 'rebase' ? [t('A rebase is going on: this is the task of the branch being rebased.')] : []),
    ...(operation === 'bisect' ? [t('A bisect is going on: no branch is checked out, so there is no task.')] : []),
  ];
}

function answerLines(state: TaskState, nowMs: number, t: Translate): string[] {
  if (state.kind === 'waiting') return ['', t('The server was asked and has not answered yet.')];
  if (state.kind === 'failed') {
    const { failure } = state;
    return ['', t(failureDisplays[failure.kind].explanation), failureFacts(failure, t), codeLine(failure.code)];
  }
  if (state.kind !== 'task' && state.kind !== 'no_task') return [];
  const { link, failure } = state;
  const { issue } = link;
  const none = link.rejected.length === 0;
  return [
    t('Task: {0}', issue === null ? t('none') : `${issue.key ?? ''} ${issue.title}`.trim()),
    '',
    t('## Rules, in the order they are tried'),
    '',
    ...rules.map(({ rule, text }) => `- ${rule === link.rule ? '[x]' : '[ ]'} ${t(text)}`),
    '',
    t('Because: {0}', reasonText(link, t)),
    ...(none
      ? []
      : [
          '',
          t('## Not taken'),
          '',
          ...link.rejected.map(({ text, reason }) => `- ${text}: ${nearMissText(reason, t)}`),
        ]),
    '',
    ...(state.kind === 'task' && state.merged !== null ? [mergedText(state.merged, t), ''] : []),
    t('Answered {0}.', agoText(nowMs, state.answeredAtMs, t)),
    link.lastSyncAt === null
      ? t('Notion was not read yet.')
      : t('Notion read {0}.', agoText(nowMs, Date.parse(link.lastSyncAt), t)),
    ...(failure === null
      ? []
      : [t('Not up to date: {0}', `${failureFacts({ ...failure, fix: '' }, t)} ${codeLine(failure.code)}`.trim())]),
  ];
}

const rules = [
  { rule: 'explicit', text: message('A person said which task the branch belongs to, or that it belongs to none.') },
  { rule: 'number', text: message('The branch name holds the number of a task, such as NT-42.') },
  { rule: 'alias', text: message('The branch name holds a key that the task had before.') },
  { rule: 'fragment', text: message('The branch name holds the beginning or end of a page id, 6 characters or more.') },
  { rule: 'waiting', text: message('The branch name holds a key, but no such task was read from Notion yet.') },
  { rule: 'ambiguous', text: message('The key belongs to more than one task.') },
  { rule: 'none', text: message('Nothing matched.') },
] as const;

function codeLine(code: string | null): string {
  return code === null ? '' : `(${code})`;
}
