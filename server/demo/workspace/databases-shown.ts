import type { DatabaseRecord, DataSourceRecord } from './records.ts';
import { shownRichText, textParts } from './rich-text.ts';
import { shownSchema } from './schema-shown.ts';
import { pageUrl, shownTime, type WorkspaceState } from './state.ts';
import { partialUser, type Json } from './users.ts';

function shownDatabaseParent(database: DatabaseRecord): Json {
  if (database.parent.type === 'workspace') return { type: 'workspace', workspace: true };
  return { type: 'page_id', page_id: database.parent.pageId };
}

function shownTitle(state: WorkspaceState, title: string): Json[] {
  return shownRichText(state, textParts(title), 'none');
}

/** The container: its title and the list of its data sources, without any schema. */
export function shownDatabase(state: WorkspaceState, database: DatabaseRecord): Json {
  const dataSources = database.dataSourceIds.map((id) => ({ id, name: state.dataSources.get(id)?.title ?? '' }));
  return {
    object: 'database',
    id: database.id,
    title: shownTitle(state, database.title),
    description: [],
    parent: shownDatabaseParent(database),
    is_inline: false,
    in_trash: database.inTrash,
    is_locked: false,
    created_time: shownTime(database.createdAtMs),
    last_edited_time: shownTime(database.editedAtMs),
    data_sources: dataSources,
    icon: null,
    cover: null,
    url: pageUrl(state, database.id),
    public_url: null,
  };
}

/** A data source with its schema. */
export function shownDataSource(state: WorkspaceState, dataSource: DataSourceRecord): Json {
  const database = state.databases.get(dataSource.databaseId);
  return {
    object: 'data_source',
    id: dataSource.id,
    title: shownTitle(state, dataSource.title),
    description: [],
    parent: { type: 'database_id', database_id: dataSource.databaseId },
    database_parent: database === undefined ? { type: 'workspace', workspace: true } : shownDatabaseParent(database),
    is_inline: false,
    in_trash: dataSource.inTrash,
    created_time: shownTime(dataSource.createdAtMs),
    last_edited_time: shownTime(dataSource.editedAtMs),
    created_by: partialUser(dataSource.createdBy),
    last_edited_by: partialUser(dataSource.editedBy),
    properties: shownSchema(dataSource.properties),
    icon: null,
    cover: null,
    url: pageUrl(state, dataSource.databaseId),
    public_url: null,
  };
}
