import { pickTask } from './pick-task.ts';
import { isSignedIn, type WorkContext } from './work.ts';

/** Finds a task among all and offers what can be done with it. */
export async function searchTasks(context: WorkContext): Promise<void> {
  const { editor, work, t } = context;
  if (!(await isSignedIn(context))) return;
  const issue = await pickTask(context, t('Search tasks'));
  if (issue === undefined) return;
  const row = (icon: string, label: string, command: string) => ({ label: `$(${icon}) ${label}`, command });
  const chosen = await work.pickers.choose(issue.key ?? issue.title, issue.title, [
    row('book', t('Read'), 'tickmark.readPage'),
    row('link-external', t('Open in Notion'), 'tickmark.openTask'),
    row('play', t('Start'), 'tickmark.startTask'),
    row('tasklist', t('Change status'), 'tickmark.changeStatus'),
    row('comment', t('Comment'), 'tickmark.addComment'),
    row('copy', t('Copy…'), 'tickmark.copy'),
  ]);
  if (chosen !== undefined) await editor.run(chosen.command, { issue });
}
