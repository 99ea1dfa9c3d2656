import { z } from 'zod';
import { ProblemError } from '../../shared/errors.ts';
import { richTextParts } from '../../shared/worklog-text.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { uniqueViolation } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Span } from '../issues/periods.ts';
import { NotionFailure } from '../notion/failure.ts';
import { createPage, peopleValue, statusValue, titleValue, type Values } from '../notion/page-writing.ts';
import { findPage, readPage } from '../notion/reading.ts';
import { needing } from '../notion/writing.ts';
import type { RunContext } from '../sources/run-context.ts';
import type { SourceRow } from '../sources/sources.repository.ts';
import { createPageStore } from '../sources/store-pages.usecases.ts';
import type { NewIssueInput } from './create.usecases.ts';
import { isAnotherOnItsWay, updateCreation, type CreationRow } from './creations.repository.ts';
import { noAssignee } from './assignee.usecases.ts';
import { findMeInNotion, type Caller } from './me-in-notion.usecases.ts';
import { readSchemaNow, understood } from './page-now.usecases.ts';
import { paragraphsOf } from './paragraphs.ts';
import { refuseRenamed, settledAfterMs, unclaimedPages } from './possible-pages.usecases.ts';
import { chooseStatus } from './statuses.usecases.ts';

/** A page that somebody waits for. */
interface Making {
  run: RunContext;
  source: SourceRow;
  me: Caller;
  input: NewIssueInput;
}

/**
 * Makes the page, unless an earlier request may have made it: then that one is looked for first, and nothing is sent
 * before it has surely ended. Answers the page's id.
 */
export async function makePage(making: Making, row: CreationRow): Promise<string> {
  if (row.sentAt === null && row.mayRepeat) return post(making, row);
  return (await lookForIt(making, row)) ?? postAgain(making, row);
}

async function postAgain(making: Making, row: CreationRow): Promise<string> {
  const { ctx } = making.run;
  const settledAtMs = (row.sentAt?.getTime() ?? 0) + settledAfterMs;
  const leftSeconds = Math.ceil((settledAtMs - ctx.clock.now().getTime()) / 1000);
  if (leftSeconds > 0) {
    throw new ProblemError(
      'notion.unclear',
      `Notion may still be making the page. Ask again in ${leftSeconds} seconds: it is then looked for once more.`,
    );
  }
  if (!row.mayRepeat) {
    const detail = `Notion said that it made the page "${row.title}", but does not show it. Look for it in Notion.`;
    throw new ProblemError('notion.unclear', detail);
  }
  await refuseRenamed(making.run, making.source, row);
  return post(making, row);
}

async function post(making: Making, row: CreationRow): Promise<string> {
  const { run, input } = making;
  const { ctx, session, connection } = run;
  const page = await wanted(making);
  const send = await session.turn();
  const notedAt = ctx.clock.now();
  const sent = { ...row, sentAt: notedAt, firstSentAt: row.firstSentAt ?? notedAt, botId: connection.botId };
  await move(ctx, sent, 'sending');
  const from = session.notionNow();
  let answer: unknown;
  try {
    const paragraphs = paragraphsOf(input.text);
    answer = await createPage({ send, notedAt }, { ...page, paragraphs });
  } catch (error) {
    if (!(error instanceof NotionFailure)) throw error;
    return await failed(making, sent, error);
  }
  return settle(making, sent, answer, { from, until: session.notionNow() });
}

/** What Notion is asked for: the values by the properties of the source. */
async function wanted({ run, source, me, input }: Making): Promise<{ dataSourceId: string; properties: Values }> {
  const current = source.schema === null ? await readSchemaNow(run, source) : source;
  const properties: Values = { [current.properties?.title ?? 'title']: titleValue(richTextParts(input.title)) };
  if (input.status !== undefined) {
    const { column, option } = await chooseStatus(run, current, input.status);
    properties[column.propertyId] = statusValue(column.type, option.id);
  }
  if (input.assignToMe) {
    const assignee = current.properties?.assignee ?? null;
    if (assignee === null) throw noAssignee(current);
    properties[assignee] = peopleValue([{ object: 'user', id: await findMeInNotion(run, me) }]);
  }
  return { dataSourceId: current.dataSourceId, properties };
}

