import * as vscode from 'vscode';
import type { Issue } from '../../shared/api/issues.ts';
import type { Privacy } from '../core/branch-position.ts';
import type { Clock } from '../core/clock.ts';
import { createOwner, type Disposable } from '../core/lifecycle.ts';
import { startedKey } from '../core/task-keys.ts';
import type { TaskStore } from '../core/task-store.ts';
import { findTodo } from '../core/todo.ts';
import type { Translate } from '../core/translate.ts';
import type { FileUri, MessageLinks } from '../host/git-api.ts';
import type { Git } from '../host/git.ts';
import type { Http } from '../host/http.ts';
import type { Memento } from '../host/link-memory.ts';
import { createRecentTasks, type RecentTasks } from '../host/recent-tasks.ts';
import type { Session } from '../host/session.ts';
import type { Context, Editor } from './context.ts';
import { createContextKeys } from './context-keys.ts';
import type { TaskCommandId } from './task-command-ids.ts';
import { createTree, type TreeView } from './task-views.ts';
import type { WorkLoop } from './work-loop.ts';
import type { WorkSettings } from './work.ts';

const longestLine = 2000;

export interface WorkDoorPorts {
  clock: Clock;
  t: Translate;
  http: Http;
  session: Session;
  task: Pick<TaskStore, 'state' | 'noteMerged'>;
  git: () => Git;
  editor: Pick<Editor, 'showDocument'>;
  memory: Memento;
  /** Names server and person; what belongs to somebody else is never shown. */
  whose: () => string;
  settings: () => WorkSettings;
  /** What the settings say of a file or folder: of a private one nothing is asked. */
  privacyOf: (uri: FileUri) => Privacy | null;
  /** Loads the second bundle. */
  load: () => Promise<{ openWorkLoop: (ports: WorkLoopPorts) => WorkLoop }>;
  onError: (error: unknown) => void;
}

export type WorkLoopPorts = Omit<WorkDoorPorts, 'load'> & {
  recent: RecentTasks;
  trees: { current: TreeView; mine: TreeView };
};

/**
 * The way to everything about tasks beyond the status item. Its code is a bundle of its own, loaded when somebody looks
 * at a view, runs a command or points at a key, and once a task is in front, to see when its branch is merged.
 */
export interface WorkDoor extends Disposable {
  run: (command: TaskCommandId, context: Context, subject?: unknown) => Promise<void>;
  /** Asks again for what is shown in the views. */
  refresh: () => Promise<void>;
  /** The current task may be another one, or look different. */
  render: () => void;
  /** A repository or the active editor changed. */
  onLook: () => void;
  /** Something changed on the server. */
  noteNews: () => void;
  setActive: (active: boolean) => void;
  messageLinks: MessageLinks;
}

