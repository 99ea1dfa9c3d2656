import { columnsBelow } from '../pages-shown.ts';
import type { CommentRecord, OptionRecord, PageRecord, PropertyRecord, UserRecord } from '../records.ts';
import { pageTitle } from '../rich-text.ts';
import type { WorkspaceState } from '../state.ts';
import { valueOf } from '../values-shown.ts';

/** A column with options, in groups when it is of type status. */
export type StatusColumn = Extract<PropertyRecord, { options: OptionRecord[] }>;

/** Path of a page or database, with the id as Notion writes it in addresses. */
export function pathOf(id: string): string {
  return `/p/${id.replaceAll('-', '')}`;
}

export function headingOf(state: WorkspaceState, page: PageRecord): string {
  return pageTitle(state, page.id).trim() || 'Untitled';
}

/** The number of a row with its prefix, such as `NT-42`; null for a page that is not numbered. */
export function keyOf(state: WorkspaceState, page: PageRecord): string | null {
  const column = columnsBelow(state, page.parent).find((one) => one.type === 'unique_id');
  const value = column === undefined ? undefined : valueOf(page, column);
  if (column?.type !== 'unique_id' || value?.type !== 'unique_id' || value.number === null) return null;
  return column.prefix === null ? String(value.number) : `${column.prefix}-${value.number}`;
}

/** The column that says how far a row is: of type status, else a select that is called so. */
export function findStatusColumn(columns: readonly PropertyRecord[]): StatusColumn | undefined {
  const found = columns.find(({ type }) => type === 'status') ?? columns.find(isCalledStatus);
  return found !== undefined && 'options' in found ? found : undefined;
}

function isCalledStatus({ type, name }: PropertyRecord): boolean {
  return type === 'select' && name.toLowerCase() === 'status';
}

export function findTimeSpentColumn(columns: readonly PropertyRecord[]): PropertyRecord | undefined {
  return columns.find((one) => one.type === 'number' && one.name === 'Time Spent');
}

export function findPeopleColumn(columns: readonly PropertyRecord[]): PropertyRecord | undefined {
  return columns.find((one) => one.type === 'people');
}

export function nameOf(state: WorkspaceState, userId: string): string {
  return state.users.get(userId)?.name ?? 'Somebody';
}

/** Everybody who can still sign in. */
export function presentPeople(state: WorkspaceState): UserRecord[] {
  return [...state.users.values()].filter((user) => user.type === 'person' && !user.deactivated);
}

/** Comments of a page and of its paragraphs that nobody resolved or deleted, oldest first. */
export function openCommentsOf(state: WorkspaceState, page: PageRecord): CommentRecord[] {
  return (state.pageComments.get(page.id) ?? []).filter((comment) => !comment.resolved && !comment.deleted);
}
