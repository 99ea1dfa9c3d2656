import type { Ctx } from '../context.ts';
import { listKnownPages, noteMissed } from '../issues/issues.repository.ts';
import { queryAllRows, queryRows } from '../notion/rows.ts';
import { readDataSource } from '../notion/reading.ts';
import { changesCells } from '../notion/schema-change.ts';
import { pageIdOf } from './quarantine.repository.ts';
import { inRun, type RunContext } from './run-context.ts';
import { updateRunSource } from './run-sources.repository.ts';
import { applySchema, readingOf } from './schema.usecases.ts';
import * as repository from './sources.repository.ts';
import type { SourceRow } from './sources.repository.ts';
import { createPageStore } from './store-pages.usecases.ts';

/** Read again from this long before the watermark: rounding to minutes, clock skew and a lagging index. */
const overlapMs = 5 * 60_000;

/** Reads one source: its schema, then the rows edited since its watermark. Answers the source as it is then. */
export async function readSource(run: RunContext, row: SourceRow): Promise<SourceRow> {
  const answer = await readDataSource(run.session, row.dataSourceId);
  const polledAt = run.session.notionNow();
  const current = await inRun(run, (ctx) => applySchema(ctx, row, run.connection, answer));
  const { watermark, seen } = await readRows(run, current);
  return inRun(run, async (ctx) => {
    const stored = await repository.lockSource(ctx, row.id);
    if (seen !== undefined) await noteUnseen(ctx, row.id, seen);
    const fullReadNeeded = isFullReadNeeded(current, stored);
    await repository.updateSource(ctx, row.id, { fullReadNeeded, polledAt, watermark });
    await updateRunSource(ctx, run.runId, row.id, { watermarkAfter: watermark });
    return { ...stored, fullReadNeeded, polledAt, watermark };
  });
}

/** A schema that was taken over while rows were being read, as when Time Spent is added, may ask for another read. */
function isFullReadNeeded(read: SourceRow, stored: SourceRow): boolean {
  if (!read.fullReadNeeded) return stored.fullReadNeeded;
  const before = readingOf(read);
  const after = readingOf(stored);
  return before !== undefined && after !== undefined && changesCells(before, after);
}

/**
 * A page that is out of sight during a full read, in the trash for example, may come back with other cells and the same
 * edit time. The next sweep asks for it, whether it is listed then or not.
 */
async function noteUnseen(ctx: Ctx, sourceId: string, seen: ReadonlySet<string>): Promise<void> {
  const known = await listKnownPages(ctx, sourceId);
  const unseen = known.filter((page) => page.state === 'active' && page.missedSweeps === 0 && !seen.has(page.pageId));
  await noteMissed(
    ctx,
    unseen.map(({ id }) => id),
  );
}

/** Answers the new watermark, the newest edit that was read and stored, and of a full read the pages that it showed. */
async function readRows(
  run: RunContext,
  row: SourceRow,
): Promise<{ watermark: Date | null; seen: Set<string> | undefined }> {
  const full = row.fullReadNeeded || row.watermark === null;
  const wanted = { dataSourceId: row.dataSourceId, uniqueId: row.properties?.uniqueId ?? null };
  const { session } = run;
  const readSince = session.notionNow();
  const store = createPageStore(run, row, full ? { full, readSince } : { full });
  const seen = full ? new Set<string>() : undefined;
  let { watermark } = row;
  const pages = full ? queryAllRows(session, wanted) : queryRows(session, { ...wanted, since: readFrom(row) });
  for await (const rows of pages) {
    // An interrupted full read starts over: only a finished one may leave a watermark behind it.
    watermark = await store(rows, { watermark, isKept: !full });
    for (const entry of rows) seen?.add(pageIdOf(entry));
  }
  return { watermark, seen };
}

/**
 * Where an incremental read begins. What was edited long before the last poll was shown by that: else a poll would read
 * what was imported in one minute again and again, for as long as nobody edits anything.
 */
function readFrom({ watermark, polledAt }: SourceRow): Date | null {
  if (watermark === null) return null;
  const behindPollMs = polledAt === null ? 0 : polledAt.getTime() - 2 * overlapMs;
  return new Date(Math.max(watermark.getTime() - overlapMs, behindPollMs));
}
