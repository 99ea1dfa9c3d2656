import { stateDisplays } from '../core/display.ts';
import type { TaskCommandId } from './task-command-ids.ts';
import type { WorkContext } from './work.ts';

/** Commands that tell the server something of the file, repository or branch in front. */
const telling: ReadonlySet<TaskCommandId> = new Set([
  'tickmark.linkBranch',
  'tickmark.unlinkBranch',
  'tickmark.createTaskFromTodo',
]);

/** True when a command would tell something of a private place; the person was told why it does not. */
export async function isRefusedHere(command: TaskCommandId, context: WorkContext): Promise<boolean> {
  const { dialogs, editor, task, work, t } = context;
  if (!telling.has(command) || !work.isPrivate()) return false;
  const state = task.state();
  const isUnclear = state.kind === 'private' && state.position.privacy === 'unclear';
  const { explanation, action, actionTitle } = stateDisplays[isUnclear ? 'private_unclear' : 'private'];
  const button = t(actionTitle);
  const text = t(explanation);
  if ((await dialogs.tell({ level: 'information', text, buttons: [button] })) === button) await editor.run(action);
  return true;
}
