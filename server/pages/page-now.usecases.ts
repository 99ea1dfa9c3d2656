import { ZodError } from 'zod';
import { ProblemError } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { findById, type IssueRow } from '../issues/issues.repository.ts';
import type { Span } from '../issues/periods.ts';
import { mapPage, parentOf, type MappedPage } from '../notion/page.ts';
import { findPage, readDataSource } from '../notion/reading.ts';
import { noProperties } from '../notion/schema.ts';
import { needing } from '../notion/writing.ts';
import { applySchema } from '../sources/schema.usecases.ts';
import { inRun, type RunContext } from '../sources/run-context.ts';
import { listSources, type SourceRow } from '../sources/sources.repository.ts';
import { createPageStore } from '../sources/store-pages.usecases.ts';
import { takePage } from '../sources/take-page.usecases.ts';
import { pageGone, type PageDesk } from './desk.ts';

/** A page as Notion answered it, and as it is stored now. */
export interface PageNow {
  answer: unknown;
  page: MappedPage;
  source: SourceRow;
  issue: IssueRow;
}

/** How a page came to be as it is, and what else is stored with it. */
export interface Came {
  written?: Span;
  also?: (ctx: Ctx) => Promise<void>;
}

/** @throws ProblemError notion.page_gone when Notion says that there is none for us. */
export async function askPage({ run, issue }: PageDesk): Promise<unknown> {
  const answer = await needing('Read content', () => findPage(run.session, issue.pageId));
  if (answer === undefined) throw pageGone('The page is not shared with the connection, or was deleted.');
  return answer;
}

/**
 * Reads the page and stores it, as a run does.
 * @throws ProblemError notion.page_gone when it cannot be worked with: in the trash, moved away, not shared.
 */
export async function readPageNow(desk: PageDesk): Promise<PageNow> {
  const begun = begunNow(desk);
  return storeAnswer(begun, await askPage(begun));
}

/** What is asked for from now on: older than any write that was answered before. */
function begunNow(desk: PageDesk): PageDesk {
  return { ...desk, run: { ...desk.run, startedAt: desk.ctx.clock.now() } };
}

/** Stores what Notion answered for the page. */
export async function storeAnswer({ run, issue }: PageDesk, answer: unknown, came: Came = {}): Promise<PageNow> {
  const source = await homeOf(run.ctx, answer, issue);
  const page = understood(answer, source);
  const store = createPageStore(run, source, { full: true, ...came });
  await takePage(run, source, { store, pageId: issue.pageId, page: issue, answer });
  const stored = await findById(run.ctx, issue.id);
  if (stored === undefined) throw new ProblemError('issue.not_found');
  if (stored.state === 'trashed') throw pageGone('The page is in the trash.');
  if (stored.state === 'moved') throw pageGone('The page was moved to a database that is not read here.');
  return { answer, page, source, issue: stored };
}

async function homeOf(ctx: Ctx, answer: unknown, issue: IssueRow): Promise<SourceRow> {
  const sources = await listSources(ctx);
  const parent = parentOf(answer);
  const home =
    sources.find(({ dataSourceId }) => dataSourceId === parent) ?? sources.find(({ id }) => id === issue.sourceId);
  if (home === undefined) throw pageGone('The database of the page is no longer read here.');
  return home;
}

/** @throws ProblemError notion.rejected when the page is not what Notion describes. */
export function understood(answer: unknown, { properties }: SourceRow): MappedPage {
  try {
    return mapPage(answer, properties ?? noProperties);
  } catch (error) {
    if (error instanceof ZodError) throw new ProblemError('notion.rejected', 'The page could not be understood.');
    throw error;
  }
}

/** The source with its schema as it is in Notion now, which is taken over as a run does. */
export async function readSchemaNow(run: RunContext, source: SourceRow): Promise<SourceRow> {
  const answer = await needing('Read content', () => readDataSource(run.session, source.dataSourceId));
  return inRun(run, (ctx) => applySchema(ctx, source, run.connection, answer));
}
