import { columnsBelow } from '../pages-shown.ts';
import type { PageRecord } from '../records.ts';
import type { Workspace } from '../workspace.ts';
import { findStatusColumn, findTimeSpentColumn, presentPeople } from './reading.ts';

/** What became of a form: the part of the page to point at, or why nothing was changed and what to do. */
type Outcome = { changed: string } | { problem: string };

type Action = (workspace: Workspace, page: PageRecord, form: URLSearchParams) => Outcome;

const setStatus: Action = ({ people, desk }, page, form) => {
  const column = findStatusColumn(columnsBelow(desk.state, page.parent));
  if (column === undefined) return { problem: 'This page has no status.' };
  const wanted = form.get('status') ?? '';
  const option = column.options.find(({ id }) => id === wanted);
  if (option === undefined && wanted !== '') return { problem: 'This status is gone. Choose another one.' };
  people.setProperty(page.id, column.id, option?.name ?? null);
  return { changed: 'status' };
};

const setTimeSpent: Action = ({ people, desk }, page, form) => {
  const column = findTimeSpentColumn(columnsBelow(desk.state, page.parent));
  if (column === undefined) return { problem: 'This page has no Time Spent yet. Log time on one of its tasks first.' };
  const text = (form.get('hours') ?? '').trim().replace(',', '.');
  const hours = Number(text);
  if (!Number.isFinite(hours)) return { problem: 'Time Spent is a number of hours, such as 1.5.' };
  people.setTimeSpent(page.id, text === '' ? null : hours);
  return { changed: 'time-spent' };
};

const rename: Action = ({ people }, page, form) => {
  people.rename(page.id, (form.get('title') ?? '').trim());
  return { changed: 'title' };
};

const comment: Action = ({ people, desk }, page, form) => {
  const text = (form.get('text') ?? '').replaceAll('\r\n', '\n').trim();
  if (text === '') return { problem: 'The comment is empty. Write something first.' };
  const person = presentPeople(desk.state).find(({ id }) => id === form.get('person'));
  if (person === undefined) return { problem: 'This person is not in the workspace. Choose another one.' };
  return { changed: `comment-${people.addComment(page.id, text, person.id)}` };
};

const actions: Readonly<Record<string, Action>> = {
  status: setStatus,
  'time-spent': setTimeSpent,
  title: rename,
  comments: comment,
};

/** What a form at this address does, if there is one. */
export function findAction(name: string): Action | undefined {
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}
