import { branchFor, markdownLink, nameOf, pullRequestText } from '../core/copy-forms.ts';
import { startLink } from '../core/task-keys.ts';
import { shorten } from '../core/text.ts';
import { taskOf, tellFailure, type WorkContext } from './work.ts';

/** Copies a task in one of the forms that are needed elsewhere. */
export async function copyTask(context: WorkContext, subject?: unknown): Promise<void> {
  const { work, editor, t } = context;
  const issue = await taskOf(context, subject);
  if (issue === null) return;
  const form = (label: string, text: string) => ({ label, description: shorten(text, 80), text });
  const branch = branchFor(issue, work.settings().branchTemplate);
  const pullRequest = {
    label: t('Pull request text'),
    description: t('title, link and acceptance criteria'),
    text: null,
  };
  const chosen = await work.pickers.choose<{ label: string; description: string; text: string | null }>(
    t('Copy {0}', issue.key ?? shorten(issue.title, 40)),
    t('In which form?'),
    [
      ...(issue.key === null ? [] : [form(t('Key'), issue.key)]),
      form(t('Link'), issue.url),
      form(t('Markdown link'), markdownLink(issue)),
      form(t('Key and title'), nameOf(issue)),
      form(t('Branch name'), branch),
      ...(issue.key === null
        ? []
        : [form(t('Link that starts it in the editor'), startLink(work.uriScheme(), issue.key))]),
      pullRequest,
    ],
  );
  if (chosen === undefined) return;
  if (chosen.text !== null) return editor.copy(chosen.text);
  const page = await editor.progress(t('Reading the page'), () => work.api.document(issue.id));
  await editor.copy(pullRequestText(issue, page.ok ? page.value.markdown : ''));
  if (!page.ok)
    await tellFailure(context, t('Copied without acceptance criteria: the page cannot be read.'), page.failure);
  return undefined;
}