/** Stores how far the creation is, on record. */
async function move(ctx: Ctx, row: CreationRow, step: string, detail: Record<string, unknown> = {}): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await updateCreation(inside, row.id, row);
    await audit(inside, `issue.creation.${step}`, row.id, { title: row.title, ...detail });
  });
}

async function failed(making: Making, sent: CreationRow, failure: NotionFailure): Promise<string> {
  const { ctx } = making.run;
  const reason = failure.message;
  if (failure.kind !== 'unavailable') {
    // Earlier requests were looked for: none of them made it, and this one did not either.
    await move(ctx, { ...sent, sentAt: null, firstSentAt: null }, 'refused', { reason });
    throw await refusalOf(making, failure);
  }
  const committedId = failure.committedId ?? sent.committedId;
  const unclear = { ...sent, committedId, mayRepeat: sent.mayRepeat && failure.mayRepeat };
  await move(ctx, unclear, 'unclear', { reason });
  const found = await lookForIt(making, unclear).catch((error: unknown) => {
    if (error instanceof NotionFailure) return undefined;
    throw error;
  });
  if (found !== undefined) return found;
  throw new ProblemError('notion.unclear', `${reason} Whether the page was made is not known yet.`);
}

async function refusalOf(making: Making, failure: NotionFailure): Promise<Error> {
  const { run, source } = making;
  if (failure.kind === 'not_found') {
    const detail = `Notion does not show the database "${source.name}" to this connection any more.`;
    return new ProblemError('notion.not_shared', detail);
  }
  // What the request was made of may have been removed meanwhile: then that is the reason, and thrown here.
  if (failure.kind === 'rejected') await wanted({ ...making, source: await readSchemaNow(run, source) });
  return failure;
}

/** The page's id, when a request that may have made it did. */
async function lookForIt(making: Making, row: CreationRow): Promise<string | undefined> {
  const { ctx, session } = making.run;
  if (row.committedId !== null) {
    const answer = await findPage(session, row.committedId);
    if (answer !== undefined) return settle(making, row, answer);
  }
  const candidates = await unclaimedPages(making.run, making.source, row);
  const found = candidates.find(({ title }) => title === row.title);
  if (found === undefined) return undefined;
  // Whose page is it, when two of the same title are made at the same time? The other one will know soon.
  const inFlightSince = new Date(ctx.clock.now().getTime() - settledAfterMs);
  if (await isAnotherOnItsWay(ctx, row, inFlightSince)) {
    throw new ProblemError('notion.unclear', 'Another task of the same title is being made. Ask again in a minute.');
  }
  return settle(making, row, found.answer);
}

/** The page is there: it is stored as a read stores it, and is that of the creation from now on. */
async function settle(making: Making, row: CreationRow, answer: unknown, written?: Span): Promise<string> {
  const { run, source } = making;
  const { pageId, whole } = await readBack(making, row, answer);
  const also = async (ctx: Ctx) => {
    await updateCreation(ctx, row.id, { pageId, sentAt: null });
    await audit(ctx, 'issue.created', row.id, { pageId, sourceId: source.id });
  };
  const begun = { ...run, startedAt: run.ctx.clock.now() };
  const store = createPageStore(begun, source, { full: true, written, also });
  try {
    await store([whole], { watermark: null, isKept: false });
  } catch (error) {
    if (uniqueViolation(error) !== 'page_creation_page_unique') throw error;
    throw new ProblemError('issue.busy', 'Another task of the same title was made at the same time. Ask again.');
  }
  return pageId;
}

const frame = z.looseObject({ id: z.string(), properties: z.unknown().optional() });

/** The page with all that Notion makes up itself, such as its number, which its first answer may lack. */
async function readBack(
  { run, source }: Making,
  row: CreationRow,
  answer: unknown,
): Promise<{ pageId: string; whole: unknown }> {
  const { data } = frame.safeParse(answer);
  if (data === undefined) throw new ProblemError('notion.unclear', 'Notion answered something unexpected.');
  const needsNumber = source.properties?.uniqueId != null;
  const isWhole = data.properties !== undefined && (!needsNumber || understood(answer, source).number !== null);
  if (isWhole) return { pageId: data.id, whole: answer };
  await move(run.ctx, { ...row, committedId: data.id }, 'answered');
  return { pageId: data.id, whole: await needing('Read content', () => readPage(run.session, data.id)) };
}
