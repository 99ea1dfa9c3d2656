import { canSeeDatabase, canSeePage, visibleDatabase, visibleDataSource } from './access.ts';
import { z } from 'zod';
import { shownDatabase, shownDataSource } from './databases-shown.ts';
import { findPropertyInUrl, requireProperty } from './filters.ts';
import { shownPage } from './pages-shown.ts';
import { listAnswer, pageOf } from './paging.ts';
import { pageSizeSchema, querySchema } from './queries.ts';
import type { DataSourceRecord, PageRecord, PropertyRecord } from './records.ts';
import { plainText } from './rich-text.ts';
import { pathId, readBody, type Call, type Route } from './routes.ts';
import { updateDataSourceSchema, updateSchema } from './schema-written.ts';
import type { Json } from './users.ts';

/** The columns `filter_properties` names, or all. */
export function chosenProperties(call: Call, properties: readonly PropertyRecord[]): readonly PropertyRecord[] {
  const keys = [...call.query.getAll('filter_properties'), ...call.query.getAll('filter_properties[]')];
  return keys.length === 0 ? properties : keys.map((key) => requireProperty(properties, key, findPropertyInUrl));
}

function query(call: Call): Json {
  const dataSource = visibleDataSource(call.state, call.integration, pathId(call, 'data_source_id'));
  const body = readBody(call, querySchema);
  const chosen = chosenProperties(call, dataSource.properties);
  const page = call.sessions.run(call.state, call.integration, dataSource, body);
  const information = call.integration.capabilities.userInformation;
  const results = page.pages.map((row) => shownPage(call.state, row, information, chosen));
  const answer = listAnswer('page_or_data_source', results, page.nextCursor);
  if (!page.incomplete) return answer;
  return { ...answer, request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' } };
}

function update(call: Call): Json {
  const dataSource = visibleDataSource(call.state, call.integration, pathId(call, 'data_source_id'));
  const { properties } = readBody(call, updateDataSourceSchema);
  if (properties !== undefined) updateSchema(call.state, dataSource, properties, call.integration.botId);
  return shownDataSource(call.state, dataSource);
}

const searchSchema = z.looseObject({
  query: z.string().optional(),
  filter: z
    .looseObject({ value: z.enum(['page', 'data_source']).optional(), in_trash: z.boolean().optional() })
    .optional(),
  sort: z.looseObject({ direction: z.enum(['ascending', 'descending']) }).optional(),
  start_cursor: z.string().nullish(),
  page_size: pageSizeSchema.optional(),
});

type Found = { kind: 'page'; page: PageRecord } | { kind: 'data_source'; dataSource: DataSourceRecord };

function found(call: Call): { id: string; title: string; editedAtMs: number; inTrash: boolean; item: Found }[] {
  const { state, integration } = call;
  const pages = [...state.pages.values()].filter((page) => canSeePage(state, integration, page));
  const databases = [...state.databases.values()].filter((database) => canSeeDatabase(state, integration, database));
  const sources = databases.flatMap((database) =>
    database.dataSourceIds.flatMap((id) => {
      const dataSource = state.dataSources.get(id);
      if (dataSource === undefined) return [];
      const { editedAtMs, inTrash } = dataSource;
      return [{ id, title: database.title, editedAtMs, inTrash, item: { kind: 'data_source' as const, dataSource } }];
    }),
  );
  const rows = pages.map((page) => {
    const value = page.values['title'];
    const title = value?.type === 'title' ? plainText(state, value.parts) : '';
    return {
      id: page.id,
      title,
      editedAtMs: page.editedAtMs,
      inTrash: page.inTrash,
      item: { kind: 'page' as const, page },
    };
  });
  return [...sources, ...rows];
}

function search(call: Call): Json {
  const body = readBody(call, searchSchema);
  const wanted = (body.query ?? '').toLowerCase();
  const sign = body.sort?.direction === 'ascending' ? 1 : -1;
  const matches = found(call)
    .filter((one) => one.title.toLowerCase().includes(wanted) && one.inTrash === (body.filter?.in_trash ?? false))
    .filter((one) => body.filter?.value === undefined || one.item.kind === body.filter.value)
    .toSorted((left, right) => sign * (left.editedAtMs - right.editedAtMs) || (left.id < right.id ? -1 : 1));
  const { items, nextCursor } = pageOf(
    matches,
    { cursor: body.start_cursor ?? null, size: body.page_size ?? 100 },
    ({ id }) => id,
  );
  const information = call.integration.capabilities.userInformation;
  const results = items.map(({ item }) =>
    item.kind === 'page' ? shownPage(call.state, item.page, information) : shownDataSource(call.state, item.dataSource),
  );
  return listAnswer('page_or_data_source', results, nextCursor);
}

/** Databases, data sources and search. */
export const dataRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/databases/:database_id',
    needs: 'readContent',
    handle: (call) =>
      shownDatabase(call.state, visibleDatabase(call.state, call.integration, pathId(call, 'database_id'))),
  },
  {
    method: 'GET',
    path: '/v1/data_sources/:data_source_id',
    needs: 'readContent',
    handle: (call) =>
      shownDataSource(call.state, visibleDataSource(call.state, call.integration, pathId(call, 'data_source_id'))),
  },
  { method: 'PATCH', path: '/v1/data_sources/:data_source_id', needs: 'updateContent', handle: update },
  { method: 'POST', path: '/v1/data_sources/:data_source_id/query', needs: 'readContent', handle: query },
  { method: 'POST', path: '/v1/search', needs: 'readContent', handle: search },
];
