import type { Issue, IssueDocument } from '../../shared/api/issues.ts';
import { failureDisplays } from '../core/display.ts';
import { failureText } from '../core/failure-text.ts';
import type { Failure, Result } from '../core/failure.ts';
import type { KnownTasks } from '../core/known-tasks.ts';
import type { Lines } from '../core/forge.ts';
import type { MyTasks } from '../core/my-tasks.ts';
import type { Pickers } from '../core/pickers.ts';
import type { Todo } from '../core/todo.ts';
import type { WorkRepository } from '../core/work-repository.ts';
import type { TaskApi } from '../host/task-api.ts';
import type { Context } from './context.ts';
import { currentTask } from './current-task.ts';

/** What the commands about tasks use besides the rest. Made once in host/work.ts. */
export interface Work {
  api: TaskApi;
  pickers: Pickers;
  known: KnownTasks;
  mine: Pick<MyTasks, 'state' | 'refresh'>;
  /** Tasks worked on here last. */
  recent: () => readonly Issue[];
  /** The repository of the active editor, as it is now. */
  repository: () => WorkRepository | null;
  /** The same after Git was asked anew: what a terminal did a moment ago counts. */
  freshRepository: () => Promise<WorkRepository | null>;
  /** The selected lines of the active editor; null without a selection or outside of the repository. */
  selection: () => Selection | null;
  /** The note in a line of a file, or in the line of the cursor; null when there is none. */
  todo: (place?: TodoPlace) => TodoInFile | null;
  /** Opens a folder in a new window. */
  openFolder: (folder: string) => Promise<void>;
  showPage: (document: IssueDocument) => Promise<void>;
  /** Shows how far something is, until it ends. */
  progress: <T>(title: string, work: (report: (text: string) => void) => Promise<T>) => Promise<T>;
  settings: () => WorkSettings;
  /** Asks where, and saves. Resolves to the place, null when the person went away. */
  saveFile: (name: string, text: string) => Promise<string | null>;
  /** Nothing about the file in front may be told. */
  isPrivate: () => boolean;
  /** Of links that open this editor. */
  uriScheme: () => string;
}

/** What the commands about tasks may use. */
export interface WorkContext extends Context {
  work: Work;
}

export interface WorkSettings {
  /** How a branch for a task is named; holds `{key}` and `{slug}`. */
  branchTemplate: string;
  /** The branch that work is merged into; empty when it is to be found out. */
  defaultBranch: string;
  /** Beginning of a commit message; empty for none. */
  commitMessage: string;
}

/** A line in a file, counted from 0. */
export interface TodoPlace {
  uri: string;
  line: number;
}

export interface TodoInFile {
  todo: Todo;
  /** Relative to the repository, or the file's name. */
  path: string;
  line: number;
  isUnsaved: boolean;
  /** False when the line is no longer as it was. */
  writeKey: (key: string) => Promise<boolean>;
}

export type Selection = Omit<Lines, 'commit'> & { isUnsaved: boolean };

/** Who is signed in may go on; who is not is led there. */
export async function isSignedIn({ session, editor }: WorkContext): Promise<boolean> {
  if (session.account() !== null) return true;
  await editor.run(session.state().kind === 'address_invalid' ? 'tickmark.openServerSetting' : 'tickmark.signIn');
  return session.account() !== null;
}

/**
 * The task that a command is about: of the row or link that was clicked, else of the current branch. Null when there is
 * none; the person was told why.
 * @param subject a row of a view, or a key
 */
export async function taskOf(context: WorkContext, subject: unknown): Promise<Issue | null> {
  const clicked = issueOf(subject);
  if (clicked !== null) return clicked;
  if (typeof subject !== 'string') return (await currentTask(context))?.issue ?? null;
  const found = await context.work.known.find(subject);
  if (found.ok) return found.value;
  await tellFailure(context, context.t('{0} cannot be shown.', subject), found.failure);
  return null;
}

/** The task of a row of a view; null for anything else. */
export function issueOf(subject: unknown): Issue | null {
  return typeof subject === 'object' && subject !== null && 'issue' in subject ? (subject.issue as Issue | null) : null;
}

/** Says what was not done, why, and offers the one action that helps. */
export async function tellFailure(context: WorkContext, what: string, failure: Failure): Promise<void> {
  const { dialogs, editor, t } = context;
  const { action, actionTitle: title } = failureDisplays[failure.kind];
  const isHelpful = action !== 'tickmark.refresh' && action !== 'tickmark.whyThisTask';
  const level = failure.kind === 'refused' || failure.kind === 'forbidden' ? 'warning' : 'error';
  const buttons = isHelpful ? [title].map((text) => t(text)) : [];
  const button = await dialogs.tell({ level, text: `${what} ${failureText(failure, t)}`, buttons });
  if (button !== undefined) await editor.run(action);
}

/** A step of a plan from an answer of the server. */
export function outcomeOf<T>(
  context: Pick<WorkContext, 't'>,
  result: Result<T>,
): { ok: true } | { ok: false; text: string } {
  return result.ok ? { ok: true } : { ok: false, text: failureText(result.failure, context.t) };
}

/** After something about a task was changed: what shows it asks again. */
export async function showChanges({ task, work }: WorkContext): Promise<void> {
  await Promise.all([task.refresh(), work.mine.refresh()]);
}
