import { findProperty } from './filters.ts';
import { makeId } from './ids.ts';
import { columnsBelow } from './pages-shown.ts';
import { addPage, pageHappened, setTrash, startingValues, touchPage, valuesHappened } from './pages-written.ts';
import type { PageRecord, ParentRecord, PropertyRecord } from './records.ts';
import { textParts } from './rich-text.ts';
import { changed, indexRow, nowMs, unindexRow, type WorkspaceState } from './state.ts';
import { fromPlain, type PlainValue } from './values-plain.ts';

/** What people do with pages in Notion. `by` is a user id; without it the workspace's first person acts. */
export interface PagePeople {
  /** Adds a row; values by column name. Gives its page id. */
  createPage(dataSourceId: string, properties?: Readonly<Record<string, PlainValue>>, by?: string): string;
  /** Adds an ordinary page below another page or at the top. */
  createPlainPage(title: string, parentPageId?: string | null, by?: string): string;
  setProperty(pageId: string, property: string, value: PlainValue, by?: string): void;
  setStatus(pageId: string, status: string | null, by?: string): void;
  rename(pageId: string, title: string, by?: string): void;
  setTimeSpent(pageId: string, hours: number | null, by?: string): void;
  /** Adds a paragraph to a page's body. Gives the block's id. */
  writeParagraph(pageId: string, text: string, by?: string): string;
  /** Gives the page another edit time, one in the future for example. */
  dateEdit(pageId: string, at: Date): void;
  trash(pageId: string, by?: string): void;
  restore(pageId: string, by?: string): void;
  /** Deletes for good, as emptying the trash does. */
  purge(pageId: string): void;
  archive(pageId: string, by?: string): void;
  unarchive(pageId: string, by?: string): void;
  setLocked(pageId: string, locked: boolean): void;
  /** Moves a row; columns are matched by name and type, and the new home gives a new number. */
  movePage(pageId: string, dataSourceId: string, by?: string): void;
  /** Takes the page away from everybody else, connections among them. */
  restrictPage(pageId: string): void;
  unrestrictPage(pageId: string): void;
}

/** The person who acts when none is named. */
export function firstPerson(state: WorkspaceState): string {
  const person = [...state.users.values()].find((user) => user.type === 'person' && !user.guest && !user.deactivated);
  if (person === undefined) throw new Error('The sample workspace has no people');
  return person.id;
}

export function requirePage(state: WorkspaceState, pageId: string): PageRecord {
  const page = state.pages.get(pageId);
  if (page === undefined) throw new Error(`The sample workspace has no page ${pageId}`);
  return page;
}

export function requireColumn(columns: readonly PropertyRecord[], name: string): PropertyRecord {
  const property = findProperty(columns, name);
  if (property === undefined) throw new Error(`The sample workspace has no column "${name}" there`);
  return property;
}

function setValues(state: WorkspaceState, page: PageRecord, values: Readonly<Record<string, PlainValue>>): void {
  const columns = columnsBelow(state, page.parent);
  for (const [name, plain] of Object.entries(values)) {
    const property = requireColumn(columns, name);
    page.values[property.id] = fromPlain(property, plain);
  }
}

function moveRow(state: WorkspaceState, page: PageRecord, dataSourceId: string): void {
  const target = state.dataSources.get(dataSourceId);
  if (target === undefined) throw new Error(`The sample workspace has no data source ${dataSourceId}`);
  const before = columnsBelow(state, page.parent);
  const values = startingValues(target);
  for (const property of before) {
    const same = target.properties.find((one) => one.name === property.name && one.type === property.type);
    const value = page.values[property.id];
    if (same !== undefined && value !== undefined && !('options' in same) && same.type !== 'unique_id')
      values[same.id] = value;
  }
  unindexRow(state, page);
  page.parent = { type: 'data_source_id', dataSourceId };
  page.values = values;
  indexRow(state, page);
}

export function pagePeople(state: WorkspaceState): PagePeople {
  const edit = (pageId: string, by: string | undefined, change: (page: PageRecord) => void) => {
    const page = requirePage(state, pageId);
    change(page);
    touchPage(state, page, by ?? firstPerson(state));
    return { page, authorId: by ?? firstPerson(state) };
  };
  const create = (parent: ParentRecord, by: string | undefined, values: Readonly<Record<string, PlainValue>>) => {
    const page = addPage(state, parent, by ?? firstPerson(state));
    setValues(state, page, values);
    return page.id;
  };
  const setProperty: PagePeople['setProperty'] = (pageId, property, value, by) => {
    const { page, authorId } = edit(pageId, by, (row) => setValues(state, row, { [property]: value }));
    valuesHappened(state, page, [requireColumn(columnsBelow(state, page.parent), property)], authorId);
  };

  return {
    createPage: (dataSourceId, properties = {}, by?) =>
      create({ type: 'data_source_id', dataSourceId }, by, properties),
    createPlainPage: (title, parentPageId = null, by?) =>
      create(parentPageId === null ? { type: 'workspace' } : { type: 'page_id', pageId: parentPageId }, by, { title }),
    setProperty,
    setStatus: (pageId, status, by) => setProperty(pageId, 'Status', status, by),
    rename: (pageId, title, by) => setProperty(pageId, 'title', title, by),
    setTimeSpent: (pageId, hours, by) => setProperty(pageId, 'Time Spent', hours, by),
    writeParagraph: (pageId, text, by = firstPerson(state)) => {
      const [timeMs, id] = [nowMs(state), makeId(state.newId)];
      const edited = { createdAtMs: timeMs, editedAtMs: timeMs, createdBy: by, editedBy: by };
      const { page } = edit(pageId, by, ({ blocks }) =>
        blocks.push({ id, type: 'paragraph', parts: textParts(text), children: [], ...edited }),
      );
      const data = { updated_blocks: [{ id, type: 'block' }] };
      pageHappened(state, page, { type: 'page.content_updated', authorId: by, data });
      return id;
    },
    dateEdit: (pageId, at) => {
      requirePage(state, pageId).editedAtMs = at.getTime();
      changed(state);
    },
    trash: (pageId, by) => setTrash(state, requirePage(state, pageId), true, by ?? firstPerson(state)),
    restore: (pageId, by) => setTrash(state, requirePage(state, pageId), false, by ?? firstPerson(state)),
    purge: (pageId) => {
      unindexRow(state, requirePage(state, pageId));
      state.pages.delete(pageId);
      changed(state);
    },
    archive: (pageId, by) => void edit(pageId, by, (page) => void (page.isArchived = true)),
    unarchive: (pageId, by) => void edit(pageId, by, (page) => void (page.isArchived = false)),
    setLocked: (pageId, locked) => {
      const page = requirePage(state, pageId);
      page.isLocked = locked;
      changed(state);
      pageHappened(state, page, { type: locked ? 'page.locked' : 'page.unlocked', authorId: firstPerson(state) });
    },
    movePage: (pageId, dataSourceId, by) => {
      const { page, authorId } = edit(pageId, by, (row) => moveRow(state, row, dataSourceId));
      pageHappened(state, page, { type: 'page.moved', authorId });
    },
    restrictPage: (pageId) => {
      requirePage(state, pageId).restricted = true;
      changed(state);
    },
    unrestrictPage: (pageId) => {
      requirePage(state, pageId).restricted = false;
      changed(state);
    },
  };
}
