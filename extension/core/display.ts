import { formatDuration, spokenDuration } from '../../shared/duration.ts';
import type { FailureKind } from './failure.ts';
import type { TaskState } from './task-state.ts';
import { plainLabel, shorten } from './text.ts';
import type { Translate } from './translate.ts';

/** The one action that helps in a state. */
export type ActionCommand =
  | 'tickmark.signIn'
  | 'tickmark.showActions'
  | 'tickmark.refresh'
  | 'tickmark.whyThisTask'
  | 'tickmark.openServerSetting'
  | 'tickmark.showLog';

export interface Display {
  /** Codicon id. */
  icon: string;
  /** Text of the status item; `{0}` is filled where a state has something to name. */
  text: string;
  /** First line of the tooltip: what is the matter and what helps. */
  explanation: string;
  action: ActionCommand;
  actionTitle: string;
}

const signIn = { action: 'tickmark.signIn', actionTitle: 'Sign in' } as const;
const tryAgain = { action: 'tickmark.refresh', actionTitle: 'Try again' } as const;
const checkAddress = { action: 'tickmark.openServerSetting', actionTitle: 'Check the server address' } as const;
const showLog = { action: 'tickmark.showLog', actionTitle: 'Show the log' } as const;
const why = { action: 'tickmark.whyThisTask', actionTitle: 'Why?' } as const;

/** One icon, one text and one action for every failure of the server connection. */
export const failureDisplays: Readonly<Record<FailureKind, Display>> = {
  offline: {
    icon: 'debug-disconnect',
    text: 'No connection',
    explanation: 'The Tickmark server does not answer. It is asked again by itself.',
    ...tryAgain,
  },
  unauthorised: {
    icon: 'key',
    text: 'Sign in again',
    explanation: 'The Tickmark server no longer accepts your token.',
    ...signIn,
  },
  forbidden: {
    icon: 'lock',
    text: 'No access',
    explanation: 'You may not see this. Ask an administrator of your department.',
    ...why,
  },
  rate_limited: {
    icon: 'watch',
    text: 'Waiting',
    explanation: 'The Tickmark server asks to wait. It goes on by itself.',
    ...why,
  },
  server_fault: {
    icon: 'server-environment',
    text: 'Server fault',
    explanation: 'The Tickmark server has a fault. It is asked again by itself.',
    ...showLog,
  },
  server_too_old: {
    icon: 'versions',
    text: 'Server too old',
    explanation: 'The Tickmark server does not know this call. Update the server.',
    ...showLog,
  },
  not_our_server: {
    icon: 'question',
    text: 'Not a Tickmark server',
    explanation:
      'Something else than a Tickmark server answers at this address, for example a sign-in page of the network.',
    ...checkAddress,
  },
  too_large: { icon: 'warning', text: 'Refused', explanation: 'The Tickmark server refused the branch name.', ...why },
  refused: { icon: 'warning', text: 'Refused', explanation: 'The Tickmark server refused the question.', ...why },
};

/** The same for the states that are no failures of a call. */
export const stateDisplays: Readonly<
  Record<'signed_out' | 'token_refused' | 'address_invalid' | 'no_branch' | 'waiting' | 'no_task', Display>
> = {
  signed_out: {
    icon: 'key',
    text: 'Sign in',
    explanation: 'Sign in to Tickmark to see the task behind your branch.',
    ...signIn,
  },
  token_refused: failureDisplays.unauthorised,
  address_invalid: {
    icon: 'warning',
    text: 'Check server address',
    explanation: 'The address of the Tickmark server cannot be used.',
    ...checkAddress,
  },
  no_branch: {
    icon: 'git-commit',
    text: 'no branch',
    explanation: 'No branch is checked out, so there is no task.',
    action: 'tickmark.showActions',
    actionTitle: 'Actions',
  },
  waiting: { icon: 'sync~spin', text: 'Looking up task', explanation: 'The Tickmark server is asked.', ...why },
  no_task: {
    icon: 'circle-slash',
    text: 'no task',
    explanation: 'This branch belongs to no task.',
    action: 'tickmark.showActions',
    actionTitle: 'Actions',
  },
};

const statusIcons = {
  TO_DO: 'circle-outline',
  IN_PROGRESS: 'play-circle',
  DONE: 'pass-filled',
  UNDEFINED: 'tasklist',
} as const;

export interface StatusItem {
  /** With the icon in front, ready for the status bar. */
  text: string;
  /** A sentence for screen readers. */
  spoken: string;
  /** What a click does. */
  command: ActionCommand;
}

/**
 * The status item of a state; null hides it.
 * @param todaySeconds coding time on this task today; null leaves it out
 */
export function statusItem(state: TaskState, todaySeconds: number | null, t: Translate): StatusItem | null {
  if (state.kind === 'nothing') return null;
  if (state.kind === 'task') return taskItem(state, todaySeconds, t);
  const display = displayOf(state);
  const command = display.action === 'tickmark.signIn' ? display.action : 'tickmark.showActions';
  const text = t(display.text);
  return { text: `$(${display.icon}) ${text}`, spoken: `Tickmark: ${text}. ${t(display.explanation)}`, command };
}

/** The row of the tables above that belongs to a state; for a task shown from memory, the failure behind it. */
export function displayOf(state: Exclude<TaskState, { kind: 'nothing' | 'task' }>): Display {
  if (state.kind === 'failed') return failureDisplays[state.failure.kind];
  if (state.kind === 'no_task' && state.failure !== null) {
    return { ...stateDisplays.no_task, icon: failureDisplays[state.failure.kind].icon };
  }
  return stateDisplays[state.kind];
}

function taskItem(state: Extract<TaskState, { kind: 'task' }>, todaySeconds: number | null, t: Translate): StatusItem {
  const { issue } = state.link;
  const name = issue.key ?? shorten(issue.title, 30);
  const status = issue.status === null ? [] : [shorten(issue.status, 30)];
  const icon = state.failure === null ? statusIcons[issue.defaultStatus] : failureDisplays[state.failure.kind].icon;
  const time = todaySeconds === null ? [] : [formatDuration(todaySeconds)];
  const old = state.failure === null ? [] : [t('not up to date')];
  const spokenTime = todaySeconds === null ? [] : [t('{0} today', spokenDuration(todaySeconds))];
  return {
    text: `$(${icon}) ${[name, ...status, ...time].map(plainLabel).join(' · ')}`,
    spoken: `${[name, ...status, ...spokenTime, ...old].join(', ')}. ${t('Opens actions.')}`,
    command: 'tickmark.showActions',
  };
}
