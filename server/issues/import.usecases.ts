import type { Ctx } from '../context.ts';
import type { MappedPage } from '../notion/page.ts';
import { contentOf, sameContent, type PageMeaning } from './content.ts';
import * as repository from './issues.repository.ts';
import type { IssueRow, PeriodRow } from './issues.repository.ts';
import { firstPeriod, isTransition, nextPeriod, type Observation, type Span } from './periods.ts';

/** A page with the keys it has and had. */
export interface RekeyedPage {
  pageId: string;
  keys: string[];
}

/** What the pages of one answer have in common. */
export interface ImportContext extends PageMeaning {
  previousPollAt: Date | null;
  /** Notion's clock when it answered. */
  observedAt: Date;
  /** When an event said that the status changed. */
  toldAt?: Date | undefined;
  /** By our clock, when the reading began that brought these pages. */
  begunAt: Date;
  /** The pages are what Notion answered to a write of ours, which it took at some moment of this span. */
  written?: Span | undefined;
}

export interface Imported {
  /** New and changed issues as they are stored now. */
  changed: IssueRow[];
  unchanged: number;
  /** Pages that are new or got another key: links of branches may change. */
  rekeyed: RekeyedPage[];
}

interface Change {
  before: IssueRow | undefined;
  after: IssueRow;
}

/**
 * Stores pages as issues. Call it in a transaction. Idempotent: a page with the same content touches nothing, one that
 * is older than what is stored is ignored, one of the same minute with other content is its second edit and counts.
 */
export async function importPages(ctx: Ctx, into: ImportContext, pages: readonly MappedPage[]): Promise<Imported> {
  const newest = [...new Map(pages.map((page) => [page.pageId, page])).values()];
  const known = await repository.findByPageIds(
    ctx,
    newest.map((page) => page.pageId),
  );
  const seen = newest.flatMap((page) => compared(ctx, into, page, known.get(page.pageId)));
  const changes = seen.filter(({ before, after }) => before === undefined || !sameContent(before, after));
  const touched = seen.filter((change) => !changes.includes(change)).flatMap(touchedRow);
  await repository.upsertIssues(ctx, [...changes.map(({ after }) => after), ...touched]);
  await repository.addAliases(ctx, changes.flatMap(aliasOf));
  await writePeriods(ctx, into, changes);
  return {
    changed: changes.map(({ after }) => after),
    unchanged: newest.length - changes.length,
    rekeyed: changes.flatMap(rekeyedPage),
  };
}

function compared(ctx: Ctx, into: ImportContext, page: MappedPage, before: IssueRow | undefined): Change[] {
  const after = issueRow(ctx, into, page, before);
  return before !== undefined && isOutdated(into, before, after) ? [] : [{ before, after }];
}

/**
 * Older than what is stored; or of the same minute, and asked for before our own write was answered: then it may be the
 * page as it was before, and would look like an edit that took the write back. A later read tells.
 */
function isOutdated({ begunAt }: ImportContext, before: IssueRow, { notionEditedAt }: IssueRow): boolean {
  if (before.writtenAt === null || begunAt >= before.writtenAt) return notionEditedAt < before.notionEditedAt;
  return notionEditedAt <= before.notionEditedAt;
}

/** An edit of something that is not kept here, such as the text of the page: nothing but its time is news. */
function touchedRow({ before, after }: Change): IssueRow[] {
  if (before === undefined) return [];
  const { notionEditedAt, missedSweeps, writtenAt } = after;
  const same =
    before.notionEditedAt.getTime() === notionEditedAt.getTime() &&
    before.missedSweeps === missedSweeps &&
    before.writtenAt?.getTime() === writtenAt?.getTime();
  return same ? [] : [{ ...before, notionEditedAt, missedSweeps, writtenAt }];
}

function issueRow(ctx: Ctx, into: ImportContext, page: MappedPage, before: IssueRow | undefined): IssueRow {
  return {
    ...contentOf(page, into),
    id: before?.id ?? ctx.newId(),
    departmentId: ctx.department.id,
    pageId: page.pageId,
    missedSweeps: 0,
    notionCreatedAt: page.createdAt,
    notionEditedAt: believed(page.editedAt, into.observedAt),
    changedAt: ctx.clock.now(),
    writtenAt: into.written === undefined ? (before?.writtenAt ?? null) : ctx.clock.now(),
  };
}

const minuteMs = 60_000;

/**
 * Edit times in the future have been seen. Such a one is taken for an edit of this minute: kept as it is, it would make
 * the page look newer than every edit until that time comes.
 */
export function believed(editedAt: Date, observedAt: Date): Date {
  const thisMinuteMs = Math.floor(observedAt.getTime() / minuteMs) * minuteMs;
  return new Date(Math.min(editedAt.getTime(), thisMinuteMs));
}

function aliasOf({ before, after }: Change): { key: string; issueId: string }[] {
  const old = before?.projectKey ?? null;
  return old === null || old === after.projectKey ? [] : [{ key: old, issueId: after.id }];
}

function rekeyedPage({ before, after }: Change): RekeyedPage[] {
  if (before?.projectKey === after.projectKey) return [];
  return [{ pageId: after.pageId, keys: [before?.projectKey, after.projectKey].flatMap((key) => key ?? []) }];
}

async function writePeriods(ctx: Ctx, into: ImportContext, changes: readonly Change[]): Promise<void> {
  const moved = changes.filter(({ before, after }) => before === undefined || isTransition(before, after));
  const open = await repository.findOpenPeriods(
    ctx,
    moved.flatMap(({ before }) => before?.id ?? []),
  );
  const begun: PeriodRow[] = [];
  for (const change of moved) {
    const { id: issueId } = change.after;
    const current = open.get(issueId);
    const period = periodAfter(into, change, current);
    if (current !== undefined) await repository.endPeriod(ctx, current.id, period.startedAt);
    begun.push({ ...period, id: ctx.newId(), departmentId: ctx.department.id, issueId, endedAt: null });
  }
  await repository.insertPeriods(ctx, begun);
}

function periodAfter(into: ImportContext, { before, after }: Change, current: PeriodRow | undefined) {
  const status = { optionId: after.statusOptionId, status: after.status, defaultStatus: after.defaultStatus };
  const seen: Observation = {
    createdAt: after.notionCreatedAt,
    editedAt: after.notionEditedAt,
    previousPollAt: lastSeenAt(into, before),
    polledAt: into.observedAt,
    toldAt: newsAfter(current, into.toldAt),
    written: into.written ?? null,
  };
  return current === undefined ? firstPeriod(status, seen) : nextPeriod(status, seen, current.startedAt);
}

/** What was told before the current status was seen is about that status or an older one. */
function newsAfter(current: PeriodRow | undefined, toldAt: Date | undefined): Date | null {
  return toldAt !== undefined && current !== undefined && toldAt > current.observedAt ? toldAt : null;
}

/** A page that was out of sight was last seen when it went, not at the last poll. */
function lastSeenAt({ previousPollAt }: ImportContext, before: IssueRow | undefined): Date | null {
  if (previousPollAt === null || before === undefined || before.state === 'active') return previousPollAt;
  return new Date(Math.min(previousPollAt.getTime(), before.changedAt.getTime()));
}
