import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { newWorklog, Worklog, worklogPatch, worklogReview } from '../../shared/api/worklogs.ts';
import { ProblemError } from '../../shared/errors.ts';
import { cleanWorklogText } from '../../shared/worklog-text.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import { findIssue } from '../issues/issues.usecases.ts';
import { findCommentEffect, owe, postAgain, takeAsPosted } from './effects.repository.ts';
import { oweComments } from './owe-comments.usecases.ts';
import { showWorklog } from './show-worklogs.usecases.ts';
import * as repository from './worklogs.repository.ts';
import type { WorklogRow } from './worklogs.repository.ts';

/**
 * Books time. The worklog and what is owed to Notion for it are stored together; delivery follows in the background.
 * The same id with the same content again changes nothing and answers what is there.
 * @throws ProblemError issue.not_found, issue.ambiguous, or worklog.id_conflict when the id stands for something else.
 */
export async function addWorklog(
  ctx: Ctx,
  personId: string,
  input: z.output<typeof newWorklog>,
): Promise<{ worklog: Worklog; created: boolean }> {
  const issue = await findIssue(ctx, input.key, 'key');
  const row = worklogRow(ctx, personId, issue.id, input);
  const created = await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await repository.lockIssue(inside, issue.id);
    if (!(await repository.insertWorklog(inside, row))) return false;
    const timeSpentVersion = await oweBoth(inside, row);
    const { seconds, text } = row;
    await audit(inside, 'worklog.added', row.id, { issueId: issue.id, seconds, text, timeSpentVersion });
    await announce(inside, 'worklog', { worklogId: row.id, issueId: issue.id }, personId);
    return true;
  });
  if (!created) await refuseOtherContent(ctx, row);
  return { worklog: await showWorklog(ctx, row.id), created };
}

function worklogRow(ctx: Ctx, personId: string, issueId: string, input: z.output<typeof newWorklog>): WorklogRow {
  const now = ctx.clock.now();
  const text = cleanWorklogText(input.text);
  const startedAt = input.startedAt === undefined ? null : new Date(input.startedAt);
  const content = JSON.stringify([issueId, input.seconds, text, startedAt]);
  return {
    id: input.id,
    departmentId: ctx.department.id,
    personId,
    issueId,
    seconds: input.seconds,
    text,
    startedAt,
    carriedBy: null,
    timeSpentVersion: 0,
    requestHash: createHash('sha256').update(content).digest('base64url'),
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

async function refuseOtherContent(ctx: Ctx, row: WorklogRow): Promise<void> {
  const known = await repository.findAnywhere(ctx.db, row.id);
  const same =
    known?.personId === row.personId &&
    known.departmentId === row.departmentId &&
    known.requestHash === row.requestHash;
  if (!same) throw new ProblemError('worklog.id_conflict', undefined, 'id');
}

/** Owes the comment and the number, both as they are with this worklog as it is now. Answers the version of the number. */
async function oweBoth(ctx: Ctx, row: WorklogRow): Promise<number> {
  await oweComments(ctx, row);
  const timeSpentVersion = await owe(ctx, 'time_spent', row.issueId, row.issueId);
  await repository.updateWorklog(ctx, row.id, { timeSpentVersion });
  return timeSpentVersion;
}

/**
 * Changes the time or text of a worklog; its comment and the page's number follow.
 * @throws ProblemError worklog.not_found also for a worklog of somebody else, unless the caller is an administrator.
 */
export async function changeWorklog(ctx: Ctx, id: string, change: z.output<typeof worklogPatch>): Promise<Worklog> {
  await mutate(ctx, id, 'worklog.changed', (row) => ({
    seconds: change.seconds ?? row.seconds,
    text: change.text === undefined ? row.text : cleanWorklogText(change.text),
  }));
  return showWorklog(ctx, id);
}

/** Takes a worklog back: its comment is deleted and the page's number lowered. The row stays, with the time of it. */
export async function deleteWorklog(ctx: Ctx, id: string): Promise<void> {
  await mutate(ctx, id, 'worklog.deleted', () => ({ deletedAt: ctx.clock.now() }));
}

async function mutate(
  ctx: Ctx,
  id: string,
  action: string,
  changeOf: (row: WorklogRow) => Partial<WorklogRow>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const { row: before } = await findMine(inside, id);
    await repository.lockIssue(inside, before.issueId);
    const { row } = await findMine(inside, id);
    const change = changeOf(row);
    const { seconds, text } = row;
    if (!changesAnything(row, change)) return;
    await repository.updateWorklog(inside, id, { ...change, updatedAt: ctx.clock.now() });
    const timeSpentVersion = await oweBoth(inside, row);
    await audit(inside, action, id, { before: { seconds, text }, after: change, timeSpentVersion });
    await announce(inside, 'worklog', { worklogId: id, issueId: row.issueId }, row.personId);
  });
}

function changesAnything(row: WorklogRow, change: Partial<WorklogRow>): boolean {
  return Object.entries(change).some(([name, value]) => row[name as keyof WorklogRow] !== value);
}

/**
 * Takes a person's answer about a comment whose fate only a person can tell. Nothing happens when none was asked for,
 * so that two who answer do not post twice.
 */
export async function reviewWorklog(
  ctx: Ctx,
  id: string,
  { comment }: z.output<typeof worklogReview>,
): Promise<Worklog> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const { row } = await findMine(inside, id);
    await repository.lockIssue(inside, row.issueId);
    const effect = await findCommentEffect(inside, row.carriedBy ?? row.id);
    if (effect?.state !== 'needs_review') return;
    if (comment === 'post') await postAgain(inside, effect);
    else await takeAsPosted(inside, effect);
    await audit(inside, 'worklog.reviewed', id, { comment });
    await announce(inside, 'worklog', { worklogId: id, issueId: row.issueId }, row.personId);
  });
  return showWorklog(ctx, id);
}

/** The worklog, when it is the caller's own or the caller administers the department. */
export async function findMine(ctx: Ctx, id: string): Promise<repository.WorklogView> {
  const view = await findMineOrDeleted(ctx, id);
  if (view.row.deletedAt !== null) throw new ProblemError('worklog.not_found');
  return view;
}

/** The same, also when it was taken back. */
export async function findMineOrDeleted(ctx: Ctx, id: string): Promise<repository.WorklogView> {
  const view = await repository.findView(ctx, id);
  const { actor } = ctx;
  const mayTouch = actor.kind === 'job' || actor.role === 'administrator' || actor.personId === view?.row.personId;
  if (view === undefined || !mayTouch) throw new ProblemError('worklog.not_found');
  return view;
}
