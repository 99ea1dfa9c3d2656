import { z } from 'zod';
import { dashed } from '../../shared/notion-id.ts';
import { parseAnswer } from './answer.ts';
import { NotionFailure } from './failure.ts';
import type { NotionSession } from './gateway.ts';
import { personOf, plainTextOf, type MappedPage } from './page.ts';

/** Who the token is: the bot that writes our comments. */
export interface Bot {
  id: string;
  name: string | null;
  workspaceId: string | null;
  workspaceName: string | null;
}

const bot = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  bot: z
    .looseObject({ workspace_id: z.string().nullish(), workspace_name: z.string().nullish() })
    .optional()
    .catch(undefined),
});

/** The token's own user. @throws NotionFailure of kind auth when the token is not accepted. */
export async function readBot(session: NotionSession): Promise<Bot> {
  const answer = parseAnswer(bot, await session.read((client) => client.users.me({})));
  return {
    id: answer.id,
    name: answer.name ?? null,
    workspaceId: answer.bot?.workspace_id ?? null,
    workspaceName: answer.bot?.workspace_name ?? null,
  };
}

/** A database and the data sources in it. */
export interface DatabaseInfo {
  id: string;
  title: string;
  dataSources: { id: string; name: string }[];
}

const database = z.looseObject({
  id: z.string(),
  title: z.array(z.looseObject({ plain_text: z.string() })).catch([]),
  data_sources: z.array(z.looseObject({ id: z.string(), name: z.string().catch('') })),
});

export async function readDatabase(session: NotionSession, databaseId: string): Promise<DatabaseInfo> {
  const request = session.read((client) => client.databases.retrieve({ database_id: databaseId }));
  const answer = parseAnswer(database, await request);
  const dataSources = answer.data_sources.map(({ id, name }) => ({ id, name }));
  return { id: answer.id, title: plainTextOf(answer.title), dataSources };
}

/** What an id that a person pasted turned out to be. */
export type Resolved = { kind: 'database'; database: DatabaseInfo } | { kind: 'page' } | { kind: 'not_shared' };

const dataSourceParent = z.looseObject({
  id: z.string(),
  parent: z.looseObject({ database_id: z.string().optional() }),
});

/**
 * Finds out what an id is by asking for a database, a data source and a page in turn: a wrong kind and a missing
 * share both answer 404, so nothing less tells them apart.
 */
export async function resolveReference(session: NotionSession, plainId: string): Promise<Resolved> {
  const id = dashed(plainId);
  const found = await unlessMissing(() => readDatabase(session, id));
  if (found !== undefined) return { kind: 'database', database: found };
  const dataSource = await unlessMissing(() =>
    session.read((client) => client.dataSources.retrieve({ data_source_id: id })),
  );
  const databaseId =
    dataSource === undefined ? undefined : parseAnswer(dataSourceParent, dataSource).parent.database_id;
  if (databaseId !== undefined) {
    const { title, dataSources } = await readDatabase(session, databaseId);
    const only = dataSources.filter((entry) => dashed(entry.id) === id);
    return { kind: 'database', database: { id: databaseId, title, dataSources: only } };
  }
  const page = await unlessMissing(() => session.read((client) => client.pages.retrieve({ page_id: id })));
  return { kind: page === undefined ? 'not_shared' : 'page' };
}

/** The answer, or undefined when Notion says there is nothing (for us) under this id. */
export async function unlessMissing<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof NotionFailure && (error.kind === 'not_found' || error.kind === 'rejected')) return undefined;
    throw error;
  }
}

export async function readDataSource(session: NotionSession, dataSourceId: string): Promise<unknown> {
  return session.read((client) => client.dataSources.retrieve({ data_source_id: dataSourceId }));
}

/** The page, in the trash or not; undefined when Notion says that there is none for us. */
export async function findPage(session: NotionSession, pageId: string): Promise<unknown> {
  try {
    return await readPage(session, pageId);
  } catch (error) {
    if (error instanceof NotionFailure && error.kind === 'not_found') return undefined;
    throw error;
  }
}

export async function readPage(session: NotionSession, pageId: string): Promise<unknown> {
  return session.read((client) => client.pages.retrieve({ page_id: pageId }));
}

const propertyItems = z.looseObject({
  results: z.array(z.looseObject({ type: z.string(), people: z.unknown().optional(), title: z.unknown().optional() })),
  has_more: z.boolean().catch(false),
  next_cursor: z.string().nullish(),
});
const richTextPart = z.looseObject({ plain_text: z.string() });

/** All values of a property that a page shows only the first 25 of; one item per result. */
export async function readItems(session: NotionSession, pageId: string, propertyId: string) {
  const items: z.output<typeof propertyItems>['results'] = [];
  let cursor: string | undefined;
  do {
    const start = cursor === undefined ? {} : { start_cursor: cursor };
    const request = session.read((client) =>
      client.pages.properties.retrieve({ page_id: pageId, property_id: propertyId, page_size: 100, ...start }),
    );
    const answer = propertyItems.parse(await request);
    items.push(...answer.results);
    cursor = answer.has_more ? (answer.next_cursor ?? undefined) : undefined;
  } while (cursor !== undefined);
  return items;
}

/**
 * The page with everything that the query cut off at 25 values.
 * @throws ZodError when a value is not what Notion describes.
 */
export async function completed(
  session: NotionSession,
  page: MappedPage,
  ids: { title: string | null; assignee: string | null },
): Promise<MappedPage> {
  const complete = { ...page };
  if (page.peopleTruncated && ids.assignee !== null) {
    const items = await readItems(session, page.pageId, ids.assignee);
    complete.people = items.map(({ people }) => personOf(people));
  }
  if (page.titleTruncated && ids.title !== null) {
    const items = await readItems(session, page.pageId, ids.title);
    complete.title = plainTextOf(items.map(({ title }) => richTextPart.parse(title)));
  }
  return complete;
}
