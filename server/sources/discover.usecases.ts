import { ProblemError } from '../../shared/errors.ts';
import { parseNotionReference } from '../../shared/notion-id.ts';
import { linkAllBranches } from '../branches/linking.usecases.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
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
      'Notion shows this connection no database with this id: it is not shared with the connection, or it does not exist. Notion does not tell which. A linked view has no id of its own: open the original database.',
      'database',
    );
  }
  return resolved.database;
}

/** Takes the data sources of a database as the sources of the department; others are no longer polled. */
export async function takeSources(ctx: Ctx, database: DatabaseInfo): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const before = await listSources(inside);
    for (const { id, name } of database.dataSources) {
      await upsertSource(inside, { databaseId: database.id, dataSourceId: id, name: name || database.title });
    }
    await removeOtherSources(
      inside,
      database.dataSources.map(({ id }) => id),
    );
    const ids = (rows: readonly SourceRow[]) => rows.map(({ id }) => id).join();
    if (ids(await listSources(inside)) !== ids(before)) await linkAllBranches(inside);
    await updateConnection(inside, { discoveredAt: ctx.clock.now() });
  });
}
