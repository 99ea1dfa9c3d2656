import type { Run } from '../../shared/api/notion.ts';
import type { Ctx } from '../context.ts';
import { pageOfRows, readCursor, type Page } from '../database/cursor.ts';
import type { Database } from '../database/database.ts';
import { listRunSources, type RunSourceRow } from './run-sources.repository.ts';
import * as repository from './runs.repository.ts';
import type { RunRow } from './runs.repository.ts';

/** One page of a department's runs, newest first. */
export async function listRuns(
  ctx: Ctx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Run>> {
  const rows = await repository.listRuns(ctx, limit + 1, readCursor(cursor)?.id);
  const page = pageOfRows(rows, limit, ({ startedAt, id }) => ({ at: startedAt, id }));
  return { ...page, items: await showRuns(ctx.db, page.items) };
}

/** The run of any department; who asks checks that it is one of theirs. */
export async function findRun(db: Database, runId: string): Promise<Run | undefined> {
  const row = await repository.findRun(db, runId);
  return row === undefined ? undefined : (await showRuns(db, [row])).at(0);
}

/** The department's newest run. */
export async function readLastRun(ctx: Ctx): Promise<Run | undefined> {
  return (await listRuns(ctx, { limit: 1 })).items.at(0);
}

async function showRuns(db: Database, rows: readonly RunRow[]): Promise<Run[]> {
  const parts = await listRunSources(db, rows);
  return rows.map((row) =>
    runOf(
      row,
      parts.filter(({ runId }) => runId === row.id),
    ),
  );
}

function runOf(row: RunRow, parts: readonly RunSourceRow[]): Run {
  const { id, departmentId, trigger, state, requests, read, changed, unchanged, quarantined, waits, error } = row;
  return {
    id,
    departmentId,
    job: 'NotionSyncCronJob',
    trigger,
    state,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    requests,
    read,
    changed,
    unchanged,
    quarantined,
    waits,
    sources: parts.map(partOf),
    error: error ?? null,
  };
}

function partOf(row: RunSourceRow): Run['sources'][number] {
  const { sourceId, name, requests, read, changed, unchanged, quarantined, waits } = row;
  const watermarkBefore = row.watermarkBefore?.toISOString() ?? null;
  const watermarkAfter = row.watermarkAfter?.toISOString() ?? null;
  return { sourceId, name, requests, read, changed, unchanged, quarantined, waits, watermarkBefore, watermarkAfter };
}
