import { failureText } from '../core/failure-text.ts';
import type { Issue } from '../../shared/api/issues.ts';
import { forgeOf, permalink } from '../core/forge.ts';
import type { NewTaskComment } from '../host/task-api.ts';
import { isSignedIn, type Selection, taskOf, type WorkContext } from './work.ts';

type CommentLink = NonNullable<NewTaskComment['link']>;

/** Writes a comment on the page of a task, with a link to the selected lines on wish. */
export async function addComment(context: WorkContext, subject?: unknown): Promise<void> {
  const { dialogs, newId, work, t } = context;
  if (!(await isSignedIn(context))) return;
  const selection = work.selection();
  const issue = await taskOf(context, subject);
  if (issue === null) return;
  const name = issue.key ?? issue.title;
  const link = selection === null ? null : await chooseLink(context, selection);
  if (link === undefined) return;
  const text = await dialogs.askText({
    title: t('Comment on {0}', name),
    prompt: link === null ? t('The comment appears on the page in Notion.') : t('With a link to {0}.', link.title),
    check: (written) =>
      written.trim() === '' ? { level: 'error', message: t('Write the comment first.') } : undefined,
  });
  if (text === undefined) return;
  // One id for all attempts, so that the server takes the comment once.
  await post(context, issue, { id: newId(), text: text.trim(), ...(link === null ? {} : { link }) });
}

/** Undefined when the person went away, null for no link. */
async function chooseLink({ work, t }: WorkContext, selection: Selection): Promise<CommentLink | null | undefined> {
  const repository = work.repository();
  const { firstLine, lastLine, path } = selection;
  const lines = firstLine === lastLine ? t('line {0}', firstLine) : t('lines {0}–{1}', firstLine, lastLine);
  const place = t('{0}, {1}', path, lines);
  const without = { label: t('Comment without a link'), description: '', link: null };
  const forge = forgeOf(repository?.remote?.url);
  if (repository?.headCommit == null || forge.kind === 'unknown') {
    const reason =
      forge.kind === 'unknown' && forge.host !== null
        ? t('the pages of {0} are not known here', forge.host)
        : t('the repository has no remote or no commit');
    const chosen = await work.pickers.choose(t('Comment'), place, [{ heading: t('No link: {0}', reason) }, without]);
    return chosen?.link;
  }
  const commit = repository.headCommit;
  const caveats = [
    repository.ahead === null || repository.ahead > 0 ? t('works once the commit is pushed') : '',
    selection.isUnsaved || repository.changedFiles > 0 ? t('shows the lines as committed') : '',
  ];
  const withLink = {
    label: t('Comment with a link to {0}', place),
    description: [commit.slice(0, 8), ...caveats.filter((caveat) => caveat !== '')].join(' · '),
    link: {
      url: permalink(forge, { ...selection, commit }),
      title: `${path}:${firstLine === lastLine ? firstLine : `${firstLine}–${lastLine}`}`,
    },
  };
  const rows: { label: string; description: string; link: CommentLink | null }[] = [withLink, without];
  return (await work.pickers.choose(t('Comment'), t('Link the selected lines?'), rows))?.link;
}

async function post(context: WorkContext, issue: Issue, comment: NewTaskComment): Promise<void> {
  const { dialogs, editor, work, t } = context;
  const name = issue.key ?? issue.title;
  const result = await editor.progress(t('Sending the comment'), () => work.api.comment(issue.id, comment));
  if (result.ok) {
    const { detail, state } = result.value;
    const isThere = state === 'done' || state === 'pending';
    const text = isThere ? t('Commented on {0}.', name) : t('The comment on {0} waits.', name);
    void dialogs.tell({ level: isThere ? 'information' : 'warning', text: [text, detail ?? ''].join(' ').trim() });
    return;
  }
  const [again, copy] = [t('Try Again'), t('Copy Text')];
  const text = t('The comment on {0} was not taken. {1}', name, failureText(result.failure, t));
  const chosen = await dialogs.tell({ level: 'error', text, buttons: [again, copy] });
  if (chosen === again) await post(context, issue, comment);
  if (chosen === copy) await editor.copy(comment.text);
}
