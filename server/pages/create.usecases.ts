import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Issue, newIssue } from '../../shared/api/issues.ts';
import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { findByPageIds } from '../issues/issues.repository.ts';
import { showIssue } from '../issues/issues.usecases.ts';
import type { Services } from '../services.ts';
import { listSources, type SourceRow } from '../sources/sources.repository.ts';
import * as repository from './creations.repository.ts';
import type { CreationRow } from './creations.repository.ts';
import { asProblems, claimed, openNotion } from './desk.ts';
import type { Caller } from './me-in-notion.usecases.ts';
import { makePage } from './make-page.usecases.ts';

export type NewIssueInput = z.output<typeof newIssue>;

/**
 * Makes a task as a page in Notion, for a person who waits, and answers it with the key that Notion gave it. The same id
 * with the same content again answers the same task: however often it is sent, there is one page.
 * @throws ProblemError source.required, issue.id_conflict, notion.unclear when it has to be asked for again.
 */
export async function createIssue(
  services: Services,
  ctx: Ctx,
  me: Caller,
  input: NewIssueInput,
): Promise<{ issue: Issue; created: boolean }> {
  const source = await chooseSource(ctx, input.sourceId);
  await noteCreation(ctx, creationRow(ctx, me, source, input));
  return claimed(ctx, `creation:${input.id}`, async () => {
    const row = await repository.findCreation(ctx.db, input.id);
    if (row === undefined) throw new ProblemError('issue.not_found');
    if (row.pageId !== null) return { issue: await showMade(ctx, row.pageId), created: false };
    const run = await openNotion(services, ctx);
    const pageId = await asProblems(() => makePage({ run, source, me, input }, row));
    return { issue: await showMade(ctx, pageId), created: true };
  });
}

/** @throws ProblemError source.not_found for one that is not read here. */
async function chooseSource(ctx: Ctx, wanted: string | undefined): Promise<SourceRow> {
  const sources = await listSources(ctx);
  if (wanted !== undefined) {
    const found = sources.find(({ id }) => id === wanted);
    if (found === undefined) throw new ProblemError('source.not_found', undefined, 'sourceId');
    return found;
  }
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) return only;
  const names = sources.map(({ id, name }) => `"${name}" (${id})`).join(', ');
  const detail = only === undefined ? 'The department has no database yet.' : `The department has several: ${names}.`;
  throw new ProblemError('source.required', detail, 'sourceId');
}

function creationRow(ctx: Ctx, me: Caller, source: SourceRow, input: NewIssueInput): CreationRow {
  const { id, title, status, assignToMe, text } = input;
  const content = JSON.stringify([source.id, title, status, assignToMe, text]);
  return {
    id,
    departmentId: ctx.department.id,
    personId: me.id,
    sourceId: source.id,
    title,
    requestHash: createHash('sha256').update(content).digest('base64url'),
    sentAt: null,
    firstSentAt: null,
    botId: null,
    mayRepeat: true,
    committedId: null,
    pageId: null,
    createdAt: ctx.clock.now(),
  };
}

/** Writes down what is wanted. @throws ProblemError issue.id_conflict when the id stands for something else. */
async function noteCreation(ctx: Ctx, row: CreationRow): Promise<void> {
  const isNew = await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    if (!(await repository.insertCreation(inside, row))) return false;
    await audit(inside, 'issue.creation.wanted', row.id, { sourceId: row.sourceId });
    return true;
  });
  if (isNew) return;
  const known = await repository.findCreation(ctx.db, row.id);
  const same =
    known?.personId === row.personId &&
    known.departmentId === row.departmentId &&
    known.requestHash === row.requestHash;
  if (!same) throw new ProblemError('issue.id_conflict', undefined, 'id');
}

async function showMade(ctx: Ctx, pageId: string): Promise<Issue> {
  const issue = (await findByPageIds(ctx, [pageId])).get(pageId);
  if (issue === undefined) {
    throw new ProblemError('notion.rejected', 'The page was made in Notion, but it could not be understood here.');
  }
  return showIssue(ctx, issue);
}
