import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { newWorklog, Worklog, worklogPatch, worklogReview } from '../../shared/api/worklogs.ts';
import { ProblemError } from '../../shared/errors.ts';
import { dayBoundsMs, dayOf } from '../../shared/sessions.ts';
import { cleanWorklogText } from '../../shared/worklog-text.ts';
import { audit } from '../audit/audit.repository.ts';
import { actorPersonId, within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import { findIssue } from '../issues/issues.usecases.ts';
import { findMember } from '../people/people.repository.ts';
import { findCommentEffect, owe, postAgain, takeAsPosted } from './effects.repository.ts';
import { oweComments } from './owe-comments.usecases.ts';
import { showWorklog } from './show-worklogs.usecases.ts';
import * as repository from './worklogs.repository.ts';
import type { WorklogRow } from './worklogs.repository.ts';

type NewWorklog = z.output<typeof newWorklog>;

/**
 * Books time for a person: one's own, or as an administrator that of somebody in the department, which is on record. The
 * worklog and what is owed to Notion for it are stored together; delivery follows in the background.
 * The same id with the same content again changes nothing and answers what is there.
 * @throws ProblemError issue.not_found, issue.ambiguous, person.not_found, auth.forbidden, or worklog.id_conflict when
 * the id stands for something else.
 */
export async function addWorklog(
  ctx: Ctx,
  caller: { id: string; timeZone: string },
  input: NewWorklog,
): Promise<{ worklog: Worklog; created: boolean }> {
  const person = await whoseTime(ctx, caller, input.personId);
  const issue = await findIssue(ctx, input.key, 'key');
  const row = manualRow(ctx, person, issue.id, input);
  const created = await inTransaction(ctx.db, (tx) => storeWorklog(within(ctx, tx), row));
  return { worklog: await showWorklog(ctx, row.id), created };
}

async function whoseTime(ctx: Ctx, caller: { id: string; timeZone: string }, personId: string | undefined) {
  if (personId === undefined || personId === caller.id) return caller;
  if (ctx.actor.kind === 'person' && ctx.actor.role !== 'administrator') {
    throw new ProblemError('auth.forbidden', 'Only an administrator logs time for others.', 'personId');
  }
  const member = await findMember(ctx, personId);
  if (member === undefined) throw new ProblemError('person.not_found', undefined, 'personId');
  return member;
}

/**
 * Stores a worklog with what is owed for it, in the transaction of the caller; false when it is there already.
 * @throws ProblemError worklog.id_conflict when its id stands for something else.
 */
export async function storeWorklog(ctx: Ctx, row: WorklogRow): Promise<boolean> {
  await repository.lockIssue(ctx, row.issueId);
  if (!(await repository.insertWorklog(ctx, row))) {
    await refuseOtherContent(ctx, row);
    return false;
  }
  const timeSpentVersion = await oweBoth(ctx, row);
  const { issueId, seconds, text, personId, bookedBy } = row;
  const forOther = bookedBy === null ? {} : { forPersonId: personId };
  await audit(ctx, 'worklog.added', row.id, { issueId, seconds, text, timeSpentVersion, ...forOther });
  await announce(ctx, 'worklog', { worklogId: row.id, issueId }, personId);
  return true;
}

function manualRow(ctx: Ctx, person: { id: string; timeZone: string }, issueId: string, input: NewWorklog): WorklogRow {
  const { id, seconds } = input;
  const text = cleanWorklogText(input.text);
  const startedAt = startOf(input, person.timeZone);
  const day = dayOf((startedAt ?? ctx.clock.now()).getTime(), person.timeZone);
  const by = actorPersonId(ctx);
  const bookedBy = by === person.id ? null : by;
  const content = { id, personId: person.id, issueId, seconds, text, startedAt, day };
  return worklogRow(ctx, { ...content, origin: 'manual', bookedBy }, [
    issueId,
    seconds,
    text,
    // As it was asked for: the day begins at another instant once the person is in another time zone.
    input.day ?? startedAt,
  ]);
}

/** Of a day without a time of day the work is taken to begin with it: it ends on the same day then, however long it was. */
function startOf({ startedAt, day }: NewWorklog, timeZone: string): Date | null {
  if (day !== undefined) return new Date(dayBoundsMs(day, timeZone).startMs);
  return startedAt === undefined ? null : new Date(startedAt);
}

type Content = Pick<WorklogRow, 'id' | 'personId' | 'issueId' | 'seconds' | 'text' | 'startedAt' | 'day' | 'origin'>;

/** A new worklog; `request` is what was asked for, by which a repetition is known. */
export function worklogRow(ctx: Ctx, content: Content & Partial<WorklogRow>, request: readonly unknown[]): WorklogRow {
  const now = ctx.clock.now();
  return {
    trackedIssueId: null,
    bookedBy: null,
    isAutomatic: false,
    ...content,
    departmentId: ctx.department.id,
    carriedBy: null,
    timeSpentVersion: 0,
    requestHash: createHash('sha256').update(JSON.stringify(request)).digest('base64url'),
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

/** @throws ProblemError worklog.id_conflict unless the worklog with this id is the same. */
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
