import { notFound, restricted } from './problem.ts';
import type {
  Capabilities,
  CommentRecord,
  DatabaseRecord,
  DataSourceRecord,
  IntegrationRecord,
  PageRecord,
} from './records.ts';
import type { WorkspaceState } from './state.ts';

export type NeededCapability = Exclude<keyof Capabilities, 'userInformation'> | 'userInformation';

/** Throws 403 when the connection lacks a capability. */
export function requireCapability(integration: IntegrationRecord, needed: NeededCapability): void {
  const has =
    needed === 'userInformation'
      ? integration.capabilities.userInformation !== 'none'
      : integration.capabilities[needed];
  if (!has) throw restricted();
}

export function canSeePage(state: WorkspaceState, integration: IntegrationRecord, page: PageRecord): boolean {
  if (page.restricted) return false;
  if (integration.grants.includes(page.id)) return true;
  if (page.parent.type === 'page_id') return canSeePageId(state, integration, page.parent.pageId);
  if (page.parent.type === 'data_source_id') return canSeeDataSourceId(state, integration, page.parent.dataSourceId);
  return false;
}

function canSeePageId(state: WorkspaceState, integration: IntegrationRecord, pageId: string): boolean {
  const page = state.pages.get(pageId);
  return page !== undefined && canSeePage(state, integration, page);
}

export function canSeeDataSourceId(
  state: WorkspaceState,
  integration: IntegrationRecord,
  dataSourceId: string,
): boolean {
  const database = state.databases.get(state.dataSources.get(dataSourceId)?.databaseId ?? '');
  return database !== undefined && canSeeDatabase(state, integration, database);
}

export function canSeeDatabase(
  state: WorkspaceState,
  integration: IntegrationRecord,
  database: DatabaseRecord,
): boolean {
  if (integration.grants.includes(database.id)) return true;
  return database.parent.type === 'page_id' && canSeePageId(state, integration, database.parent.pageId);
}

/** The database, or 404 — also for ids of another kind and for databases not shared with the connection. */
export function visibleDatabase(state: WorkspaceState, integration: IntegrationRecord, id: string): DatabaseRecord {
  const database = state.databases.get(id);
  if (database === undefined || !canSeeDatabase(state, integration, database)) {
    throw notFound('database', id, integration.name);
  }
  return database;
}

export function visibleDataSource(state: WorkspaceState, integration: IntegrationRecord, id: string): DataSourceRecord {
  const dataSource = state.dataSources.get(id);
  if (dataSource === undefined || !canSeeDataSourceId(state, integration, id)) {
    throw notFound('data source', id, integration.name);
  }
  return dataSource;
}

export function visiblePage(state: WorkspaceState, integration: IntegrationRecord, id: string): PageRecord {
  const page = state.pages.get(id);
  if (page === undefined || !canSeePage(state, integration, page)) throw notFound('page', id, integration.name);
  return page;
}

export function visibleComment(state: WorkspaceState, integration: IntegrationRecord, id: string): CommentRecord {
  const comment = state.comments.get(id);
  const page = comment === undefined ? undefined : state.pages.get(comment.pageId);
  const gone =
    comment?.deleted === true || (comment?.resolved === true && state.unsettled.resolvedComment === 'missing');
  if (comment === undefined || gone || page === undefined || !canSeePage(state, integration, page)) {
    throw notFound('comment', id, integration.name);
  }
  return comment;
}
