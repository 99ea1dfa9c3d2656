import type { Ctx } from '../context.ts';
import { richTextParts } from '../../shared/worklog-text.ts';
import { NotionFailure } from '../notion/failure.ts';
import {
  createComment,
  deleteComment,
  isTrashed,
  listComments,
  plainComment,
  updateComment,
  type CommentText,
  type FoundComment,
} from '../notion/writing.ts';
import { unlessMissing } from '../notion/reading.ts';
import * as delivering from './delivery.ts';
import { SendFailed, type PageDelivery } from './delivery.ts';
import { fail } from './delivery-failures.ts';
import { listClaimedComments, type EffectRow } from './effects.repository.ts';
import { isLostComment, isLostNote, markerOf } from './find-comment.ts';
import { commentOf } from './held.ts';
import { findNote, type NoteRow } from './notes.repository.ts';
import { countRebooked, uncountRestored } from './restored.repository.ts';
import { isOfBackup, wasWrittenAfterBackup } from './restored.usecases.ts';
import { findView, listCarried } from './worklogs.repository.ts';

const minuteMs = 60_000;

/** A post of which the end stays unclear is sent again at most this often before a person is asked. */
const maxLost = 5;

/**
 * After a crash the post was most likely saved. When that is looked up later than this, a person may have resolved
 * the comment meanwhile, and what is resolved cannot be seen.
 */
const sureForMs = 10 * minuteMs;

/** Brings the comment of one worklog, or one note, into the state it shall have: there, changed, or gone. */
export async function deliverComment(delivery: PageDelivery, row: EffectRow): Promise<void> {
  try {
    const wish = await wishOf(delivery, row);
    if (row.commentId !== null) await correct(delivery, row, row.commentId, wish);
    else if (mayBeThere(row)) await lookForIt(delivery, row, wish);
    else if (wish === null) await settleWithout(delivery, row);
    else await post(delivery, row, wish);
  } catch (error) {
    await fail(delivery, row, error);
  }
}

/** The comment's text as it shall be now; null when there shall be none. */
async function wishOf({ ctx, publicUrl }: PageDelivery, row: EffectRow): Promise<CommentText | null> {
  if (row.kind === 'note') return noteWish((await findNote(ctx, row.subjectId))?.row);
  const comment = commentOf(await listCarried(ctx, row.subjectId));
  if (comment === null) return null;
  return { parts: richTextParts(comment), marker: publicUrl === null ? null : markerOf(publicUrl, row.subjectId) };
}

function noteWish(note: NoteRow | undefined): CommentText | null {
  return note === undefined ? null : { parts: richTextParts(note.text), marker: null, link: note.link };
}

async function authorOf({ ctx }: PageDelivery, { kind, subjectId }: EffectRow): Promise<string> {
  return (await (kind === 'note' ? findNote(ctx, subjectId) : findView(ctx, subjectId)))?.personName ?? '';
}

/** Never post before looking when a post may have been saved, and never without being asked when looking cannot tell. */
function mayBeThere({ sentAt, mayRepeat, unknownSince }: EffectRow): boolean {
  return sentAt !== null || !mayRepeat || unknownSince !== null;
}

/** There is no comment and there shall be none: not yet, or not any more. */
async function settleWithout(delivery: PageDelivery, row: EffectRow): Promise<void> {
  const isHeld = (await listCarried(delivery.ctx, row.subjectId)).length > 0;
  await delivering.settle(delivery, row, row.wanted, { commentId: null, state: isHeld ? 'held' : 'done' });
}

async function post(delivery: PageDelivery, row: EffectRow, wish: CommentText): Promise<void> {
  const { ctx, session, issue, connection } = delivery;
  const personName = await authorOf(delivery, row);
  const { botId } = connection;
  const send = await session.turn();
  const firstSentAt = row.lost > 0 ? row.firstSentAt : ctx.clock.now();
  const change = { sentText: plainComment(wish), firstSentAt, botId };
  const commentId = await delivering.sendNoted(delivery, row, send, { change }, (sending) =>
    createComment(sending, issue.pageId, wish, personName),
  );
  await delivering.settle(delivery, row, row.wanted, { commentId });
}

/** Changing and deleting may be repeated, once an earlier request can no longer arrive late. */
async function correct(
  delivery: PageDelivery,
  row: EffectRow,
  commentId: string,
  wish: CommentText | null,
): Promise<void> {
  if (delivering.isOnItsWay(delivery, row)) return delivering.waitUntilSettled(delivery, row);
  const send = await delivery.session.turn();
  try {
    await delivering.sendNoted(delivery, row, send, {}, (sending) =>
      wish === null ? deleteComment(sending, commentId) : updateComment(sending, commentId, wish),
    );
  } catch (error) {
    const detail = error instanceof SendFailed ? await outOfReach(delivery, row, error.failure) : undefined;
    if (detail === undefined) throw error;
    return wish === null ? settleWithout(delivery, row) : delivering.settle(delivery, row, row.wanted, { detail });
  }
  await (wish === null ? settleWithout(delivery, row) : delivering.settle(delivery, row, row.wanted));
}

/** Why the comment is beyond our reach for good; undefined when it is not. A comment a person removed stays removed. */
async function outOfReach(
  { session, issue, connection }: PageDelivery,
  { botId }: EffectRow,
  failure: NotionFailure,
): Promise<string | undefined> {
  if (failure.kind === 'capability' && botId !== null && connection.botId !== null && botId !== connection.botId) {
    return 'The comment was posted by the former connection, which alone may change it, so it stays as it is.';
  }
  if (failure.kind !== 'not_found') return undefined;
  // A page that is not shared answers the same for its comments: the page must be there to say that the comment is not.
  await pageMustBeThere(session, issue.pageId);
  return 'The comment was removed or resolved in Notion, so it was not posted again.';
}

