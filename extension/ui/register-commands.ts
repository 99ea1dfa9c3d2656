import * as vscode from 'vscode';
import { createOwner, type Disposable } from '../core/lifecycle.ts';
import { commands } from './commands.ts';
import type { Context } from './context.ts';

/** Makes the command table known to the editor. A fault of ours is told once and its reason goes to the log. */
export function registerCommands(context: Context): Disposable {
  const owner = createOwner();
  for (const [id, run] of Object.entries(commands)) {
    owner.add(
      vscode.commands.registerCommand(id, async (subject?: unknown) => {
        try {
          await run(context, subject);
        } catch (error) {
          context.log.fault(id, error);
          const text = context.t('Tickmark could not do this. The log says why.');
          const show = context.t('Show Log');
          if ((await context.dialogs.tell({ level: 'error', text, buttons: [show] })) === show)
            context.editor.showLog();
        }
      }),
    );
  }
  return owner;
}
