import { richTextParts, worklogComment } from '../../shared/worklog-text.ts';
import { NotionFailure } from '../notion/failure.ts';
import {
  createComment,
  deleteComment,
  listComments,
  updateComment,
  type CommentText,
  type FoundComment,
} from '../notion/writing.ts';
import { findView } from './worklogs.repository.ts';
import * as delivering from './delivery.ts';
import type { PageDelivery } from './delivery.ts';
import { listClaimedComments, settleEffect, updateEffect, type EffectRow } from './effects.repository.ts';
import { listCarried } from './worklogs.repository.ts';

const missingCapability =
  'The connection may not write comments: it lacks "Insert comments" (and "Read comments") in Notion.';

/** Brings the comment of one worklog into the state it shall have: there, changed, or gone. */
export async function deliverComment(delivery: PageDelivery, row: EffectRow): Promise<void> {
  if (row.state === 'sending' || row.state === 'unknown') return lookForIt(delivery, row);
  const wish = await wishOf(delivery, row);
  if (row.commentId === null && wish === null) return settleWithout(delivery, row);
  try {
    if (row.commentId === null && wish !== null) await post(delivery, row, wish);
    else if (row.commentId !== null) await correct(delivery, row, row.commentId, wish);
  } catch (error) {
    if (!(error instanceof NotionFailure)) throw error;
    await afterFailure(delivery, row, error);
  }
}

/** The comment's text as it shall be now; null when there shall be none. */
async function wishOf({ ctx, publicUrl }: PageDelivery, row: EffectRow): Promise<CommentText | null> {
  const carried = await listCarried(ctx, row.subjectId);
  const seconds = carried.reduce((total, worklog) => total + worklog.seconds, 0);
  const texts = [...new Set(carried.map(({ text }) => text).filter((text) => text !== ''))];
  const comment = worklogComment(seconds, texts.join('; '));
  return comment === null ? null : { parts: richTextParts(comment), marker: markerOf(publicUrl, row) };
}

/** The link on the hours: useful to people, and the one thing by which a comment can be told apart. */
function markerOf(publicUrl: string | null, { subjectId }: EffectRow): string | null {
  return publicUrl === null ? null : `${publicUrl}/w/${subjectId}`;
}

async function settleWithout(delivery: PageDelivery, row: EffectRow): Promise<void> {
  const { ctx } = delivery;
  const held = (await listCarried(ctx, row.subjectId)).length > 0;
  await delivering.note(delivery, row, (inside) =>
    settleEffect(inside, row.id, row.wanted, { state: held ? 'held' : 'done' }),
  );
}

async function post(delivery: PageDelivery, row: EffectRow, wish: CommentText): Promise<void> {
  const now = delivery.ctx.clock.now();
  const name = (await findView(delivery.ctx, row.subjectId))?.personName ?? 'Tickmark';
  // Written down before it leaves: found after a crash it means that the comment may be there.
  await delivering.note(delivery, row, (ctx) =>
    updateEffect(ctx, row.id, {
      state: 'sending',
      attempts: row.attempts + 1,
      sentAt: now,
      firstSentAt: row.firstSentAt ?? now,
      sentText: wish.parts.join(''),
      sentVersion: row.wanted,
    }),
  );
  const commentId = await createComment(delivery.session, delivery.issue.pageId, wish, name);
  await delivering.note(delivery, row, (ctx) => settleEffect(ctx, row.id, row.wanted, { commentId, deliveredAt: now }));
}

/** Changing and deleting may be repeated, so an unclear answer needs no look. A comment a person removed stays removed. */
async function correct(
  delivery: PageDelivery,
  row: EffectRow,
  commentId: string,
  wish: CommentText | null,
): Promise<void> {
  let kept: string | null = wish === null ? null : commentId;
  let detail: string | null = null;
  try {
    if (wish === null) await deleteComment(delivery.session, commentId);
    else await updateComment(delivery.session, commentId, wish);
  } catch (error) {
    if (!(error instanceof NotionFailure) || error.kind !== 'not_found') throw error;
    kept = wish === null ? null : commentId;
    detail = wish === null ? null : 'The comment was removed in Notion, so it was not posted again.';
  }
  await delivering.note(delivery, row, (ctx) => settleEffect(ctx, row.id, row.wanted, { commentId: kept, detail }));
}

