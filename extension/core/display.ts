import type { BranchLink } from '../../shared/api/branches.ts';
import type { FailureKind } from './failure.ts';
import { decidingKey } from './reason.ts';
import type { TaskState } from './task-state.ts';
import { shorten } from './text.ts';
import { message, type Translate } from './translate.ts';

/** The one action that helps in a state. */
export type ActionCommand =
  | 'tickmark.signIn'
  | 'tickmark.showActions'
  | 'tickmark.finishMerged'
  | 'tickmark.refresh'
  | 'tickmark.syncNow'
  | 'tickmark.whyThisTask'
  | 'tickmark.openServerSetting'
  | 'tickmark.openPrivateFolders'
  | 'tickmark.showLog';

export interface Display {
  /** Codicon id. */
  icon: string;
  /** Text of the status item; `{0}` is the key of the branch. */
  text: string;
  /** First line of the tooltip: what is the matter and what helps. */
  explanation: string;
  action: ActionCommand;
  actionTitle: string;
}

const signIn = { action: 'tickmark.signIn', actionTitle: message('Sign in') } as const;
const tryAgain = { action: 'tickmark.refresh', actionTitle: message('Try again') } as const;
const checkAddress = {
  action: 'tickmark.openServerSetting',
  actionTitle: message('Check the server address'),
} as const;
const showLog = { action: 'tickmark.showLog', actionTitle: message('Show the log') } as const;
const why = { action: 'tickmark.whyThisTask', actionTitle: message('Why?') } as const;

/** One icon, one text and one action for every failure of the server connection. */
export const failureDisplays: Readonly<Record<FailureKind, Display>> = {
  offline: {
    icon: 'debug-disconnect',
    text: message('No connection'),
    explanation: message('The Tickmark server does not answer. It is asked again by itself.'),
    ...tryAgain,
  },
  unauthorised: {
    icon: 'key',
    text: message('Sign in again'),
    explanation: message('The Tickmark server no longer accepts your token.'),
    ...signIn,
  },
  forbidden: {
    icon: 'lock',
    text: message('No access'),
    explanation: message('You may not see this. Ask an administrator of your department.'),
    ...why,
  },
  rate_limited: {
    icon: 'watch',
    text: message('Waiting'),
    explanation: message('The Tickmark server asks to wait. It goes on by itself.'),
    ...why,
  },
  server_fault: {
    icon: 'server-environment',
    text: message('Server fault'),
    explanation: message('The Tickmark server has a fault. It is asked again by itself.'),
    ...showLog,
  },
  server_too_old: {
    icon: 'versions',
    text: message('Server too old'),
    explanation: message('The Tickmark server does not know this call. Update the server.'),
    ...showLog,
  },
  not_our_server: {
    icon: 'question',
    text: message('Not a Tickmark server'),
    explanation: message(
      'Something else than a Tickmark server answers at this address, for example a sign-in page of the network.',
    ),
    ...checkAddress,
  },
  too_large: {
    icon: 'warning',
    text: message('Refused'),
    explanation: message('The Tickmark server refused the branch name.'),
    ...why,
  },
  refused: {
    icon: 'warning',
    text: message('Refused'),
    explanation: message('The Tickmark server refused the question.'),
    ...why,
  },
};

const actions = { action: 'tickmark.showActions', actionTitle: message('Actions') } as const;

const privateFolders = {
  action: 'tickmark.openPrivateFolders',
  actionTitle: message('Private folders'),
} as const;

type StateRow =
  | 'signed_out'
  | 'token_refused'
  | 'address_invalid'
  | 'private'
  | 'private_unclear'
  | 'no_branch'
  | 'bisecting'
  | 'waiting'
  | 'no_task'
  | 'unknown_key'
  | 'ambiguous_key'
  | 'unlinked_work';

/** The same for the states that are no failures of a call. */
export const stateDisplays: Readonly<Record<StateRow, Display>> = {
  signed_out: {
    icon: 'key',
    text: message('Sign in'),
    explanation: message('Sign in to Tickmark to see the task behind your branch.'),
    ...signIn,
  },
  token_refused: failureDisplays.unauthorised,
  address_invalid: {
    icon: 'warning',
    text: message('Check server address'),
    explanation: message('The address of the Tickmark server cannot be used.'),
    ...checkAddress,
  },
  private: {
    icon: 'eye-closed',
    text: message('private'),
    explanation: message('This folder is private: nothing about it leaves this machine, so no task is looked up.'),
    ...privateFolders,
  },
  private_unclear: {
    icon: 'warning',
    text: message('Check private folders'),
    explanation: message(
      'An entry of the setting “Private Folders” cannot be read. Until it is corrected, everything is private.',
    ),
    ...privateFolders,
  },
  no_branch: {
    icon: 'git-commit',
    text: message('no branch'),
    explanation: message('No branch is checked out, so there is no task.'),
    ...actions,
  },
  bisecting: {
    icon: 'git-compare',
    text: message('bisecting'),
    explanation: message('A bisect is going on: no branch is checked out, so there is no task.'),
    ...actions,
  },
  waiting: {
    icon: 'sync~spin',
    text: message('Looking up task'),
    explanation: message('The Tickmark server is asked.'),
    ...why,
  },
  no_task: {
    icon: 'circle-slash',
    text: message('no task'),
    explanation: message('This branch belongs to no task.'),
    ...actions,
  },
  unknown_key: {
    icon: 'search',
    text: message('No task {0}'),
    explanation: message('The branch names a task that was not read from Notion yet.'),
    action: 'tickmark.syncNow',
    actionTitle: message('Sync now'),
  },
  ambiguous_key: {
    icon: 'references',
    text: message('{0} is not unique'),
    explanation: message('The key in the branch name fits more than one task.'),
    ...why,
  },
  unlinked_work: {
    icon: 'link',
    text: message('Link or create a task'),
    explanation: message('You have worked on this branch for ten minutes, and it belongs to no task.'),
    ...actions,
  },
};

/**
 * The row of the tables above that belongs to a state.
 * @param isLinkOffered the person has worked on an unlinked branch for a while
 */
export function displayOf(state: Exclude<TaskState, { kind: 'nothing' | 'task' }>, isLinkOffered = false): Display {
  if (state.kind === 'failed') return failureDisplays[state.failure.kind];
  if (state.kind === 'no_branch')
    return stateDisplays[state.position.operation === 'bisect' ? 'bisecting' : 'no_branch'];
  if (state.kind === 'private')
    return stateDisplays[state.position.privacy === 'unclear' ? 'private_unclear' : 'private'];
  if (state.kind !== 'no_task') return stateDisplays[state.kind];
  const row = isLinkOffered ? stateDisplays.unlinked_work : stateDisplays[rowOfUnlinked(state.link)];
  // Known from before: with the icon of what is the matter since.
  return state.failure === null ? row : { ...row, icon: failureDisplays[state.failure.kind].icon };
}

function rowOfUnlinked(link: BranchLink): 'no_task' | 'unknown_key' | 'ambiguous_key' {
  // A server that does not name the key leaves nothing to say but that there is no task.
  if (decidingKey(link) === null) return 'no_task';
  if (link.rule === 'waiting') return 'unknown_key';
  return link.rule === 'ambiguous' ? 'ambiguous_key' : 'no_task';
}

/** The text of a row for a state, with the key that it names. */
export function displayText({ text }: Display, state: TaskState, t: Translate): string {
  const key = state.kind === 'no_task' ? decidingKey(state.link) : null;
  return key === null ? t(text) : t(text, shorten(key, 30));
}
