import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { createIdFactory } from '../shared/ids.ts';
import { notSignedIn } from './core/failure.ts';
import { createOwner } from './core/lifecycle.ts';
import { createLog } from './core/log.ts';
import { createTaskStore } from './core/task-store.ts';
import { type AccountWorklogs, openAccountWorklogs } from './host/account-worklogs.ts';
import { createApi } from './host/api.ts';
import { systemClock as clock } from './host/clock.ts';
import { createDialogs } from './host/dialogs.ts';
import { createEditor } from './host/editor.ts';
import { watchEditorGit } from './host/editor-git.ts';
import { createHttp } from './host/http.ts';
import { branchBeingRebased } from './host/rebase.ts';
import { createSession } from './host/session.ts';
import { readSettings } from './host/settings.ts';
import { commands } from './ui/commands.ts';
import type { Context } from './ui/context.ts';
import { tellParked } from './ui/parked-worklogs.ts';
import { createStatusItem } from './ui/status-item.ts';

/** Builds everything and returns at once: no network, no disk and no other extension is waited for. */
export function activate(extension: vscode.ExtensionContext): void {
  const startedMs = clock.monotonicMs();
  const owner = createOwner();
  extension.subscriptions.push(owner);

  const t: Context['t'] = (message, ...values) => vscode.l10n.t(message, ...values);
  const channel = owner.add(vscode.window.createOutputChannel('Tickmark', { log: true }));
  const session = owner.add(createSession(extension.secrets, () => readSettings().server));
  const log = createLog(channel, () => [session.account()?.token ?? '']);
  const version = String(extension.extension.packageJSON.version);
  const api = createApi(
    createHttp({ fetch: async (url, init) => fetch(url, init), userAgent: `tickmark-vscode/${version}` }),
  );
  const newId = createIdFactory({ nowMs: clock.nowMs, randomBytes });
  const editor = owner.add(createEditor(() => channel.show(true)));
  const onError = (error: unknown): void => log.fault('background work', error);

  const item = owner.add(createStatusItem(t, Object.keys(commands)));
  const render = (): void => {
    const state = task.state();
    const link = state.kind === 'task' ? state.link : null;
    const todaySeconds = link?.trackedTodaySeconds ?? 0;
    item.render(state, todaySeconds === 0 ? null : todaySeconds, {
      nowMs: clock.nowMs(),
      todaySeconds,
      totalSeconds: link?.trackedSeconds ?? 0,
      sessionSeconds: null,
      notices: [],
    });
  };
  const task = owner.add(
    createTaskStore({
      clock,
      random: Math.random,
      async resolve(repository, branch) {
        const account = session.account();
        if (account === null) return notSignedIn;
        const departmentId = account.departmentId === null ? {} : { departmentId: account.departmentId };
        const result = await api.resolveBranch(account, { repository, branch, ...departmentId });
        if (!result.ok) log.warn(`branch not resolved: ${result.failure.kind} ${result.failure.detail}`);
        if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
        return result;
      },
      onChange: render,
    }),
  );
  const worklogs: AccountWorklogs = owner.add(
    openAccountWorklogs({
      clock,
      random: Math.random,
      session,
      api,
      storage: extension.globalStorageUri.fsPath,
      onDelivered: () => void task.refresh().catch(onError),
      onParked: (entry) => void tellParked(context, entry).catch(onError),
      onError,
    }),
  );
  owner.add(session.onChange(() => task.setSession(session.state())));
  const git = owner.add(watchEditorGit({ clock, branchBeingRebased, onPosition: task.setPosition, onError }));
  owner.add(vscode.window.onDidChangeWindowState((state) => task.setActive(state.active)));
  owner.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('tickmark.server')) session.load().catch(onError);
    }),
  );

  const context: Context = {
    t,
    clock,
    newId,
    log,
    dialogs: createDialogs(),
    editor,
    session,
    api,
    task,
    git,
    worklogs: worklogs.queue,
    localSeconds: () => 0,
    version,
  };
  for (const [id, run] of Object.entries(commands)) {
    owner.add(
      vscode.commands.registerCommand(id, async () => {
        try {
          await run(context);
        } catch (error) {
          log.fault(id, error);
          void vscode.window.showErrorMessage(t('Tickmark could not do this. The log says why.'));
        }
      }),
    );
  }
  session.load().catch(onError);
  log.debug(`activated in ${(clock.monotonicMs() - startedMs).toFixed(1)} ms`);
}
