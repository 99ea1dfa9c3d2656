import { actionsFor } from '../core/actions.ts';
import { whyText } from '../core/why.ts';
import type { Context } from './context.ts';
import { currentTask } from './current-task.ts';
import { logTime } from './log-time.ts';
import { showParkedWorklogs } from './parked-worklogs.ts';
import { signIn } from './sign-in.ts';
import { syncNow } from './sync-now.ts';

/** Every command; each one does something sensible in every state. */
export const commands: Readonly<Record<`tickmark.${string}`, (context: Context) => Promise<void>>> = {
  'tickmark.signIn': async (context) => {
    const openServerSetting = (): void => context.editor.openSetting('tickmark.server');
    if (!(await signIn({ ...context, openServerSetting }))) return;
    const { t } = context;
    void context.dialogs.tell({
      level: 'information',
      text: t('Signed in as {0}.', context.session.account()?.personName ?? ''),
    });
  },
  'tickmark.signOut': async ({ session, worklogs, dialogs, t }) => {
    const waiting = worklogs()?.entries().length ?? 0;
    await session.signOut();
    const kept = waiting === 0 ? '' : t(' {0} worklogs wait here until you sign in again.', waiting);
    void dialogs.tell({ level: 'information', text: t('Signed out.') + kept });
  },
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
    const queue = context.worklogs();
    const link = await currentTask(context);
    if (link !== null && queue !== null) await logTime({ ...context, ...context.git, queue }, link);
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
  'tickmark.refresh': async ({ task, worklogs }) => {
    await task.refresh();
    await worklogs()?.drain();
  },
  'tickmark.showParkedWorklogs': showParkedWorklogs,
  'tickmark.openServerSetting': async ({ editor }) => editor.openSetting('tickmark.server'),
  'tickmark.showLog': async ({ editor }) => editor.showLog(),
};
