import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { IssueComment, newComment } from '../../shared/api/comments.ts';
import type { worklogReview } from '../../shared/api/worklogs.ts';
import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { findIssue } from '../issues/issues.usecases.ts';
import { findCommentEffect, owe, postAgain, takeAsPosted } from './effects.repository.ts';
import * as repository from './notes.repository.ts';
import type { NoteRow, NoteView } from './notes.repository.ts';
import { unknownSinceOf } from './restored.usecases.ts';
import { lockIssue } from './worklogs.repository.ts';

/**
 * Takes what a person wrote to be a comment of an issue. It is stored with the comment that is owed for it; delivery
 * follows in the background. The same id with the same content again changes nothing and answers what is there.
 * @throws ProblemError issue.not_found, or comment.id_conflict when the id stands for something else.
 */
export async function addNote(
  ctx: Ctx,
  personId: string,
  key: string,
  input: z.output<typeof newComment>,
): Promise<{ comment: IssueComment; created: boolean }> {
  const issue = await findIssue(ctx, key);
  const row = noteRow(ctx, personId, issue.id, input);
  const created = await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    if (!(await repository.insertNote(inside, row))) return false;
    await owe(inside, 'note', row.id, issue.id, 'pending', await unknownSinceOf(inside, row.id));
    await audit(inside, 'note.added', row.id, { issueId: issue.id });
    return true;
  });
  if (!created) await refuseOtherContent(ctx, row);
  return { comment: await showNote(ctx, await findMine(ctx, key, row.id)), created };
}

function noteRow(ctx: Ctx, personId: string, issueId: string, input: z.output<typeof newComment>): NoteRow {
  const { id, text, link = null } = input;
  const content = JSON.stringify([issueId, text, link && [link.title, link.url]]);
  return {
    id,
    departmentId: ctx.department.id,
    personId,
    issueId,
    text,
    link,
    requestHash: createHash('sha256').update(content).digest('base64url'),
    createdAt: ctx.clock.now(),
  };
}

async function refuseOtherContent(ctx: Ctx, row: NoteRow): Promise<void> {
  const known = await repository.findNoteAnywhere(ctx.db, row.id);
  const same =
    known?.personId === row.personId &&
    known.departmentId === row.departmentId &&
    known.requestHash === row.requestHash;
  if (!same) throw new ProblemError('comment.id_conflict', undefined, 'id');
}

/** The comment and how far it is; one's own, for administrators anybody's. */
export async function readNote(ctx: Ctx, key: string, id: string): Promise<IssueComment> {
  return showNote(ctx, await findMine(ctx, key, id));
}

async function findMine(ctx: Ctx, key: string, id: string): Promise<NoteView> {
  const issue = await findIssue(ctx, key);
  const view = await repository.findNote(ctx, id);
  const { actor } = ctx;
  const mayLook = actor.kind === 'job' || actor.role === 'administrator' || actor.personId === view?.row.personId;
  if (view === undefined || view.row.issueId !== issue.id || !mayLook) throw new ProblemError('comment.not_found');
  return view;
}

async function showNote(ctx: Ctx, { row, key }: NoteView): Promise<IssueComment> {
  const effect = await findCommentEffect(ctx, row.id, 'note');
  const state = effect === undefined || effect.state === 'held' ? 'pending' : effect.state;
  return { id: row.id, key, text: row.text, state, detail: effect?.detail ?? null };
}

/**
 * Takes a person's answer about a comment whose fate only a person can tell. Nothing happens when none was asked for,
 * so that two who answer do not post twice.
 */
export async function reviewNote(
  ctx: Ctx,
  key: string,
  id: string,
  { comment }: z.output<typeof worklogReview>,
): Promise<IssueComment> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const { row } = await findMine(inside, key, id);
    await lockIssue(inside, row.issueId);
    const effect = await findCommentEffect(inside, id, 'note');
    if (effect?.state !== 'needs_review') return;
    if (comment === 'post') await postAgain(inside, effect);
    else await takeAsPosted(inside, effect);
    await audit(inside, 'note.reviewed', id, { comment });
  });
  return readNote(ctx, key, id);
}
