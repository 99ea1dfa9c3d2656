import { createHash } from 'node:crypto';
import type { StatusDecision } from '../../shared/status.ts';
import type { Ctx } from '../context.ts';
import type { MappedPage } from '../notion/page.ts';
import * as repository from './issues.repository.ts';
import type { IssueRow, PeriodRow } from './issues.repository.ts';
import { firstPeriod, isTransition, nextPeriod, type Observation } from './periods.ts';

/** A page with the keys it has and had. */
export interface RekeyedPage {
  pageId: string;
  keys: string[];
}

/** Everything about a source that the pages of one read have in common. */
export interface ImportContext {
  sourceId: string;
  /** Prefix of the keys, as Notion shows them or as the department set it. */
  keyPrefix: string;
  meaningOf: (optionId: string | null, name: string | null) => StatusDecision;
  previousPollAt: Date | null;
  polledAt: Date;
}

export interface Imported {
  /** New and changed issues as they are stored now. */
  changed: IssueRow[];
  unchanged: number;
  /** Pages that are new or got another key: links of branches may change. */
  rekeyed: RekeyedPage[];
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
  const changes = newest.flatMap((page) => changeOf(ctx, into, page, known.get(page.pageId)));
  await repository.upsertIssues(
    ctx,
    changes.map(({ after }) => after),
  );
  await repository.addAliases(ctx, changes.flatMap(aliasOf));
  await writePeriods(ctx, into, changes);
  return {
    changed: changes.map(({ after }) => after),
    unchanged: newest.length - changes.length,
    rekeyed: changes.flatMap(rekeyedPage),
  };
}

interface Change {
  before: IssueRow | undefined;
  after: IssueRow;
}

function changeOf(ctx: Ctx, into: ImportContext, page: MappedPage, before: IssueRow | undefined): Change[] {
  if (before !== undefined && page.editedAt < before.notionEditedAt) return [];
  const after = issueRow(ctx, into, page, before);
  if (before?.contentHash === after.contentHash) return [];
  return [{ before, after }];
}

function issueRow(ctx: Ctx, into: ImportContext, page: MappedPage, before: IssueRow | undefined): IssueRow {
  const { defaultStatus, rule } = into.meaningOf(page.statusOptionId, page.status);
  const [primary] = page.people;
  const content = {
    sourceId: into.sourceId,
    projectKey: page.number === null ? null : `${into.keyPrefix}-${page.number}`,
    number: page.number,
    title: page.title,
    statusOptionId: page.statusOptionId,
    status: page.status,
    defaultStatus,
    statusRule: rule,
    assignee: primary === undefined ? null : (primary.email ?? primary.userId),
    assignees: page.people,
    priority: page.priority,
    originalTimeEstimate: page.estimateSeconds,
    spentHours: page.spentHours,
    url: page.url,
    state: stateOf(page),
  };
  return {
    ...content,
    id: before?.id ?? ctx.newId(),
    departmentId: ctx.department.id,
    pageId: page.pageId,
    contentHash: createHash('sha256').update(JSON.stringify(content)).digest('base64url'),
    missedSweeps: 0,
    notionCreatedAt: page.createdAt,
    notionEditedAt: page.editedAt,
    changedAt: ctx.clock.now(),
  };
}

function stateOf(page: MappedPage): IssueRow['state'] {
  if (page.trashed) return 'trashed';
  return page.archived ? 'archived' : 'active';
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
  const moved = changes.filter(
    ({ before, after }) =>
      before === undefined || isTransition({ optionId: before.statusOptionId }, { optionId: after.statusOptionId }),
  );
  const open = await repository.findOpenPeriods(
    ctx,
    moved.flatMap(({ before }) => before?.id ?? []),
  );
  const begun: PeriodRow[] = [];
  for (const { after } of moved) {
    const current = open.get(after.id);
    const period = periodAfter(into, after, current);
    if (current !== undefined) await repository.endPeriod(ctx, current.id, period.startedAt);
    begun.push({ ...period, id: ctx.newId(), departmentId: ctx.department.id, issueId: after.id, endedAt: null });
  }
  await repository.insertPeriods(ctx, begun);
}

function periodAfter(into: ImportContext, after: IssueRow, current: PeriodRow | undefined) {
  const status = { optionId: after.statusOptionId, status: after.status, defaultStatus: after.defaultStatus };
  const seen: Observation = {
    createdAt: after.notionCreatedAt,
    editedAt: after.notionEditedAt,
    previousPollAt: into.previousPollAt,
    polledAt: into.polledAt,
  };
  return current === undefined ? firstPeriod(status, seen) : nextPeriod(status, seen, current.startedAt);
}