async function afterFailure(delivery: PageDelivery, row: EffectRow, failure: NotionFailure): Promise<void> {
  if (delivering.isPassing(failure)) return delivering.postpone(delivery, row, failure);
  if (failure.kind !== 'unavailable') return delivering.blockFor(delivery, row, failure, missingCapability);
  if (row.commentId !== null) return delivering.postpone(delivery, row, failure);
  const lookAt = new Date(delivery.ctx.clock.now().getTime() + delivering.lookAfterMs);
  const change = { state: 'unknown' as const, nextAttemptAt: lookAt, mayRepeat: row.mayRepeat && failure.mayRepeat };
  await delivering.note(delivery, row, (ctx) =>
    updateEffect(ctx, row.id, {
      ...change,
      code: 'notion.unavailable',
      detail: `${failure.message} Whether the comment was posted is looked up.`,
    }),
  );
}

/** After an unclear end: never post again before looking, and never look before Notion has surely finished. */
async function lookForIt(delivery: PageDelivery, row: EffectRow): Promise<void> {
  const { ctx, session, issue } = delivery;
  const lookAtMs = (row.sentAt?.getTime() ?? 0) + delivering.lookAfterMs;
  if (ctx.clock.now().getTime() < lookAtMs) {
    const change = { state: 'unknown' as const, nextAttemptAt: new Date(lookAtMs) };
    return delivering.note(delivery, row, (inside) => updateEffect(inside, row.id, change));
  }
  try {
    const comments = await listComments(session, issue.pageId);
    const claimed = await listClaimedComments(ctx, row.issueId, row.id);
    const found = comments.filter((comment) => !claimed.has(comment.id) && isOurs(delivery, row, comment));
    await afterLook(delivery, row, found);
  } catch (error) {
    if (!(error instanceof NotionFailure)) throw error;
    await lookAgainLater(delivery, row, error);
  }
}

async function afterLook(delivery: PageDelivery, row: EffectRow, [first, ...copies]: FoundComment[]): Promise<void> {
  if (first !== undefined) {
    for (const copy of delivery.publicUrl === null ? [] : copies) await deleteComment(delivery.session, copy.id);
    const version = row.sentVersion ?? row.wanted;
    return delivering.note(delivery, row, (ctx) => settleEffect(ctx, row.id, version, { commentId: first.id }));
  }
  if (row.mayRepeat && row.attempts < delivering.maxAttempts) {
    return delivering.note(delivery, row, (ctx) =>
      updateEffect(ctx, row.id, { state: 'pending', nextAttemptAt: ctx.clock.now() }),
    );
  }
  const detail = row.mayRepeat
    ? `Notion's answers were unclear ${row.attempts} times and the comment is not on the page.`
    : 'Notion says that the comment was saved, but it is not among the open comments: a person may have resolved it.';
  await delivering.note(delivery, row, (ctx) => updateEffect(ctx, row.id, { state: 'needs_review', detail }));
}

/** By the marker, else by our bot, the same text, and not older than the first try (Notion floors to the minute). */
function isOurs({ connection, publicUrl }: PageDelivery, row: EffectRow, comment: FoundComment): boolean {
  const marker = markerOf(publicUrl, row);
  if (marker !== null && comment.links.some((link) => sameAddress(link, marker))) return true;
  const sinceMs = (row.firstSentAt?.getTime() ?? 0) - 2 * 60_000;
  const byUs = connection.botId === null || comment.createdById === connection.botId;
  return (
    byUs &&
    comment.text === row.sentText &&
    comment.createdAt.getTime() >= sinceMs &&
    (marker === null || comment.links.length === 0)
  );
}

/** Notion may add a slash or encode an address in another way. */
function sameAddress(a: string, b: string): boolean {
  const plain = (text: string) => decodeURIComponent(text).replace(/\/+$/u, '').toLowerCase();
  try {
    return plain(a) === plain(b);
  } catch {
    return false;
  }
}

async function lookAgainLater(delivery: PageDelivery, row: EffectRow, failure: NotionFailure): Promise<void> {
  if (failure.kind === 'capability') {
    const detail =
      'Whether the comment was posted cannot be looked up: the connection lacks "Read comments" in Notion.';
    return delivering.note(delivery, row, (ctx) =>
      updateEffect(ctx, row.id, { state: 'needs_review', code: 'notion.capability', detail }),
    );
  }
  const waitMs = failure.retryAfterMs ?? 60_000;
  const nextAttemptAt = new Date(delivery.ctx.clock.now().getTime() + waitMs);
  await delivering.note(delivery, row, (ctx) =>
    updateEffect(ctx, row.id, { state: 'unknown', nextAttemptAt, detail: failure.message }),
  );
}
