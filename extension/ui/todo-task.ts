import { forgeOf, permalink } from '../core/forge.ts';
import { makeTask } from './create-task.ts';
import { isSignedIn, type TodoInFile, type TodoPlace, type WorkContext } from './work.ts';

/** Makes a task out of a note such as `// TODO: say why`, and writes its key into the note. */
export async function createTaskFromTodo(context: WorkContext, subject?: unknown): Promise<void> {
  const { dialogs, editor, work, t } = context;
  const found = work.todo(placeOf(subject));
  if (found === null) {
    const text = t('Put the cursor into a comment such as “TODO: say why the sign-in failed”, without a key in it.');
    await dialogs.tell({ level: 'information', text });
    return;
  }
  if (!(await isSignedIn(context))) return;
  const prompt = t('Its key is written into the comment.');
  const issue = await makeTask(context, { title: found.todo.title, text: textOf(context, found), prompt });
  if (issue === null) return;
  void work.mine.refresh();
  const name = issue.key ?? issue.title;
  if (issue.key !== null && (await found.writeKey(issue.key))) {
    void dialogs.tell({ level: 'information', text: t('Created {0} and wrote it into the comment.', name) });
    return;
  }
  const copy = t('Copy');
  const why =
    issue.key === null
      ? t('Its database has no ID property, so there is no key to write.')
      : t('The line was changed meanwhile, so nothing was written there.');
  const text = `${t('Created {0}.', name)} ${why}`;
  if ((await dialogs.tell({ level: 'warning', text, buttons: [copy] })) === copy)
    await editor.copy(issue.key ?? issue.url);
}

/** Where the note stands, for whoever reads the page. */
function textOf({ work, t }: WorkContext, { path, line, isUnsaved }: TodoInFile): string {
  const place = t('Noted in {0}, line {1}.', path, line + 1);
  const repository = work.repository();
  const forge = forgeOf(repository?.remote?.url);
  if (forge.kind === 'unknown' || repository?.headCommit == null || isUnsaved || repository.changedFiles > 0)
    return place;
  const lines = { commit: repository.headCommit, path, firstLine: line + 1, lastLine: line + 1 };
  return `${place}\n\n${permalink(forge, lines)}`;
}

function placeOf(subject: unknown): TodoPlace | undefined {
  return typeof subject === 'object' && subject !== null && 'uri' in subject && 'line' in subject
    ? { uri: String(subject.uri), line: Number(subject.line) }
    : undefined;
}
