import type { DataSourceRecord, PageRecord, ParentRecord, PropertyRecord, UserInformation } from './records.ts';
import { pageUrl, shownTime, type WorkspaceState } from './state.ts';
import { partialUser, type Json } from './users.ts';
import { REFERENCE_LIMIT, shownValue } from './values-shown.ts';

const plainPageTitle: PropertyRecord = { id: 'title', name: 'title', type: 'title' };

/** The columns of a page with this parent: the data source's schema, or the lone title of a plain page. */
export function columnsBelow(state: WorkspaceState, parent: ParentRecord): readonly PropertyRecord[] {
  if (parent.type !== 'data_source_id') return [plainPageTitle];
  return state.dataSources.get(parent.dataSourceId)?.properties ?? [plainPageTitle];
}

function shownParent(state: WorkspaceState, page: PageRecord): Json {
  if (page.parent.type === 'page_id') return { type: 'page_id', page_id: page.parent.pageId };
  if (page.parent.type === 'workspace') return { type: 'workspace', workspace: true };
  const dataSource: DataSourceRecord | undefined = state.dataSources.get(page.parent.dataSourceId);
  return { type: 'data_source_id', data_source_id: page.parent.dataSourceId, database_id: dataSource?.databaseId };
}

/** A full page object, with all columns or only the chosen ones. */
export function shownPage(
  state: WorkspaceState,
  page: PageRecord,
  information: UserInformation,
  chosen: readonly PropertyRecord[] = columnsBelow(state, page.parent),
): Json {
  const context = { state, information, referenceLimit: REFERENCE_LIMIT };
  return {
    object: 'page',
    id: page.id,
    created_time: shownTime(page.createdAtMs),
    last_edited_time: shownTime(page.editedAtMs),
    created_by: partialUser(page.createdBy),
    last_edited_by: partialUser(page.editedBy),
    cover: null,
    icon: null,
    parent: shownParent(state, page),
    in_trash: page.inTrash,
    is_archived: page.isArchived,
    is_locked: page.isLocked,
    properties: Object.fromEntries(chosen.map((property) => [property.name, shownValue(context, property, page)])),
    url: pageUrl(state, page.id),
    public_url: null,
  };
}
