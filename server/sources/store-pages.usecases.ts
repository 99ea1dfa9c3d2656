import { ZodError } from 'zod';
import { linkBranchesOf } from '../branches/linking.usecases.ts';
import type { Ctx } from '../context.ts';
import { announce } from '../events/events.repository.ts';
import { importPages, type ImportContext } from '../issues/import.usecases.ts';
import { findByPageIds } from '../issues/issues.repository.ts';
import type { Span } from '../issues/periods.ts';
import { NotionFailure } from '../notion/failure.ts';
import { mapPage, type MappedPage } from '../notion/page.ts';
import { completed } from '../notion/reading.ts';
import { noProperties, noSchema } from '../notion/schema.ts';
import { mapTogether } from '../notion/side-by-side.ts';
import { meaningOf } from './meaning.usecases.ts';
import { pageIdOf, putInQuarantine, releaseFromQuarantine } from './quarantine.repository.ts';
import { inRun, type RunContext } from './run-context.ts';
import { updateRunSource } from './run-sources.repository.ts';
import { countInRun } from './runs.repository.ts';
import * as repository from './sources.repository.ts';
import type { SourceRow } from './sources.repository.ts';

/** A watermark never comes closer to Notion's clock than this: edit times in the future have been seen. */
const clockMarginMs = 60_000;

/** So many pages are asked at a time for what an answer left out. */
const askedTogether = 6;

/** From this long after its minute an edit cannot be followed by another one with the same time. */
const settledMs = 2 * 60_000;

/**
 * Stores answered rows and answers the watermark behind them. With `isKept` it moves in the same transaction, so that it
 * never says more than what is stored.
 */
export type PageStore = (
  rows: readonly unknown[],
  mark: { watermark: Date | null; isKept: boolean },
) => Promise<Date | null>;

type Broken = { raw: unknown; error: string };
type Understood = MappedPage | Broken | 'settled';

interface StoreOptions {
  full: boolean;
  /** When rows began to be read that do not come in the order of their edits: later edits may be missing. */
  readSince?: Date | undefined;
  /** When an event said that the status changed, of the one page that is stored. */
  toldAt?: Date | undefined;
  /** The one page that is stored is what Notion answered to a write of ours, taken in this span. */
  written?: Span | undefined;
  /** What else is stored in the same transaction. */
  also?: ((ctx: Ctx) => Promise<void>) | undefined;
}

/** Makes the function that turns answered rows into stored issues, for one source in one run. */
export function createPageStore(
  run: RunContext,
  row: SourceRow,
  { full, readSince, toldAt, written, also }: StoreOptions,
): PageStore {
  const understood = pageReader(run, row, full);
  return async (rows, { watermark, isKept }) => {
    const read = await mapTogether(rows, askedTogether, understood);
    const pages = read.filter((page) => page !== 'settled' && 'pageId' in page);
    const broken = read.filter((page) => page !== 'settled' && 'raw' in page);
    const observedAt = run.session.notionNow();
    const next = laterOf(watermark, newestEdit(pages, readSince ?? observedAt));
    await inRun(run, async (ctx) => {
      const source = await repository.lockSource(ctx, row.id);
      const unread = rows.length - pages.length - broken.length;
      const told = { previousPollAt: row.polledAt, toldAt, written };
      await storePages(ctx, run, source, { pages, broken, unread, observedAt, ...told });
      await also?.(ctx);
      if (!isKept || next === watermark) return;
      await repository.updateSource(ctx, row.id, { watermark: next });
      await updateRunSource(ctx, run.runId, row.id, { watermarkAfter: next });
    });
    return next;
  };
}

/**
 * Understands one answered row. What an answer leaves out, names and the rest of long values, is asked for; not again
 * for a page of the overlap that can only be what was read before.
 */
function pageReader(run: RunContext, row: SourceRow, full: boolean): (raw: unknown) => Promise<Understood> {
  const properties = row.properties ?? noProperties;

  async function isSettled({ pageId, editedAt }: MappedPage): Promise<boolean> {
    if (full || row.polledAt === null || row.polledAt.getTime() < editedAt.getTime() + settledMs) return false;
    const known = (await findByPageIds(run.ctx, [pageId])).get(pageId);
    return known?.state === 'active' && known.notionEditedAt.getTime() === editedAt.getTime();
  }

  return async (raw) => {
    try {
      const page = mapPage(raw, properties);
      const isWhole = !page.titleTruncated && !page.peopleTruncated && page.people.every(({ name }) => name !== null);
      if (isWhole) return page;
      if (await isSettled(page)) return 'settled';
      const whole = await completed(run.session, page, properties);
      return { ...whole, people: await run.namesOf(whole.people) };
    } catch (error) {
      if (error instanceof ZodError) return { raw, error: reasonOf(error) };
      if (error instanceof NotionFailure && concernsThePage(error)) return { raw, error: error.message };
      throw error;
    }
  };
}

function concernsThePage({ kind }: NotionFailure): boolean {
  return kind === 'not_found' || kind === 'rejected' || kind === 'capability';
}

interface Batch {
  pages: readonly MappedPage[];
  broken: readonly Broken[];
  unread: number;
  previousPollAt: Date | null;
  observedAt: Date;
  toldAt: Date | undefined;
  written: Span | undefined;
}

async function storePages(ctx: Ctx, run: RunContext, source: SourceRow, batch: Batch): Promise<void> {
  const { pages, broken, unread, ...seen } = batch;
  const { understand } = await meaningOf(ctx, source.id, source.schema ?? noSchema);
  const keyPrefix = source.keyPrefixes.at(-1) ?? run.connection.prefix;
  const into: ImportContext = { sourceId: source.id, keyPrefix, understand, begunAt: run.startedAt, ...seen };
  const { changed, unchanged, rekeyed } = await importPages(ctx, into, pages);
  const pageIds = pages.map(({ pageId }) => pageId);
  await releaseFromQuarantine(ctx, source.id, pageIds);
  for (const { raw, error } of broken) {
    await putInQuarantine(ctx, { sourceId: source.id, pageId: pageIdOf(raw), raw, error });
  }
  await linkBranchesOf(ctx, rekeyed);
  if (changed.length > 0) await announce(ctx, 'issue', { issueIds: changed.map(({ id }) => id) });
  await countInRun(ctx, run.runId, source.id, {
    read: pages.length + broken.length + unread,
    changed: changed.length,
    unchanged: unchanged + unread,
    quarantined: broken.length,
  });
}

/** The newest edit among the pages, held back behind Notion's own clock. */
function newestEdit(pages: readonly MappedPage[], notionNow: Date): Date | null {
  if (pages.length === 0) return null;
  const newestMs = Math.max(...pages.map(({ editedAt }) => editedAt.getTime()));
  return new Date(Math.min(newestMs, notionNow.getTime() - clockMarginMs));
}

function laterOf(left: Date | null, right: Date | null): Date | null {
  if (left === null || right === null) return left ?? right;
  return right > left ? right : left;
}

function reasonOf(error: ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    .join('; ')
    .slice(0, 1000);
}
