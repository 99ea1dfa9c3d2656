import * as vscode from 'vscode';
import { createIdFactory } from '../shared/ids.ts';
import { sentFields } from './core/heartbeat.ts';
import { createOwner, type Owner } from './core/lifecycle.ts';
import { createLog } from './core/log.ts';
import { createTaskStore, type TaskStore } from './core/task-store.ts';
import { createUnlinkedWork } from './core/unlinked-work.ts';
import { openAccountWorklogs } from './host/account-worklogs.ts';
import { listenToActivity } from './host/activity-listeners.ts';
import { showInAccountsMenu } from './host/accounts-menu.ts';
import { createApi } from './host/api.ts';
import { systemClock as clock } from './host/clock.ts';
import { createCodingTime } from './host/coding-time.ts';
import { createDeclinedBranches } from './host/declined-branches.ts';
import { createDialogs } from './host/dialogs.ts';
import { folderOf, watchEditorGit } from './host/editor-git.ts';
import { createEditor } from './host/editor.ts';
import { readEnvironment } from './host/environment.ts';
import { createEventConnector } from './host/event-connection.ts';
import { createFolderFollower, type FolderInFront } from './host/folder-in-front.ts';
import { unfinishedOperation } from './host/git-operation.ts';
import type { Git } from './host/git.ts';
import { createHttp, type Network } from './host/http.ts';
import { createLinkMemory } from './host/link-memory.ts';
import { createLocalData } from './host/local-data.ts';
import { randomBytes } from './host/node/digest.ts';
import { isRunning, machineName } from './host/node/machine.ts';
import { locationOf } from './host/node/path.ts';
import { loadWork } from './host/node/second-bundle.ts';
import { clientName, createOAuth } from './host/oauth.ts';
import { openPauses } from './host/pauses.ts';
import { readPrivatePlaces } from './host/privacy.ts';
import { publishApi, type PublishedApi } from './host/publish-api.ts';
import { createBranchResolver } from './host/resolve-branch.ts';
import { listenToServer } from './host/server-news.ts';
import { createSeenFields } from './host/seen-fields.ts';
import { createSession } from './host/session.ts';
import {
  addressFor,
  readItemSettings,
  readSettings,
  readWorkSettings,
  setCounting,
  type Settings,
} from './host/settings.ts';
import { createShownDocuments } from './host/shown-documents.ts';
import { createTranslate } from './host/translate.ts';
import type { TickmarkApi } from './public-api.ts';
import { canRun, commands } from './ui/commands.ts';
import type { Context } from './ui/context.ts';
import { tellParked } from './ui/parked-worklogs.ts';
import { registerCommands } from './ui/register-commands.ts';
import { signIn } from './ui/sign-in.ts';
import { signOut } from './ui/sign-out.ts';
import { createStatusItem } from './ui/status-item.ts';
import { createTaskView } from './ui/task-view.ts';
import { openWorkDoor } from './ui/work-door.ts';

/**
 * Builds everything and returns at once: no network, no disk and no other extension is waited for.
 * @returns what other extensions may read
 */
export function activate(extension: vscode.ExtensionContext): TickmarkApi {
  const startedMs = clock.monotonicMs();
  const owner = createOwner();
  extension.subscriptions.push(owner);
  const { context, api } = build(extension, owner);
  owner.add(registerCommands(context));
  const { session, log } = context;
  session
    .load()
    .then(session.loadAll)
    .catch((error: unknown) => log.fault('start', error));
  log.debug(`activated in ${(clock.monotonicMs() - startedMs).toFixed(1)} ms`);
  return api;
}

