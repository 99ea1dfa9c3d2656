import * as vscode from 'vscode';
import { createIdFactory } from '../shared/ids.ts';
import { createOwner, type Owner } from './core/lifecycle.ts';
import { createLog } from './core/log.ts';
import { createTaskStore } from './core/task-store.ts';
import { openAccountWorklogs } from './host/account-worklogs.ts';
import { listenToActivity } from './host/activity-listeners.ts';
import { showInAccountsMenu } from './host/accounts-menu.ts';
import { createApi } from './host/api.ts';
import { systemClock as clock } from './host/clock.ts';
import { createCodingTime } from './host/coding-time.ts';
import { createDialogs } from './host/dialogs.ts';
import { folderOf, watchEditorGit } from './host/editor-git.ts';
import { createEditor } from './host/editor.ts';
import { createEventConnector } from './host/event-connection.ts';
import { createFolderFollower, type FolderInFront } from './host/folder-in-front.ts';
import { createHttp, type Network } from './host/http.ts';
import { createLinkMemory } from './host/link-memory.ts';
import { randomBytes } from './host/node/digest.ts';
import { isRunning, machineName } from './host/node/machine.ts';
import { locationOf } from './host/node/path.ts';
import { branchBeingRebased } from './host/rebase.ts';
import { clientName, createOAuth } from './host/oauth.ts';
import { createBranchResolver } from './host/resolve-branch.ts';
import { createSession } from './host/session.ts';
import { listenToServer } from './host/server-news.ts';
import { addressFor, readSettings, setCounting, type Settings } from './host/settings.ts';
import { commands } from './ui/commands.ts';
import type { Context } from './ui/context.ts';
import { tellParked } from './ui/parked-worklogs.ts';
import { registerCommands } from './ui/register-commands.ts';
import { signIn } from './ui/sign-in.ts';
import { signOut } from './ui/sign-out.ts';
import { createStatusItem } from './ui/status-item.ts';
import { createTaskView } from './ui/task-view.ts';

/** Builds everything and returns at once: no network, no disk and no other extension is waited for. */
export function activate(extension: vscode.ExtensionContext): void {
  const startedMs = clock.monotonicMs();
  const owner = createOwner();
  extension.subscriptions.push(owner);
  const context = build(extension, owner);
  owner.add(registerCommands(context));
  const { session, log } = context;
  session
    .load()
    .then(session.loadAll)
    .catch((error: unknown) => log.fault('start', error));
  log.debug(`activated in ${(clock.monotonicMs() - startedMs).toFixed(1)} ms`);
}

function build(extension: vscode.ExtensionContext, owner: Owner): Context {
  const { secrets } = extension;
  const t: Context['t'] = (message, ...values) => vscode.l10n.t(message, ...values);
  const version = String(extension.extension.packageJSON.version);
  const channel = owner.add(vscode.window.createOutputChannel('Tickmark', { log: true }));
  const folder: FolderInFront = { root: null };
  const settings = (): Settings => readSettings(folder.root);
  const session = owner.add(createSession(secrets, () => settings().server));
  const log = createLog(channel, () => session.people().map(({ token }) => token));
  const network: Network = { fetch: async (url, init) => fetch(url, init), userAgent: `tickmark-vscode/${version}` };
  const api = createApi(createHttp(network));
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

  const whose = (): string => `${session.person()?.address ?? ''} ${session.person()?.personId ?? ''}`;
  const task = owner.add(
    createTaskStore({
      ...common,
      ...createLinkMemory(extension.workspaceState, whose, onError),
      resolve: createBranchResolver(api, session, log),
      onChange: () => view.render(),
    }),
  );
  const onRepository = createFolderFollower({ folder, session, task, onError });
  const git = owner.add(
    watchEditorGit({ clock, branchBeingRebased, onRepository, onPosition: task.setPosition, onError }),
  );
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
      isRunning,
      settings: () => settings().heartbeats,
      serverOf: (uri) => addressFor(git.locate(uri)?.root ?? uri),
      isWindowActive: () => vscode.window.state.active,
      listen: listenToActivity,
      folderOf,
      onFailure: ({ kind, detail }) => log.warn(`Coding time not sent: ${kind}. ${detail}`),
    }),
  );
  const item = owner.add(createStatusItem(t, Object.keys(commands)));
  const view = owner.add(createTaskView({ clock, t, item, task, codingTime, worklogs: worklogs.queue }));
  const news = owner.add(listenToServer({ ...common, log, task, connect: createEventConnector(network) }));
  const followWindow = ({ active, focused }: vscode.WindowState): void => {
    task.setActive(active);
    view.setActive(active);
    news.setFocused(focused);
  };
  const followCounting = (): void => void codingTime.follow().then(view.render).catch(onError);

  followWindow(vscode.window.state);
  owner.add(vscode.window.onDidChangeWindowState(followWindow));
  owner.add(session.onChange(() => task.setSession(session.state())));
  owner.add(session.onAccounts(followCounting));
  owner.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tickmark.server')) session.load().catch(onError);
      if (event.affectsConfiguration('tickmark.heartbeats')) followCounting();
    }),
  );

  const context: Context = {
    ...common,
    t,
    log,
    dialogs: createDialogs(),
    editor: owner.add(createEditor(() => channel.show(true))),
    task,
    git,
    worklogs: worklogs.queue,
    codingTime,
    settings,
    setCounting,
    version,
  };
  const ports = { session, signIn: () => signIn(context), notSignedIn: () => t('Nobody signed in to Tickmark.') };
  owner.add(showInAccountsMenu({ ...ports, signOut: (address) => signOut(context, address) }));
  return context;
}
