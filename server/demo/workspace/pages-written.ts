import { z } from 'zod';
import { visibleDatabase, visibleDataSource, visiblePage } from './access.ts';
import { childrenSchema, readBlocks } from './blocks-written.ts';
import { findProperty } from './filters.ts';
import { makeId, parseId } from './ids.ts';
import { columnsBelow } from './pages-shown.ts';
import { invalid, Problem } from './problem.ts';
import type {
  DataSourceRecord,
  IntegrationRecord,
  PageRecord,
  ParentRecord,
  PropertyRecord,
  Value,
} from './records.ts';
import { changed, happened, indexRow, nowMs, type Happening, type WorkspaceState } from './state.ts';
import { defaultStatusId, storeValue } from './values-stored.ts';

const id = z.string();

export const createPageSchema = z.looseObject({
  parent: z.union([
    z.looseObject({ data_source_id: id }),
    z.looseObject({ database_id: id }),
    z.looseObject({ page_id: id }),
  ]),
  properties: z.record(z.string(), z.unknown()).optional(),
  children: childrenSchema.optional(),
});
type CreatePageBody = z.infer<typeof createPageSchema>;

export const updatePageSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  in_trash: z.boolean().optional(),
  is_locked: z.boolean().optional(),
});
type UpdatePageBody = z.infer<typeof updatePageSchema>;

function requireId(text: string, where: string): string {
  const parsed = parseId(text);
  if (parsed === null)
    throw invalid(`body failed validation: body.${where} should be a valid uuid, instead was "${text}".`);
  return parsed;
}

/** Marks a page as edited now by a person or bot. */
export function touchPage(state: WorkspaceState, page: PageRecord, userId: string): void {
  page.editedAtMs = nowMs(state);
  page.editedBy = userId;
  changed(state);
}

/** Tells webhooks of something that happened to a page. */
export function pageHappened(
  state: WorkspaceState,
  page: PageRecord,
  { type, authorId, data }: Omit<Happening, 'entity'>,
): void {
  happened(state, { type, entity: { id: page.id, type: 'page' }, authorId, ...(data === undefined ? {} : { data }) });
}

/** Notion counts an edit of the title among those of the content. */
export function valuesHappened(
  state: WorkspaceState,
  page: PageRecord,
  properties: readonly PropertyRecord[],
  authorId: string,
): void {
  const ids = properties.filter(({ type }) => type !== 'title').map((property) => property.id);
  const block = { id: page.id, type: 'page' };
  if (ids.length > 0)
    pageHappened(state, page, { type: 'page.properties_updated', authorId, data: { updated_properties: ids } });
  if (ids.length < properties.length)
    pageHappened(state, page, { type: 'page.content_updated', authorId, data: { updated_blocks: [block] } });
}

/** Values a new row starts with: its number and the default status. */
export function startingValues(dataSource: DataSourceRecord): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const property of dataSource.properties) {
    if (property.type === 'unique_id') values[property.id] = { type: 'unique_id', number: dataSource.nextNumber };
    if (property.type === 'status') values[property.id] = { type: 'status', optionId: defaultStatusId(property) };
  }
  if (dataSource.properties.some((property) => property.type === 'unique_id')) dataSource.nextNumber += 1;
  return values;
}

/** Adds an empty page: a row gets its number and the default status. */
export function addPage(state: WorkspaceState, parent: ParentRecord, userId: string): PageRecord {
  const dataSource = parent.type === 'data_source_id' ? state.dataSources.get(parent.dataSourceId) : undefined;
  const timeMs = nowMs(state);
  const page: PageRecord = {
    id: makeId(state.newId),
    parent,
    values: dataSource === undefined ? {} : startingValues(dataSource),
    blocks: [],
    createdAtMs: timeMs,
    editedAtMs: timeMs,
    createdBy: userId,
    editedBy: userId,
    inTrash: false,
    isArchived: false,
    isLocked: false,
    restricted: false,
  };
  state.pages.set(page.id, page);
  indexRow(state, page);
  changed(state);
  pageHappened(state, page, { type: 'page.created', authorId: userId });
  return page;
}

type Written = { property: PropertyRecord; value: Value }[];

/** Reads all values before any is stored, so that a refused request changes nothing. */
function readValues(
  state: WorkspaceState,
  parent: ParentRecord,
  properties: UpdatePageBody['properties'],
  strict: boolean,
): Written {
  const columns = columnsBelow(state, parent);
  const written: Written = [];
  for (const [key, input] of Object.entries(properties ?? {})) {
    const property = findProperty(columns, key);
    if (property !== undefined) written.push({ property, value: storeValue(state, property, input) });
    else if (strict) throw invalid(`${key} is not a property that exists.`);
  }
  return written;
}

function parentOf(
  state: WorkspaceState,
  integration: IntegrationRecord,
  input: CreatePageBody['parent'],
): ParentRecord {
  if ('page_id' in input) {
    const page = visiblePage(state, integration, requireId(String(input.page_id), 'parent.page_id'));
    return { type: 'page_id', pageId: page.id };
  }
  if ('data_source_id' in input) {
    const found = visibleDataSource(
      state,
      integration,
      requireId(String(input.data_source_id), 'parent.data_source_id'),
    );
    return { type: 'data_source_id', dataSourceId: found.id };
  }
  const database = visibleDatabase(state, integration, requireId(input.database_id, 'parent.database_id'));
  const [only, ...others] = database.dataSourceIds;
  if (only === undefined || others.length > 0) {
    throw new Problem(
      400,
      'validation_error',
      'Databases with multiple data sources are not supported here; name a data source.',
      {
        additionalData: {
          error_type: 'multiple_data_sources_for_database',
          child_data_source_ids: database.dataSourceIds,
        },
      },
    );
  }
  return { type: 'data_source_id', dataSourceId: only };
}

/** POST pages. */
export function createPage(state: WorkspaceState, integration: IntegrationRecord, body: CreatePageBody): PageRecord {
  const parent = parentOf(state, integration, body.parent);
  const written = readValues(state, parent, body.properties, true);
  const blocks = readBlocks(state, body.children ?? [], integration.botId);
  const page = addPage(state, parent, integration.botId);
  page.blocks.push(...blocks);
  for (const { property, value } of written) page.values[property.id] = value;
  return page;
}

/** PATCH pages: property values, trash and restore. A page in the trash refuses everything but its restoration. */
export function updatePage(
  state: WorkspaceState,
  integration: IntegrationRecord,
  page: PageRecord,
  body: UpdatePageBody,
): void {
  if (page.inTrash && body.in_trash !== false) {
    throw invalid("Can't edit block that is archived. You must unarchive the block before editing.");
  }
  const written = readValues(state, page.parent, body.properties, state.unsettled.unknownProperty === 'error');
  for (const { property, value } of written) page.values[property.id] = value;
  if (body.is_locked !== undefined) page.isLocked = body.is_locked;
  const trashed = body.in_trash !== undefined && body.in_trash !== page.inTrash;
  if (trashed) setTrash(state, page, body.in_trash === true, integration.botId);
  if (written.length === 0) return;
  touchPage(state, page, integration.botId);
  const properties = written.map(({ property }) => property);
  valuesHappened(state, page, properties, integration.botId);
}

/** Trashes or restores a page. */
export function setTrash(state: WorkspaceState, page: PageRecord, inTrash: boolean, userId: string): void {
  page.inTrash = inTrash;
  changed(state);
  if (state.unsettled.trashMovesEditTime) touchPage(state, page, userId);
  pageHappened(state, page, { type: inTrash ? 'page.deleted' : 'page.undeleted', authorId: userId });
}
