import { ZodError } from 'zod';
import { linkBranchesOf } from '../branches/linking.usecases.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import { importPages, type ImportContext } from '../issues/import.usecases.ts';
import { renewLease, type Lease } from '../jobs/lease.ts';
import type { NotionSession } from '../notion/gateway.ts';
import { mapPage, type MappedPage } from '../notion/page.ts';
import { queryRows } from '../notion/query.ts';
import { completed, readDataSource } from '../notion/reading.ts';
import { noProperties } from '../notion/schema.ts';
import { createPeopleNames } from './people-names.ts';
import { countInRun } from './runs.repository.ts';
import { applySchema, meaningOf } from './schema.usecases.ts';
import * as repository from './sources.repository.ts';
import type { ConnectionRow, SourceRow } from './sources.repository.ts';

/** One run's hold on its department and on Notion. */
export interface RunContext {
  ctx: Ctx;
  runId: string;
  lease: Lease;
  session: NotionSession;
  connection: ConnectionRow;
  /** Aborted when the server stops: the run then ends at the next page. */
  stopping: AbortSignal;
}

/** How long a run's claim on its department lasts without a sign of life. */
export const runLeaseMs = 90_000;

/** Read again from this long before the watermark: rounding to minutes, clock skew and a lagging index. */
const overlapMs = 5 * 60_000;

/** A watermark never comes closer to Notion's clock than this: times in the future have been seen. */
const clockMarginMs = 60_000;

/** Reads one source: its schema, then the rows edited since its watermark. Answers the source as it is then. */
export async function readSource(run: RunContext, row: SourceRow): Promise<SourceRow> {
  const answer = await readDataSource(run.session, row.dataSourceId);
  const polledAt = run.session.notionNow();
  const current = await inTransaction(run.ctx.db, async (tx) => {
    const ctx = within(run.ctx, tx);
    await renewLease(tx, run.lease, ctx.clock.now(), runLeaseMs);
    return applySchema(ctx, row, run.connection, answer);
  });
  const since =
    current.fullReadNeeded || current.watermark === null ? null : new Date(current.watermark.getTime() - overlapMs);
  const watermark = await readRows(run, current, since, polledAt);
  const change = { fullReadNeeded: false, polledAt, ...(watermark === undefined ? {} : { watermark }) };
  await repository.updateSource(run.ctx, row.id, change);
  return { ...current, ...change };
}

async function readRows(
  run: RunContext,
  row: SourceRow,
  since: Date | null,
  polledAt: Date,
): Promise<Date | undefined> {
  const store = await createPageStore(run, row, polledAt);
  const uniqueId = row.properties?.uniqueId ?? null;
  let watermark = row.watermark ?? undefined;
  for await (const rows of queryRows(run.session, { dataSourceId: row.dataSourceId, since, uniqueId })) {
    run.stopping.throwIfAborted();
    // An interrupted full read starts over: only a finished one may leave a watermark behind it.
    const seen = await store(rows, since === null ? undefined : watermark);
    if (seen !== undefined && (watermark === undefined || seen > watermark)) watermark = seen;
  }
  return watermark;
}

/** Stores answered rows; `watermark` is moved in the same transaction when given. Answers the newest edit seen. */
export type PageStore = (rows: readonly unknown[], watermark?: Date) => Promise<Date | undefined>;

/** Makes the function that turns answered rows into stored issues, for one source in one run. */
export async function createPageStore(run: RunContext, row: SourceRow, polledAt: Date): Promise<PageStore> {
  const { ctx, session } = run;
  const properties = row.properties ?? noProperties;
  const meaning = await meaningOf(ctx, row.id, row.schema ?? { prefix: null, properties: [], options: [] });
  const withNames = createPeopleNames(session);
  const into: ImportContext = {
    sourceId: row.id,
    keyPrefix: row.keyPrefixes.at(-1) ?? run.connection.prefix,
    meaningOf: meaning.of,
    previousPollAt: row.polledAt,
    polledAt,
  };

  async function understood(raw: unknown): Promise<MappedPage | { raw: unknown; error: string }> {
    try {
      const page = await completed(session, mapPage(raw, properties), properties);
      return await withNames(page);
    } catch (error) {
      if (error instanceof ZodError) return { raw, error: reasonOf(error) };
      throw error;
    }
  }

  return async (rows, watermark) => {
    const read = [];
    for (const raw of rows) read.push(await understood(raw));
    const pages = read.filter((page) => 'pageId' in page);
    const broken = read.filter((page) => 'raw' in page);
    const newest = newestEdit(pages, session.notionNow());
    await inTransaction(ctx.db, async (tx) => {
      const inside = within(ctx, tx);
      await renewLease(tx, run.lease, ctx.clock.now(), runLeaseMs);
      await storePages(inside, run, into, pages, broken);
      if (watermark !== undefined && newest !== undefined && newest > watermark) {
        await repository.updateSource(inside, row.id, { watermark: newest });
      }
    });
    return newest;
  };
}

async function storePages(
  ctx: Ctx,
  run: RunContext,
  into: ImportContext,
  pages: readonly MappedPage[],
  broken: readonly { raw: unknown; error: string }[],
): Promise<void> {
  const { changed, unchanged, rekeyed } = await importPages(ctx, into, pages);
  await repository.releaseFromQuarantine(
    ctx,
    into.sourceId,
    pages.map(({ pageId }) => pageId),
  );
  for (const { raw, error } of broken) {
    await repository.putInQuarantine(ctx, { sourceId: into.sourceId, pageId: pageIdOf(raw), raw, error });
  }
  await linkBranchesOf(ctx, rekeyed);
  if (changed.length > 0) await announce(ctx, 'issue', { issueIds: changed.map(({ id }) => id) });
  const read = pages.length + broken.length;
  await countInRun(ctx, run.runId, { read, changed: changed.length, unchanged, quarantined: broken.length });
}

/** The newest edit among the pages, held back behind Notion's own clock. */
function newestEdit(pages: readonly MappedPage[], notionNow: Date): Date | undefined {
  const limitMs = notionNow.getTime() - clockMarginMs;
  const newestMs = Math.max(...pages.map(({ editedAt }) => editedAt.getTime()));
  return pages.length === 0 ? undefined : new Date(Math.min(newestMs, limitMs));
}

function pageIdOf(raw: unknown): string {
  const id: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'id') : undefined;
  return typeof id === 'string' ? id : 'unknown';
}

function reasonOf(error: ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .join('; ')
    .slice(0, 1000);
}
