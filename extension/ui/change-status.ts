import type { Issue, StatusOption } from '../../shared/api/issues.ts';
import { byGroup } from '../core/status-choice.ts';
import { failureText } from '../core/failure-text.ts';
import type { Result } from '../core/failure.ts';
import type { Heading } from '../core/pickers.ts';
import { isSignedIn, showChanges, taskOf, tellFailure, type WorkContext } from './work.ts';

type StatusChoice = { label: string; description: string; option: StatusOption };

/** Changes the status of a task to one of those that its database has. */
export async function changeStatus(context: WorkContext, subject?: unknown): Promise<void> {
  const { work, dialogs, editor, t } = context;
  if (!(await isSignedIn(context))) return;
  const issue = await taskOf(context, subject);
  if (issue === null) return;
  const name = issue.key ?? issue.title;
  const options = await editor.progress(t('Reading the statuses'), () => work.api.statuses(issue.id));
  if (!options.ok) return tellFailure(context, t('The status of {0} cannot be changed.', name), options.failure);
  const option = await pickStatus(context, t('Status of {0}', name), options.value);
  if (option === undefined || option.current) return;
  const shown = options.value.find(({ current }) => current)?.name ?? null;
  const result = await setStatus(context, issue, option, shown);
  if (result.ok) return;
  const again = t('Choose Again');
  if (result.failure.code !== 'issue.changed')
    return tellFailure(context, t('The status of {0} was not changed.', name), result.failure);
  const text = t('The status of {0} was not changed: {1}', name, failureText(result.failure, t));
  if ((await dialogs.tell({ level: 'warning', text, buttons: [again] })) === again)
    await changeStatus(context, subject);
}

/** The options under the headings that Notion shows them under. */
export async function pickStatus(
  { work, t }: WorkContext,
  title: string,
  options: readonly StatusOption[],
): Promise<StatusOption | undefined> {
  const rows = byGroup(options).flatMap(({ group, options: members }): (StatusChoice | Heading)[] => [
    ...(group === null ? [] : [{ heading: group }]),
    ...members.map((option) => ({
      label: `$(${option.current ? 'check' : 'blank'}) ${option.name}`,
      description: option.current ? t('now') : '',
      option,
    })),
  ]);
  return (await work.pickers.choose<StatusChoice>(title, t('Choose the new status'), rows))?.option;
}

/** Shows the new status at once, and takes it back when the server refuses. @param expected the status that was shown */
export async function setStatus(
  context: WorkContext,
  issue: Issue,
  option: Pick<StatusOption, 'id' | 'name' | 'defaultStatus'>,
  expected: string | null,
): Promise<Result<Issue>> {
  const { task, work } = context;
  const takeBack = task.anticipate(issue.id, { status: option.name, defaultStatus: option.defaultStatus });
  const result = await work.api.setStatus(issue.id, { status: option.id, expected });
  if (!result.ok) takeBack();
  else work.known.note([result.value]);
  await showChanges(context);
  return result;
}