export function openWorkDoor(ports: WorkDoorPorts): WorkDoor {
  const { session, task, settings, t, onError } = ports;
  const owner = createOwner();
  const keys = createContextKeys();
  const recent = createRecentTasks(ports.memory, ports.whose, onError);
  let opening: Promise<WorkLoop> | null = null;
  let loop: WorkLoop | null = null;
  let isActive = true;
  let isOver = false;
  owner.add({ dispose: () => (isOver = true) });

  const open = (): Promise<WorkLoop> =>
    (opening ??= begin().catch((error: unknown) => {
      opening = null;
      throw error;
    }));
  const begin = async (): Promise<WorkLoop> => {
    const { openWorkLoop } = await ports.load();
    // The window was closed meanwhile: nobody waits for it any more, and what is opened now would never be closed.
    if (isOver) return new Promise<never>(() => undefined);
    loop = owner.add(openWorkLoop({ ...ports, recent, trees }));
    loop.setActive(isActive);
    loop.render();
    return loop;
  };
  /** @param place where the text stands; without one, wherever the person works */
  const whileSignedIn = async <T>(work: (loop: WorkLoop) => Promise<T>, place?: FileUri): Promise<T | undefined> => {
    const isPrivate = place === undefined ? task.state().kind === 'private' : ports.privacyOf(place) !== null;
    return session.account() === null || isPrivate ? undefined : work(await open());
  };
  const trees = {
    current: owner.add(createTree('tickmark.currentTask', async () => (await open()).currentRows())),
    mine: owner.add(createTree('tickmark.myTasks', async () => (await open()).taskRows())),
  };
  const onLook = (): void => {
    const isWanted = settings().commitMessage !== '' || task.state().kind === 'task';
    if (isWanted && session.account() !== null) void open().catch(onError);
    loop?.onLook();
  };
  const render = (): void => {
    const state = task.state();
    keys.set('tickmark.state', state.kind);
    keys.set('tickmark.signedIn', session.account() !== null);
    keys.set('tickmark.hasTask', state.kind === 'task');
    keys.set('tickmark.merged', state.kind === 'task' && state.merged !== null);
    keys.set('tickmark.showsColleagues', state.kind === 'task' && state.link.showsColleagues);
    keys.set('tickmark.hasBranch', 'position' in state && state.kind !== 'private' && state.position.branch !== null);
    keys.set('tickmark.linkedByHand', 'link' in state && state.link.rule === 'explicit');
    if (state.kind === 'task') noteRecent(state.link.issue);
    loop?.render();
    onLook();
  };
  const noteRecent = (issue: Issue): void => {
    if (recent.add(issue)) loop?.renderTasks();
  };
  owner.add(registerTaskProviders(whileSignedIn, t));
  owner.add(
    vscode.window.registerUriHandler({
      async handleUri(uri) {
        const key = startedKey(uri.path, uri.query);
        if (key === null) {
          void vscode.window.showWarningMessage(
            t('This link starts no task, so nothing was done. Such a link ends in /start?key= and the key of a task.'),
          );
          return;
        }
        // The link may have opened this window: who is signed in has to be known first.
        await session.load();
        // The steps are shown first: nothing happens before the person has seen repository and branch.
        await vscode.commands.executeCommand('tickmark.startTask', key);
      },
    }),
  );
  owner.add(session.onChange(render));
  return {
    run: async (command, context, subject) => (await open()).run(command, context, subject),
    refresh: async () => loop?.refresh(),
    render,
    onLook,
    noteNews: () => loop?.noteNews(),
    setActive(active) {
      isActive = active;
      loop?.setActive(active);
    },
    messageLinks: {
      provideAvatar: () => undefined,
      provideHoverCommands: () => undefined,
      provideMessageLinks: async ({ rootUri }, message) =>
        whileSignedIn(({ links }) => links.inMessage(message), rootUri),
    },
    dispose: () => owner.dispose(),
  };
}

/** Hovers and links for keys in files, commit messages and the terminal, and the lamp on a TODO. */
function registerTaskProviders(
  whileSignedIn: <T>(work: (loop: WorkLoop) => Promise<T>, place?: FileUri) => Promise<T | undefined>,
  t: Translate,
): Disposable {
  const owner = createOwner();
  const everywhere: vscode.DocumentSelector = [{ scheme: '*' }];
  const { languages, window, CodeActionKind } = vscode;
  owner.add(
    languages.registerHoverProvider(everywhere, {
      provideHover: (document, position) => whileSignedIn(({ links }) => links.hover(document, position), document.uri),
    }),
  );
  owner.add(
    languages.registerDocumentLinkProvider(everywhere, {
      provideDocumentLinks: (document) => whileSignedIn(({ links }) => links.inDocument(document), document.uri),
    }),
  );
  owner.add(
    window.registerTerminalLinkProvider({
      provideTerminalLinks: async ({ line }) => (await whileSignedIn(({ links }) => links.inTerminal(line))) ?? [],
      handleTerminalLink: async (link) => vscode.commands.executeCommand('tickmark.openTask', Reflect.get(link, 'key')),
    }),
  );
  owner.add(
    languages.registerCodeActionsProvider(
      everywhere,
      { provideCodeActions: (document, { start }) => todoActions(t, document, start.line) },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
  );
  return owner;
}

/** Asked for at each move of the cursor, so it looks at one line and loads nothing. */
function todoActions(t: Translate, document: vscode.TextDocument, line: number): vscode.CodeAction[] {
  const { text } = document.lineAt(line);
  const todo = text.length > longestLine ? null : findTodo(text);
  if (todo === null) return [];
  const title = t('Create a task in Notion from this {0}', todo.word);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const place = { uri: document.uri.toString(), line };
  action.command = { command: 'tickmark.createTaskFromTodo', title, arguments: [place] };
  return [action];
}
