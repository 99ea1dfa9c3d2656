import { type Action, actionsFor } from '../core/actions.ts';
import { privateFoldersSetting } from '../host/names.ts';
import { pausedSentence } from '../core/paused-item.ts';
import { declineLinkCommand } from '../core/link-offers.ts';
import type { Context } from './context.ts';
import { currentTask } from './current-task.ts';
import { showParkedWorklogs } from './parked-worklogs.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { taskCommandIds } from './task-command-ids.ts';

/** Every command; each one does something sensible in every state. */
export const commands: Readonly<Record<`tickmark.${string}`, (context: Context, subject?: unknown) => Promise<void>>> =
  {
    ...taskCommands(),
    'tickmark.signIn': async (context) => {
      const account = await signIn(context);
      if (account === null) return;
      const { t } = context;
      const text = t('Signed in as {0}.', account.personName);
      const count = t('Count Coding Time…');
      const buttons = context.settings().heartbeats.enabled ? [] : [count];
      if ((await context.dialogs.tell({ level: 'information', text, buttons })) === count)
        await context.door.run('tickmark.countCodingTime', context);
    },
    'tickmark.signOut': (context) => signOut(context),
    'tickmark.showActions': async (context) => {
      const { task, worklogs, dialogs, editor, unlinked, t } = context;
      const parked = (worklogs()?.entries() ?? []).filter((entry) => entry.parked !== null).length;
      const state = task.state();
      const rows = withPause(context, actionsFor(state, parked, t, unlinked.isOffered(state))).filter(({ command }) =>
        canRun(command),
      );
      const choice = await dialogs.pick('Tickmark', rows);
      if (choice !== undefined) await editor.run(choice.command);
    },
    [declineLinkCommand]: async ({ task, unlinked, redraw }) => {
      const state = task.state();
      if ('position' in state) unlinked.decline(state.position);
      redraw();
    },
    'tickmark.copyKey': async (context) => {
      const link = await currentTask(context);
      if (link !== null) await context.editor.copy(link.issue.key ?? link.issue.url);
    },
    'tickmark.refresh': async ({ door, task, worklogs }) => {
      await Promise.all([task.refresh(), door.refresh()]);
      await worklogs()?.drain();
    },
    'tickmark.showParkedWorklogs': showParkedWorklogs,
    'tickmark.openServerSetting': async ({ editor }) => editor.openSetting('tickmark.server'),
    'tickmark.openPrivateFolders': async ({ editor }) => editor.openSetting(privateFoldersSetting),
    'tickmark.showLog': async ({ editor }) => editor.showLog(),
  };

/** True for a command that exists, so that nothing is offered that cannot be done. */
export function canRun(command: string): boolean {
  return Object.hasOwn(commands, command);
}

/** Resuming is what is most wanted of who has paused; pausing comes last. Only where coding time is counted. */
function withPause({ codingTime, pauses, t }: Context, rows: readonly Action[]): Action[] {
  if (codingTime.counting() === null) return [...rows];
  const pause = pauses.now();
  const resume = { label: `$(debug-continue) ${t('Resume coding time')}`, command: 'tickmark.resumeCodingTime' };
  if (pause !== null) return [{ ...resume, description: pausedSentence(pause, t) }, ...rows];
  const begin = { label: `$(debug-pause) ${t('Pause coding time')}`, command: 'tickmark.pauseCodingTime' };
  return [...rows, { ...begin, description: '' }];
}

function taskCommands(): Record<string, (context: Context, subject?: unknown) => Promise<void>> {
  return Object.fromEntries(
    taskCommandIds.map((id) => [
      id,
      async (context: Context, subject: unknown) => context.door.run(id, context, subject),
    ]),
  );
}