function build(extension: vscode.ExtensionContext, owner: Owner): { context: Context } & Pick<PublishedApi, 'api'> {
  const { secrets } = extension;
  const t = createTranslate();
  const version = String(extension.extension.packageJSON.version);
  const channel = owner.add(vscode.window.createOutputChannel('Tickmark', { log: true }));
  const folder: FolderInFront = { root: null };
  const settings = (): Settings => readSettings(folder.root);
  const session = owner.add(createSession(secrets, () => settings().server));
  const log = createLog(channel, () => session.people().map(({ token }) => token));
  const network: Network = { fetch: async (url, init) => fetch(url, init), userAgent: `tickmark-vscode/${version}` };
  const http = createHttp(network);
  const api = createApi(http);
  const oauth = createOAuth(network, { name: clientName(vscode.env.appName, machineName()), version });
  const onError = (error: unknown): void => log.fault('in the background', error);
  const common = {
    clock,
    random: Math.random,
    newId: createIdFactory({ nowMs: clock.nowMs, randomBytes }),
    session,
    api,
    oauth,
    storage: locationOf(extension.globalStorageUri),
    onError,
  };

  const places = owner.add(readPrivatePlaces(t, log));
  const privacyOf = places.of;
  const pauses = owner.add(openPauses({ ...common, memory: extension.workspaceState }));
  const whose = (): string => `${session.person()?.address ?? ''} ${session.person()?.personId ?? ''}`;
  const task = owner.add(
    createTaskStore({
      ...common,
      ...createLinkMemory(extension.workspaceState, whose, onError),
      resolve: createBranchResolver(api, session, log),
      onChange() {
        view.render();
        door.render();
        published.note();
      },
    }),
  );
  const gone = t('This was shown before the window was reloaded. Run the command again to see it.');
  const documents = owner.add(createShownDocuments(clock.nowMs, gone, onError));
  const editor = createEditor(() => channel.show(true), documents);
  const door = owner.add(
    openWorkDoor({
      ...common,
      t,
      http,
      task,
      git: () => git,
      editor,
      memory: extension.workspaceState,
      whose,
      settings: () => readWorkSettings(folder.root),
      privacyOf,
      load: () => loadWork(extension.extensionUri),
    }),
  );
  const { onLook, messageLinks } = door;
  const onRepository = createFolderFollower({ folder, session, task, onError });
  const follow = { onRepository, onPosition: task.setPosition, onLook, messageLinks, onError };
  const git: Git = owner.add(watchEditorGit({ clock, privacyOf, unfinishedOperation, ...follow }));
  const worklogs = owner.add(
    openAccountWorklogs({
      ...common,
      onDelivered: () => void task.refresh().catch(onError),
      onParked: (entry) => void tellParked(context, entry).catch(onError),
    }),
  );
  const codingTime = owner.add(
    createCodingTime<vscode.TextDocument>({
      ...common,
      secrets,
      git,
      machine: machineName(),
      editor: vscode.env.uriScheme,
      isRunning,
      settings: () => settings().heartbeats,
      serverOf: (uri) => addressFor(git.locate(uri)?.root ?? uri),
      isWindowActive: () => vscode.window.state.active,
      listen: listenToActivity,
      folderOf,
      privacyOf,
      pauses,
      onFailure: ({ kind, detail }) => log.warn(`Coding time not sent: ${kind}. ${detail}`),
    }),
  );
  const item = owner.add(createStatusItem(t, Object.keys(commands), readItemSettings()));
  const fields = sentFields('hashed').map(({ name }) => name);
  const seenFields = createSeenFields(extension.globalState, fields, onError);
  const unlinked = createUnlinkedWork(clock, createDeclinedBranches(extension.workspaceState, onError));
  const view = owner.add(
    createTaskView({
      ...common,
      t,
      item,
      task,
      codingTime,
      worklogs: worklogs.queue,
      unlinked,
      pauses,
      style: readItemSettings,
      editorName: vscode.env.uriScheme,
      unseenFields: seenFields.unseen,
      canRun,
    }),
  );
  const published = owner.add(publishApi({ task, git: () => git }));
  const heard: Pick<TaskStore, 'noteNews' | 'catchUp'> = {
    noteNews(isConcerned) {
      task.noteNews(isConcerned);
      door.noteNews();
    },
    catchUp(sinceMs) {
      task.catchUp(sinceMs);
      door.noteNews();
    },
  };
  const news = owner.add(listenToServer({ ...common, log, task: heard, connect: createEventConnector(network) }));
  const followWindow = ({ active, focused }: vscode.WindowState): void => {
    task.setActive(active);
    view.setActive(active);
    door.setActive(active);
    news.setFocused(focused);
    // Another window may have asked for a pause, or ended it.
    if (focused || active) pauses.look().catch(onError);
  };
  const followCounting = (): void => void codingTime.follow().then(view.render).catch(onError);

  const localData = createLocalData({
    ...common,
    secrets,
    memories: [extension.workspaceState, extension.globalState],
    codingTime,
    worklogs,
    pauses,
    setCounting,
  });

  owner.add(pauses.onChange(view.render));
  owner.add(places.onChange(git.lookAgain));
  followWindow(vscode.window.state);
  owner.add(vscode.window.onDidChangeWindowState(followWindow));
  owner.add(session.onChange(() => task.setSession(session.state())));
  owner.add(session.onAccounts(followCounting));
  owner.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tickmark.server')) session.load().catch(onError);
      if (event.affectsConfiguration('tickmark.heartbeats')) followCounting();
      if (!event.affectsConfiguration('tickmark.statusItem')) return;
      item.place(readItemSettings());
      view.render();
    }),
  );

  const context: Context = {
    ...common,
    t,
    log,
    dialogs: createDialogs(),
    editor,
    task,
    git,
    worklogs: worklogs.queue,
    codingTime,
    pauses,
    privacy: places,
    localData,
    settings,
    setCounting,
    seenFields,
    version,
    door,
    environment: readEnvironment,
    unlinked,
    redraw: view.render,
  };
  const ports = { session, signIn: () => signIn(context), notSignedIn: () => t('Nobody signed in to Tickmark.') };
  owner.add(showInAccountsMenu({ ...ports, signOut: (address) => signOut(context, address) }));
  return { context, api: published.api };
}
