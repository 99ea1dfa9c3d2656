import { within } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import { listPages, updateIssue, type IssueRow } from '../issues/issues.repository.ts';
import { renewLease } from '../jobs/lease.ts';
import { mapPage } from '../notion/page.ts';
import { queryRows, type RowsWanted } from '../notion/query.ts';
import { readPage, unlessMissing } from '../notion/reading.ts';
import { noProperties } from '../notion/schema.ts';
import { createPageStore, runLeaseMs, type PageStore, type RunContext } from './read-source.usecases.ts';
import type { SourceRow } from './sources.repository.ts';

/** A page must be missing in this many sweeps before it is called inaccessible: one 404 proves nothing. */
const sweepsUntilInaccessible = 2;

type KnownPage = Awaited<ReturnType<typeof listPages>>[number];

/**
 * Compares all ids of a source with what is stored and asks for each difference before it says anything: a filtered
 * query never shows what vanished. Deletes nothing. Pages that came back are read again.
 */
export async function reconcileSource(run: RunContext, row: SourceRow): Promise<void> {
  const present = await listPresent(run, row);
  const known = await listPages(run.ctx, row.id);
  const store = await createPageStore(run, row, run.session.notionNow());
  for (const page of known) {
    if (present.delete(page.pageId) ? page.state !== 'active' : page.state === 'active') {
      await examine(run, row, store, page);
    }
  }
  for (const pageId of present) await examine(run, row, store, { pageId });
}

async function listPresent(run: RunContext, row: SourceRow): Promise<Set<string>> {
  const present = new Set<string>();
  const uniqueId = row.properties?.uniqueId ?? null;
  const wanted: RowsWanted = {
    dataSourceId: row.dataSourceId,
    since: null,
    uniqueId,
    only: ['title'],
    by: 'created_time',
  };
  for await (const rows of queryRows(run.session, wanted)) {
    run.stopping.throwIfAborted();
    await renewLease(run.ctx.db, run.lease, run.ctx.clock.now(), runLeaseMs);
    for (const entry of rows) present.add((entry as { id: string }).id);
  }
  return present;
}

async function examine(
  run: RunContext,
  row: SourceRow,
  store: PageStore,
  page: Pick<KnownPage, 'pageId'> | KnownPage,
): Promise<void> {
  run.stopping.throwIfAborted();
  const answer = await unlessMissing(() => readPage(run.session, page.pageId));
  if (answer === undefined) {
    if ('id' in page) await missedAgain(run, page);
    return;
  }
  const parent = mapPage(answer, noProperties).parentDataSourceId;
  if (parent === null || parent === row.dataSourceId) await store([answer]);
  else if ('id' in page) await changeState(run, page, { state: 'moved' });
}

async function missedAgain(run: RunContext, page: KnownPage): Promise<void> {
  const missedSweeps = page.missedSweeps + 1;
  const gone = missedSweeps >= sweepsUntilInaccessible && page.state === 'active';
  await changeState(run, page, { missedSweeps, ...(gone ? { state: 'inaccessible' as const } : {}) });
}

async function changeState(run: RunContext, page: KnownPage, change: Partial<IssueRow>): Promise<void> {
  await inTransaction(run.ctx.db, async (tx) => {
    const ctx = within(run.ctx, tx);
    await renewLease(tx, run.lease, ctx.clock.now(), runLeaseMs);
    // The hash goes too, so that a page that comes back unchanged is still stored as active again.
    await updateIssue(ctx, page.id, { ...change, contentHash: '', changedAt: ctx.clock.now() });
    await announce(ctx, 'issue', { issueIds: [page.id] });
  });
}
