import { isSignedIn, taskOf, tellFailure, type WorkContext } from './work.ts';

/** Names who else worked on a task lately. Asked for only when a person wants to know. */
export async function showColleagues(context: WorkContext, subject?: unknown): Promise<void> {
  const { work, dialogs, editor, t } = context;
  if (!(await isSignedIn(context))) return;
  const issue = await taskOf(context, subject);
  if (issue === null) return;
  const name = issue.key ?? issue.title;
  const asked = await editor.progress(t('Asking who else works on it'), () => work.api.colleagues(issue.id));
  if (!asked.ok) return tellFailure(context, t('Who else works on {0} is not known.', name), asked.failure);
  const { shown, days, people } = asked.value;
  const names = people.map((person) => person.name);
  const list = new Intl.ListFormat(t.language, { type: 'conjunction' }).format(names);
  const found =
    names.length === 0
      ? t('Nobody else is named for {0} in the last {1} days. People may hide here.', name, days)
      : t('Also worked on {0} in the last {1} days: {2}.', name, days, list);
  const text = shown ? found : t('Your department does not show who works on what.');
  await dialogs.tell({ level: 'information', text });
}
