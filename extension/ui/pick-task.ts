import type { Issue } from '../../shared/api/issues.ts';
import { failureExplanation } from '../core/failure-text.ts';
import type { Heading } from '../core/pickers.ts';
import { shorten } from '../core/text.ts';
import { mostFound } from '../host/task-api.ts';
import type { WorkContext } from './work.ts';

interface TaskChoice {
  label: string;
  description: string;
  issue: Issue;
}

/** Lets a person choose a task: their own and recent ones first, all others by typing. */
export async function pickTask(context: WorkContext, title: string): Promise<Issue | undefined> {
  const { work, t } = context;
  const find = async (text: string): Promise<(TaskChoice | Heading)[]> =>
    text === '' ? ownRows(context) : foundRows(context, text);
  return (await work.pickers.search<TaskChoice>(title, t('Key or part of the title'), find))?.issue;
}

async function ownRows({ work, t }: WorkContext): Promise<(TaskChoice | Heading)[]> {
  if (work.mine.state().issues === null) await work.mine.refresh();
  const mine = (work.mine.state().issues ?? []).filter(({ defaultStatus }) => defaultStatus !== 'DONE');
  const recent = work.recent();
  const others = await work.api.search('');
  if (others.ok) work.known.note(others.value);
  const known = new Set([...recent, ...mine].map(({ id }) => id));
  const rest = others.ok ? others.value.filter(({ id }) => !known.has(id)) : [];
  const failed = others.ok ? [] : [{ heading: failureExplanation(others.failure, t) }];
  return [
    ...failed,
    ...section(t('Recent'), recent),
    ...section(
      t('Mine'),
      mine.filter(({ id }) => !recent.some((each) => each.id === id)),
    ),
    ...section(t('Changed last'), rest),
  ];
}

async function foundRows({ work, t }: WorkContext, text: string): Promise<(TaskChoice | Heading)[]> {
  const found = await work.api.search(text);
  if (!found.ok) return [{ heading: failureExplanation(found.failure, t) }];
  work.known.note(found.value);
  if (found.value.length === 0) return [{ heading: t('No task has this in its key or title.') }];
  const isCut = found.value.length >= mostFound;
  return section(isCut ? t('Found, the first {0}: type more', mostFound) : t('Found'), found.value);
}

function section(heading: string, issues: readonly Issue[]): (TaskChoice | Heading)[] {
  return issues.length === 0 ? [] : [{ heading }, ...issues.map(choiceOf)];
}

function choiceOf(issue: Issue): TaskChoice {
  const title = shorten(issue.title, 100);
  const label = issue.key === null ? title : `${issue.key} ${title}`;
  return { label, description: issue.status ?? '', issue };
}