async function pageMustBeThere(session: PageDelivery['session'], pageId: string): Promise<void> {
  try {
    if (await isTrashed(session, pageId)) throw new NotionFailure('rejected', 'The page is in the trash.');
  } catch (error) {
    throw error instanceof NotionFailure ? new SendFailed(error) : error;
  }
}

async function lookForIt(delivery: PageDelivery, row: EffectRow, wish: CommentText | null): Promise<void> {
  const { ctx, session, issue, connection } = delivery;
  const comments = await listComments(session, issue.pageId);
  const claimed = await listClaimedComments(ctx, row.issueId, row.id);
  const skewMs = session.notionNow().getTime() - ctx.clock.now().getTime();
  // Notion floors its times to the minute.
  const sentAfter = new Date(((row.firstSentAt ?? row.unknownSince)?.getTime() ?? 0) + skewMs - 2 * minuteMs);
  const wished = wish === null ? null : wish.parts.join('');
  // What a restored backup has never sent was sent by the bot of the connection, as it is wished for.
  const text = row.sentText ?? (row.unknownSince === null ? null : wished);
  const lost = { text, botId: row.botId ?? connection.botId, sentAfter };
  const isIt = (one: FoundComment) =>
    row.kind === 'note'
      ? isLostNote({ ...lost, hasLink: wish?.link != null }, one)
      : isLostComment({ ...lost, worklogId: row.subjectId }, one);
  const [found, ...copies] = comments.filter((one) => !claimed.has(one.id) && isIt(one));
  if (found === undefined) return notFound(delivery, row, wish);
  await removeCopies(
    delivery,
    // Two notes may say the same; each is somebody's.
    row.kind === 'note' ? [] : copies.filter(({ links }) => links.length > 0),
  );
  const version = found.text === wished ? row.wanted : (row.sentVersion ?? row.delivered);
  await delivering.settle(delivery, row, version, { commentId: found.id }, (inside) => countIfRebooked(inside, row));
}

/** A worklog of the time that a restore made us forget, booked again: its hours are in the page's number already. */
async function countIfRebooked(ctx: Ctx, row: EffectRow): Promise<void> {
  if (row.unknownSince === null || (await isOfBackup(ctx, row))) return;
  const seconds = (await listCarried(ctx, row.subjectId)).reduce((sum, one) => sum + one.seconds, 0);
  await countRebooked(ctx, row.issueId, seconds);
}

/** Two comments with the link of one worklog are one too many; without a link they may be of two worklogs. */
async function removeCopies({ ctx, session, connection }: PageDelivery, copies: FoundComment[]): Promise<void> {
  for (const copy of copies.filter(({ createdById }) => createdById === connection.botId)) {
    const send = await session.turn();
    await unlessMissing(() => deleteComment({ send, notedAt: ctx.clock.now() }, copy.id));
  }
}

async function notFound(delivery: PageDelivery, row: EffectRow, wish: CommentText | null): Promise<void> {
  if (delivering.isOnItsWay(delivery, row)) return delivering.waitUntilSettled(delivery, row);
  if (wish === null) return settleWithout(delivery, row);
  if (row.unknownSince !== null && row.mayRepeat) return notFoundAfterRestore(delivery, row, wish);
  const lost = row.lost + (row.sentAt === null ? 0 : 1);
  if (row.mayRepeat && lost < maxLost && !mayBeResolved(delivery, row)) {
    return delivering.again(delivery, row, 'not_found', { change: { sentAt: null, lost } });
  }
  await delivering.askPerson(
    delivery,
    row,
    lost,
    row.state === 'needs_review' && row.detail !== null
      ? row.detail
      : lost < maxLost
        ? 'The comment was probably posted, but it is not among the open comments of the page: a person may have resolved it.'
        : `Notion's answers were unclear ${lost} times, and the comment is not on the page.`,
  );
}

/** The backup says that it was not posted, and it is not there: was it posted after the backup, and resolved since? */
async function notFoundAfterRestore(delivery: PageDelivery, row: EffectRow, wish: CommentText): Promise<void> {
  const ofBackup = await isOfBackup(delivery.ctx, row);
  if (ofBackup && (await wasPostedAndIsGone(delivery, row))) return delivering.askPerson(delivery, row, row.lost, gone);
  const change = { sentAt: null, unknownSince: null };
  const work = (ctx: Ctx) => (ofBackup ? uncountRestored(ctx, row.issueId, row.subjectId) : Promise.resolve());
  await delivering.again(delivery, row, 'not_found', { change, work });
  // At once, so that the number still follows the comment.
  await post(delivery, { ...row, ...change }, wish);
}

const gone =
  'A backup was restored, and the comment is not among the open comments of the page: it may have been posted after the backup, and resolved by a person.';

/** What was blocked when the backup was made most likely still was; else a gap of minutes is no time to resolve it in. */
async function wasPostedAndIsGone(delivery: PageDelivery, row: EffectRow): Promise<boolean> {
  // The number tells nothing of notes.
  const written = row.kind === 'note' ? undefined : await wasWrittenAfterBackup(delivery, row);
  const gapMs = delivery.ctx.clock.now().getTime() - (row.unknownSince?.getTime() ?? 0);
  return written ?? (row.state !== 'blocked' && gapMs > sureForMs);
}

/** The server ended while the post was on its way (nothing is noted about its end), and that is a while ago. */
function mayBeResolved({ ctx }: PageDelivery, { sentAt, code }: EffectRow): boolean {
  return sentAt !== null && code === null && ctx.clock.now().getTime() - sentAt.getTime() > sureForMs;
}
