import { displayOf } from '../core/display.ts';
import { failureFacts } from '../core/failure-text.ts';
import { reasonText } from '../core/reason.ts';
import type { TaskLink } from '../core/task-state.ts';
import type { Context } from './context.ts';

/** The current task; when there is none, the person is told why and what helps. */
export async function currentTask({ task, dialogs, editor, t }: Context): Promise<TaskLink | null> {
  const state = task.state();
  if (state.kind === 'task') return state.link;
  if (state.kind === 'nothing') {
    await dialogs.tell({ level: 'information', text: t('Open a file of a Git repository first.') });
    return null;
  }
  const display = displayOf(state);
  const detail =
    state.kind === 'no_task'
      ? reasonText(state.link, t)
      : state.kind === 'failed'
        ? failureFacts({ ...state.failure, detail: '' }, t)
        : '';
  const offered = display.action === 'tickmark.showActions' ? 'tickmark.whyThisTask' : display.action;
  const button = display.action === 'tickmark.showActions' ? t('Why?') : t(display.actionTitle);
  const text = `${t(display.explanation)} ${detail}`.trim();
  if ((await dialogs.tell({ level: 'information', text, buttons: [button] })) === button) await editor.run(offered);
  return null;
}
