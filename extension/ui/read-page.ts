import { isSignedIn, taskOf, tellFailure, type WorkContext } from './work.ts';

/** Shows the page of a task as a read-only Markdown document. */
export async function readPage(context: WorkContext, subject?: unknown): Promise<void> {
  const { work, editor, t } = context;
  if (!(await isSignedIn(context))) return;
  const issue = await taskOf(context, subject);
  if (issue === null) return;
  const page = await editor.progress(t('Reading the page'), () => work.api.document(issue.id));
  if (page.ok) await work.showPage(page.value);
  else await tellFailure(context, t('The page of {0} cannot be read.', issue.key ?? issue.title), page.failure);
}

/** Opens the page of a task in Notion. */
export async function openTask(context: WorkContext, subject?: unknown): Promise<void> {
  const issue = await taskOf(context, subject);
  if (issue !== null && /^https?:\/\//iu.test(issue.url)) context.editor.openExternal(issue.url);
}
