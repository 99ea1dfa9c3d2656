import type { Run } from '../../shared/api/notion.ts';
import type { Ctx } from '../context.ts';
import { pageOfRows, readCursor, type Page } from '../database/cursor.ts';
import type { Database } from '../database/database.ts';
import * as repository from './runs.repository.ts';

/** One page of a department's runs, newest first. */
export async function listRuns(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Run>> {
  const rows = await repository.listRuns(ctx, limit + 1, readCursor(cursor)?.id);
  const page = pageOfRows(rows, limit, ({ startedAt, id }) => ({ at: startedAt, id }));
  return { ...page, items: page.items.map(repository.runOf) };
}

/** The run of any department; who asks checks that it is one of theirs. */
export async function findRun(db: Database, runId: string): Promise<Run | undefined> {
  const row = await repository.findRun(db, runId);
  return row === undefined ? undefined : repository.runOf(row);
}
