import { ProblemError } from '../../shared/errors.ts';
import { parseNotionReference } from '../../shared/notion-id.ts';
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
 * The database that a person's text means.
 * @throws ProblemError notion.database_id_invalid, notion.is_page or notion.not_shared, each with its fix.
 */
export async function resolveDatabase(session: NotionSession, text: string): Promise<DatabaseInfo> {
  const reference = parseNotionReference(text);
  if (!reference.ok) throw new ProblemError('notion.database_id_invalid', reference.message, 'database');
  const resolved = await resolveReference(session, reference);
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
 * Takes the data sources of a database as the sources of the department; others are no longer polled. Call it in a
 * transaction.
 */
export async function takeSources(ctx: Ctx, database: DatabaseInfo): Promise<void> {
  const before = await listSources(ctx);
  for (const { id, name } of database.dataSources) {
    await upsertSource(ctx, { databaseId: database.id, dataSourceId: id, name: name || database.title });
  }
  await removeOtherSources(
    ctx,
    database.dataSources.map(({ id }) => id),
  );
  const ids = (rows: readonly SourceRow[]) => rows.map(({ id }) => id).join();
  if (ids(await listSources(ctx)) !== ids(before)) await linkAllBranches(ctx);
  await updateConnection(ctx, { discoveredAt: ctx.clock.now() });
}
