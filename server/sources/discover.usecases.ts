import { ProblemError } from '../../shared/errors.ts';
import { parseNotionReferences } from '../../shared/notion-id.ts';
import { linkAllBranches } from '../branches/linking.usecases.ts';
import type { Ctx } from '../context.ts';
import type { NotionSession } from '../notion/gateway.ts';
import { resolveReference, type DatabaseInfo } from '../notion/reading.ts';
import {
  listSources,
  removeOtherSources,
  updateConnection,
  upsertSource,
  type SourceRow,
} from './sources.repository.ts';

/**
 * The ids in a person's text that means one database or several.
 * @throws ProblemError notion.database_id_invalid
 */
export function databaseIdsIn(text: string): string[] {
  const references = parseNotionReferences(text);
  if (!references.ok) throw new ProblemError('notion.database_id_invalid', references.message, 'database');
  return references.ids;
}

/**
 * The database with this id.
 * @throws ProblemError notion.database_id_invalid, notion.is_page or notion.not_shared, each with its fix.
 */
export async function resolveDatabase(session: NotionSession, id: string): Promise<DatabaseInfo> {
  const resolved = await resolveReference(session, id);
  if (resolved.kind === 'page') throw new ProblemError('notion.is_page', undefined, 'database');
  if (resolved.kind === 'not_shared') {
    throw new ProblemError(
      'notion.not_shared',
      'Notion shows this connection no database with this id: it is not shared with the connection, or it does not exist. Notion does not tell which. A linked view has no id of its own, and what stands behind "?v=" in a link is the id of a view: open the original database.',
      'database',
    );
  }
  if (resolved.database.dataSources.length === 0) {
    const message = 'This database has no data source of its own: it is a linked view. Open the original database.';
    throw new ProblemError('notion.database_id_invalid', message, 'database');
  }
  return resolved.database;
}

/**
 * Takes the data sources of the databases as the sources of the department. When these are all its databases, others
 * are no longer polled; one that could not be looked up keeps its sources. Call it in a transaction.
 */
export async function takeSources(
  ctx: Ctx,
  databases: readonly DatabaseInfo[],
  { areAll }: { areAll: boolean },
): Promise<void> {
  const before = await listSources(ctx);
  for (const database of databases) {
    for (const { id, name } of database.dataSources) {
      await upsertSource(ctx, { databaseId: database.id, dataSourceId: id, name: name || database.title });
    }
  }
  const ids = databases.flatMap(({ dataSources }) => dataSources.map(({ id }) => id));
  if (areAll) await removeOtherSources(ctx, ids);
  const told = (rows: readonly SourceRow[]) => rows.map(({ id }) => id).join();
  if (told(await listSources(ctx)) !== told(before)) await linkAllBranches(ctx);
  // Until all were seen, every run looks for them.
  await updateConnection(ctx, { discoveredAt: areAll ? ctx.clock.now() : null });
}
