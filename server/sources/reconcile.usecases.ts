import { isUuid } from '../../shared/ids.ts';
import { believed } from '../issues/import.usecases.ts';
import { listKnownPages, type IssueRow } from '../issues/issues.repository.ts';
import { mapPage, type MappedPage } from '../notion/page.ts';
import type { RowsWanted } from '../notion/query.ts';
import { queryRows } from '../notion/rows.ts';
import { findPage } from '../notion/reading.ts';
import { NotionFailure } from '../notion/failure.ts';
import { noProperties } from '../notion/schema.ts';
import { listQuarantined, pageIdOf, putInQuarantine, releaseFromQuarantine } from './quarantine.repository.ts';
import { inRun, type RunContext } from './run-context.ts';
import { countInRun } from './runs.repository.ts';
import type { SourceRow } from './sources.repository.ts';
import { createPageStore, type PageStore } from './store-pages.usecases.ts';
import { changeState, takePage } from './take-page.usecases.ts';

/** A page must be missing in this many sweeps in a row before it is called inaccessible: one 404 proves nothing. */
const sweepsUntilInaccessible = 2;

type KnownPage = Awaited<ReturnType<typeof listKnownPages>>[number];
/** A listed row as far as a sweep compares it; undefined when even that cannot be understood. */
type ListedPage = Pick<MappedPage, 'editedAt' | 'title' | 'titleTruncated' | 'number'> | undefined;

/**
 * Compares all rows of a source with what is stored and asks for each difference before it says anything: a filtered
 * query never shows what vanished, and an edit may be missed. Deletes nothing. What is in quarantine is tried again.
 */
export async function reconcileSource(run: RunContext, row: SourceRow): Promise<void> {
  const listed = await listRows(run, row);
  const known = new Map((await listKnownPages(run.ctx, row.id)).map((page) => [page.pageId, page]));
  const quarantined = await listWaiting(run, row);
  const now = run.session.notionNow();
  const store = createPageStore(run, row, { full: true });
  const examined = new Set([
    ...[...listed].flatMap(([pageId, page]) => (differs(page, known.get(pageId), now) ? [pageId] : [])),
    ...[...known.values()].flatMap(({ pageId, state }) => (state === 'active' && !listed.has(pageId) ? [pageId] : [])),
    ...quarantined,
  ]);
  let failed = 0;
  for (const pageId of examined) {
    try {
      await examine(run, row, { store, pageId, page: known.get(pageId) });
    } catch (error) {
      if (!(error instanceof NotionFailure) || !mayBeOfOnePage(error)) throw error;
      failed += 1;
      if (failed > mostFailures) throw error;
      await setAside(run, row, pageId, error);
    }
  }
}

/** When more pages than this cannot be read in one sweep it is not for the pages, and the sweep fails. */
const mostFailures = 3;

/** Notion answers others but not this one, whose formulas are heavy for example. */
function mayBeOfOnePage({ kind, status }: NotionFailure): boolean {
  return kind === 'rejected' || kind === 'capability' || (kind === 'unavailable' && status !== undefined);
}

/** Keeps the page for the next sweep, and what is known of it as it is. */
async function setAside(run: RunContext, row: SourceRow, pageId: string, failure: NotionFailure): Promise<void> {
  await inRun(run, async (ctx) => {
    await putInQuarantine(ctx, { sourceId: row.id, pageId, raw: { id: pageId }, error: failure.message });
    await countInRun(ctx, run.runId, row.id, { read: 1, changed: 0, unchanged: 0, quarantined: 1 });
  });
}

/** Pages in quarantine that this run has not tried yet. What has no id cannot be asked for and is let go. */
async function listWaiting(run: RunContext, row: SourceRow): Promise<string[]> {
  const found = await listQuarantined(run.ctx, row.id);
  const waiting = found.filter(({ lastAt }) => lastAt < run.startedAt).map(({ pageId }) => pageId);
  const nameless = waiting.filter((pageId) => !isUuid(pageId));
  if (nameless.length > 0) await inRun(run, (ctx) => releaseFromQuarantine(ctx, row.id, nameless));
  return waiting.filter(isUuid);
}

async function listRows(run: RunContext, row: SourceRow): Promise<Map<string, ListedPage>> {
  const rows = new Map<string, ListedPage>();
  const { title, uniqueId } = row.properties ?? noProperties;
  const wanted: RowsWanted = {
    dataSourceId: row.dataSourceId,
    since: null,
    uniqueId,
    only: [title ?? 'title'],
    by: 'created_time',
  };
  for await (const answered of queryRows(run.session, wanted)) {
    run.stopping.throwIfAborted();
    for (const entry of answered) rows.set(pageIdOf(entry), listedPage(entry, { ...noProperties, title, uniqueId }));
  }
  return rows;
}

function listedPage(entry: unknown, map: typeof noProperties): ListedPage {
  try {
    return mapPage(entry, map);
  } catch {
    return undefined;
  }
}

function differs(listed: ListedPage, known: KnownPage | undefined, now: Date): boolean {
  if (listed === undefined || known === undefined || known.state !== 'active' || known.missedSweeps > 0) return true;
  if (believed(listed.editedAt, now) > known.notionEditedAt || listed.number !== known.number) return true;
  return !listed.titleTruncated && listed.title !== known.title;
}

interface Examined {
  store: PageStore;
  pageId: string;
  page: KnownPage | undefined;
}

async function examine(run: RunContext, row: SourceRow, { store, pageId, page }: Examined): Promise<void> {
  run.stopping.throwIfAborted();
  const answer = await findPage(run.session, pageId);
  if (answer !== undefined) return takePage(run, row, { store, pageId, page, answer });
  await inRun(run, async (ctx) => {
    await releaseFromQuarantine(ctx, row.id, [pageId]);
    if (page !== undefined) await changeState(ctx, page, missedAgain(page));
  });
}

function missedAgain({ missedSweeps, state }: KnownPage): Partial<IssueRow> {
  const missed = missedSweeps + 1;
  const isGone = missed >= sweepsUntilInaccessible && state === 'active';
  return { missedSweeps: missed, ...(isGone ? { state: 'inaccessible' } : {}) };
}
