import * as vscode from 'vscode';
import { createKnownTasks } from '../core/known-tasks.ts';
import { createOwner, type Disposable } from '../core/lifecycle.ts';
import { createMyTasks } from '../core/my-tasks.ts';
import { pageFileName, pageText } from '../core/page-text.ts';
import { repositoryName } from '../core/repository-name.ts';
import { currentTaskRows, myTaskRows, type TreeRow } from '../core/task-rows.ts';
import { withoutLinks } from '../core/text.ts';
import type { WorkRepository } from '../core/work-repository.ts';
import { selectedLines, todoAt } from '../host/active-file.ts';
import { createCommitBoxes } from '../host/commit-box.ts';
import { createMergeWatch } from '../host/merge-watch.ts';
import type { GitRepository } from '../host/git-api.ts';
import { createPickers } from '../host/pickers.ts';
import { saveFile } from '../host/save-file.ts';
import { createTaskApi } from '../host/task-api.ts';
import { workRepository } from '../host/work-repository.ts';
import type { Context } from './context.ts';
import { createContextKeys } from './context-keys.ts';
import { isRefusedHere } from './private-place.ts';
import type { TaskCommandId } from './task-command-ids.ts';
import { createTaskLinks, type TaskLinks } from './task-links.ts';
import { workCommands } from './work-commands.ts';
import type { WorkLoopPorts } from './work-door.ts';
import type { Work } from './work.ts';

/** Everything about tasks beyond the status item: the views' rows, links, commit boxes and commands. */
export interface WorkLoop extends Disposable {
  links: TaskLinks;
  currentRows: () => readonly TreeRow[];
  taskRows: () => readonly TreeRow[];
  run: (command: TaskCommandId, context: Context, subject: unknown) => Promise<void>;
  refresh: () => Promise<void>;
  render: () => void;
  renderTasks: () => void;
  onLook: () => void;
  noteNews: () => void;
  setActive: (active: boolean) => void;
}

export function openWorkLoop(ports: WorkLoopPorts): WorkLoop {
  const { t, clock, session, task, recent, trees, settings, onError } = ports;
  const owner = createOwner();
  const api = createTaskApi(ports.http, session);
  const known = createKnownTasks({
    clock,
    issue: api.issue,
    async prefixes() {
      const sources = await api.sources();
      return sources.ok ? { ok: true, value: sources.value.flatMap(({ prefix }) => prefix ?? []) } : sources;
    },
  });
  const commitBoxes = createCommitBoxes({ template: () => settings().commitMessage, onError });
  const merges = owner.add(
    createMergeWatch({ defaultBranch: () => settings().defaultBranch, onMerged: task.noteMerged, onError }),
  );
  const keys = createContextKeys();
  const currentRows = createDrawn(() => currentTaskRows(task.state(), t), trees.current.changed);
  const taskRows = createDrawn(
    () => (session.account() === null ? [] : myTaskRows(mine.state(), recent.all(), t)),
    trees.mine.changed,
  );
  const mine = owner.add(
    createMyTasks({
      clock,
      ask: api.mine,
      isSignedIn: () => session.account() !== null,
      onChange({ issues }) {
        known.note(issues ?? []);
        keys.set('tickmark.tasksShown', issues !== null);
        taskRows.draw();
      },
    }),
  );
  const onLook = (): void => {
    const state = task.state();
    const git = ports.git().current();
    const isSame = state.kind === 'task' && state.position.branch === git?.state.HEAD?.name;
    const issue = isSame ? state.link.issue : null;
    const { operation } = state.kind === 'task' ? state.position : { operation: null };
    void merges.look(isSame && operation === null ? git : null);
    void commitBoxes.follow(git, issue === null || issue.key === null ? null : { key: issue.key, title: issue.title });
  };
  let isActive = true;
  const followVisibility = (): void => mine.setVisible(isActive && trees.mine.isVisible());
  owner.add(trees.mine.onVisibility(followVisibility));
  owner.add(
    session.onChange(() => {
      known.forget();
      mine.forget();
      taskRows.draw();
    }),
  );
  followVisibility();
  const work = workOf(ports, { api, known, mine, recent: recent.all });
  return {
    links: createTaskLinks(known, t),
    currentRows: currentRows.get,
    taskRows: taskRows.get,
    async run(command, context, subject) {
      const workContext = { ...context, work };
      if (await isRefusedHere(command, workContext)) return;
      await workCommands[command](workContext, subject);
    },
    refresh: mine.refresh,
    render() {
      const state = task.state();
      if (state.kind === 'task') known.note([state.link.issue]);
      currentRows.draw();
      onLook();
    },
    renderTasks: taskRows.draw,
    onLook,
    noteNews: mine.noteNews,
    setActive(active) {
      isActive = active;
      followVisibility();
    },
    dispose: () => owner.dispose(),
  };
}

function workOf(ports: WorkLoopPorts, made: Pick<Work, 'api' | 'known' | 'mine' | 'recent'>): Work {
  const { t, clock, settings } = ports;
  const isPrivate = (): boolean => {
    const places = [vscode.window.activeTextEditor?.document.uri, ports.git().current()?.rootUri];
    const isKnown = places.some((place) => place !== undefined && ports.privacyOf(place) !== null);
    return isKnown || ports.task.state().kind === 'private';
  };
  const repository = (): WorkRepository | null => {
    const git = ports.git().current();
    const defaultBranch = (): string => settings().defaultBranch;
    return git === null ? null : workRepository(git, nameOf(git, ports), { t, defaultBranch });
  };
  return {
    ...made,
    pickers: createPickers(clock),
    repository,
    async freshRepository() {
      // What is known already is good enough when Git has no answer.
      await ports.git().current()?.status().catch(ports.onError);
      return repository();
    },
    isPrivate: () => isPrivate(),
    saveFile,
    selection: () => (isPrivate() ? null : selectedLines(ports.git().current()?.rootUri)),
    todo: (place) => todoAt(ports.git().current()?.rootUri, place),
    async openFolder(folder) {
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
    },
    showPage: (page) => ports.editor.showDocument(pageFileName(page), pageText(page, clock.nowMs(), t)),
    async progress(title, run) {
      const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title) };
      return vscode.window.withProgress(options, (progress) =>
        run((message) => progress.report({ message: withoutLinks(message) })),
      );
    },
    settings,
    uriScheme: () => vscode.env.uriScheme,
  };
}

/** Rows that are drawn anew only when they changed. */
function createDrawn(
  make: () => readonly TreeRow[],
  changed: () => void,
): { get: () => readonly TreeRow[]; draw: () => void } {
  let drawn = '';
  return {
    get() {
      const rows = make();
      drawn = JSON.stringify(rows);
      return rows;
    },
    draw() {
      if (JSON.stringify(make()) !== drawn) changed();
    },
  };
}

/** The name under which the status item asks for it. */
function nameOf(git: GitRepository, ports: WorkLoopPorts): string {
  return ports.git().locate(git.rootUri)?.repository ?? repositoryName(undefined, git.rootUri.path);
}
