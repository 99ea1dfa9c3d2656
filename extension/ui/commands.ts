import { actionsFor } from '../core/actions.ts';
import { taskTime } from '../core/task-time.ts';
import { whyText } from '../core/why.ts';
import type { Context } from './context.ts';
import { countCodingTime } from './count-coding-time.ts';
import { currentTask } from './current-task.ts';
import { logTime } from './log-time.ts';
import { showParkedWorklogs } from './parked-worklogs.ts';
import { showSentData } from './sent-data.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { syncNow } from './sync-now.ts';

/** Every command; each one does something sensible in every state. */
export const commands: Readonly<Record<`tickmark.${string}`, (context: Context) => Promise<void>>> = {
  'tickmark.signIn': async (context) => {
    const account = await signIn(context);
    if (account === null) return;
    const { t } = context;
    const text = t('Signed in as {0}.', account.personName);
    const count = t('Count Coding Time…');
    const buttons = context.settings().heartbeats.enabled ? [] : [count];
    if ((await context.dialogs.tell({ level: 'information', text, buttons })) === count) await countCodingTime(context);
  },
  'tickmark.signOut': (context) => signOut(context),
  'tickmark.showActions': async ({ task, worklogs, dialogs, editor, t }) => {
    const parked = (worklogs()?.entries() ?? []).filter((entry) => entry.parked !== null).length;
    const choice = await dialogs.pick(t('Tickmark'), actionsFor(task.state(), parked, t));
    if (choice !== undefined) await editor.run(choice.command);
  },
  'tickmark.openTask': async (context) => {
    const link = await currentTask(context);
    if (link !== null && /^https?:\/\//iu.test(link.issue.url)) context.editor.openExternal(link.issue.url);
  },
  'tickmark.logTime': async (context) => {
    const { task, clock, codingTime, git } = context;
    const queue = context.worklogs();
    const link = await currentTask(context);
    if (link === null || queue === null) return;
    const { localSeconds } = taskTime(task.state(), codingTime.counting()?.time ?? null, clock.nowMs());
    await logTime({ ...context, lastCommitSubject: git.lastCommitSubject, queue, localSeconds }, link);
  },
  'tickmark.syncNow': syncNow,
  'tickmark.whyThisTask': async ({ task, clock, session, version, editor, t }) => {
    const server = session.server();
    const facts = { nowMs: clock.nowMs(), server: server.ok ? server.address : server.detail, version };
    await editor.showDocument('Why this task.md', whyText(task.state(), facts, t));
  },
  'tickmark.copyKey': async (context) => {
    const link = await currentTask(context);
    if (link !== null) await context.editor.copy(link.issue.key ?? link.issue.url);
  },
  'tickmark.countCodingTime': countCodingTime,
  'tickmark.showSentData': showSentData,
  'tickmark.refresh': async ({ task, worklogs }) => {
    await task.refresh();
    await worklogs()?.drain();
  },
  'tickmark.showParkedWorklogs': showParkedWorklogs,
  'tickmark.openServerSetting': async ({ editor }) => editor.openSetting('tickmark.server'),
  'tickmark.showLog': async ({ editor }) => editor.showLog(),
};
