import { failureText } from '../core/failure-text.ts';
import type { SourceChoice } from '../../shared/api/departments.ts';
import type { Issue } from '../../shared/api/issues.ts';
import { titleOfBranch } from '../core/branch-text.ts';
import type { NewTask } from '../host/task-api.ts';
import { isSignedIn, showChanges, tellFailure, type WorkContext } from './work.ts';

/** Makes a task out of the branch that has none, and links the branch to it. */
export async function createTask(context: WorkContext): Promise<void> {
  const { dialogs, work, t } = context;
  if (!(await isSignedIn(context))) return;
  const repository = await work.freshRepository();
  const branch = repository?.branch ?? null;
  const isDefault = branch === null || work.isPrivate() || branch === (await repository?.defaultBranch());
  const state = context.task.state();
  // What is shown may still be of the branch before.
  const isLinked = state.kind === 'task' && state.position.branch === branch;
  const issue = await makeTask(context, {
    title: isDefault || isLinked ? '' : titleOfBranch(branch),
    text: '',
    prompt: isDefault || isLinked ? '' : t('The branch {0} is linked to it.', branch),
  });
  if (issue === null) return;
  const name = issue.key ?? issue.title;
  const start = t('Start It');
  if (isDefault || isLinked || repository === null) {
    await showChanges(context);
    const text = t('Created {0}.', name);
    if ((await dialogs.tell({ level: 'information', text, buttons: [start] })) === start)
      await context.editor.run('tickmark.startTask', { issue });
    return;
  }
  const linked = await work.api.linkBranch({ repository: repository.name, branch }, issue.key ?? issue.id);
  await showChanges(context);
  if (linked.ok)
    void dialogs.tell({ level: 'information', text: t('Created {0} and linked {1} to it.', name, branch) });
  else await tellFailure(context, t('Created {0}, but {1} was not linked to it.', name, branch), linked.failure);
}

/** Asks for database and title and makes the task. Null when the person went away or gave up. */
export async function makeTask(
  context: WorkContext,
  { title, text, prompt }: { title: string; text: string; prompt: string },
): Promise<Issue | null> {
  const { dialogs, newId, work, t } = context;
  const sources = await context.editor.progress(t('Reading the databases'), work.api.sources);
  if (!sources.ok) {
    await tellFailure(context, t('No task can be made.'), sources.failure);
    return null;
  }
  if (sources.value.length === 0) {
    await dialogs.tell({
      level: 'warning',
      text: t('Your department has no database yet. An administrator connects one on the page of the server.'),
    });
    return null;
  }
  const source = sources.value.length === 1 ? sources.value[0] : await pickSource(context, sources.value);
  if (source === undefined) return null;
  const written = await dialogs.askText({
    title: t('New task in {0}', source.name),
    prompt: `${t('Title of the task. It is assigned to you.')} ${prompt}`.trim(),
    value: title,
    check: (value) => (value.trim() === '' ? { level: 'error', message: t('Write the title first.') } : undefined),
  });
  if (written === undefined) return null;
  // One id for all attempts, so that the server makes the page once.
  const task = { id: newId(), title: written.trim(), sourceId: source.id, assignToMe: source.assigneeProperty };
  return send(context, text === '' ? task : { ...task, text });
}

async function send(context: WorkContext, task: NewTask): Promise<Issue | null> {
  const { dialogs, editor, work, t } = context;
  const result = await editor.progress(t('Creating the task'), () => work.api.createIssue(task));
  if (result.ok) {
    work.known.note([result.value]);
    return result.value;
  }
  const again = t('Try Again');
  const alone = t('Without Assigning');
  const isAboutPerson = result.failure.code === 'person.not_in_notion';
  const text = t('The task was not created. {0}', failureText(result.failure, t));
  const buttons = isAboutPerson ? [alone] : [again];
  const chosen = await dialogs.tell({ level: 'error', text, buttons });
  if (chosen === alone) return send(context, { ...task, assignToMe: false });
  return chosen === again ? send(context, task) : null;
}

async function pickSource(
  { work, t }: WorkContext,
  sources: readonly SourceChoice[],
): Promise<SourceChoice | undefined> {
  const rows = sources.map((source) => ({ label: source.name, description: source.prefix ?? '', source }));
  return (await work.pickers.choose(t('New task'), t('In which database?'), rows))?.source;
}
