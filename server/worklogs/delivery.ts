import { problems, type ProblemCode } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import type { IssueRow } from '../issues/issues.repository.ts';
import { renewLease, type Lease } from '../jobs/lease.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import type { NotionSession, SendWrite } from '../notion/gateway.ts';
import type { Sending } from '../notion/writing.ts';
import type { ConnectionRow } from '../sources/sources.repository.ts';
import { settleEffect, updateAsked, updateEffect, type EffectRow, type Settled } from './effects.repository.ts';

/** One server's hold on one page. */
export interface PageHold {
  ctx: Ctx;
  lease: Lease;
  random: () => number;
}

/** The hold on a page while it is written to. */
export interface PageDelivery extends PageHold {
  session: NotionSession;
  connection: ConnectionRow;
  issue: IssueRow;
  /** Address that worklog comments link to; null without a public address. */
  publicUrl: string | null;
}

type Change = Partial<EffectRow>;
type Work = (ctx: Ctx) => Promise<void>;

/** What goes with a move: more of the effect, and what else is stored in the same transaction. */
export interface Also {
  change?: Change;
  work?: Work;
}

/** Longer than a request can take, so that a late answer never meets a second sender. */
export const pageLeaseMs = 120_000;

/** Notion gives up on a request after about 60 s: from then on, what can be found there is all there is. */
export const settledAfterMs = 65_000;

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** The end of a request that was sent. Whatever is thrown instead of it happened before anything left. */
export class SendFailed extends Error {
  override readonly name = 'SendFailed';
  readonly failure: NotionFailure;

  constructor(failure: NotionFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Stores something while the page is still ours, on record, and tells who watches.
 * @throws LeaseLostError when another server has taken the page over.
 */
async function store(hold: PageHold, row: EffectRow, step: string, record: object, work: Work): Promise<void> {
  await inTransaction(hold.ctx.db, async (tx) => {
    const ctx = within(hold.ctx, tx);
    await renewLease(tx, hold.lease, ctx.clock.now(), pageLeaseMs);
    await work(ctx);
    const isNote = row.kind === 'note';
    const action = isNote ? `note.${step}` : `worklog.${row.kind}.${step}`;
    await audit(ctx, action, row.subjectId, { attempt: row.attempts + 1, ...record });
    if (!isNote) await announce(ctx, 'worklog', { issueId: row.issueId });
  });
}

async function move(hold: PageHold, row: EffectRow, step: string, to: Change, also: Also = {}): Promise<void> {
  const change = { ...to, ...also.change };
  await store(hold, row, step, { code: change.code, detail: change.detail }, async (ctx) => {
    await also.work?.(ctx);
    await updateEffect(ctx, row.id, change);
  });
}

/** Notion has version `version` of the wish. */
export async function settle(
  hold: PageHold,
  row: EffectRow,
  version: number,
  more: Settled = {},
  work?: Work,
): Promise<void> {
  await store(hold, row, more.state ?? 'done', { version, ...more }, async (ctx) => {
    await work?.(ctx);
    await settleEffect(ctx, row.id, version, more);
  });
}

/**
 * Sends a write once. It is written down before it leaves: found after a crash it means that it may have arrived.
 * @throws SendFailed when it did not end well.
 */
export async function sendNoted<T>(
  delivery: PageDelivery,
  row: EffectRow,
  send: SendWrite,
  also: Also,
  request: (sending: Sending) => Promise<T>,
): Promise<T> {
  const notedAt = delivery.ctx.clock.now();
  const sent = { sentAt: notedAt, sentVersion: row.wanted, attempts: row.attempts + 1 };
  await move(delivery, row, 'sending', { state: 'pending', ...sent, code: null, detail: null }, also);
  try {
    return await request({ send, notedAt });
  } catch (error) {
    throw error instanceof NotionFailure ? new SendFailed(error) : error;
  }
}

/** When the end of the request that is on its way is certain, whatever it is. */
function settledAt(row: EffectRow): Date {
  return new Date((row.sentAt?.getTime() ?? 0) + settledAfterMs);
}

/** True while a request may still arrive in Notion. */
export function isOnItsWay({ ctx }: PageHold, row: EffectRow): boolean {
  return row.sentAt !== null && ctx.clock.now() < settledAt(row);
}

/** Comes back when the request that is on its way has surely ended. */
export async function waitUntilSettled(hold: PageHold, row: EffectRow): Promise<void> {
  await move(hold, row, 'waiting', { state: 'pending', nextAttemptAt: settledAt(row) });
}

/** Tries again at once. */
export async function again(hold: PageHold, row: EffectRow, step: string, also: Also): Promise<void> {
  await move(hold, row, step, { state: 'pending', nextAttemptAt: hold.ctx.clock.now() }, also);
}

/** Whether to post again is for a person to decide; it is looked for now and then, at most once a day in the end. */
export async function askPerson(hold: PageHold, row: EffectRow, lost: number, detail: string): Promise<void> {
  const attempts = row.state === 'needs_review' ? row.attempts + 1 : 1;
  const waitMs = Math.min(24, 2 ** (attempts - 1)) * 60 * minuteMs;
  const nextAttemptAt = new Date(hold.ctx.clock.now().getTime() + waitMs);
  const when = { attempts, nextAttemptAt };
  // A person who was asked before may be answering right now: the answer stays.
  if (row.state === 'needs_review') {
    return store(hold, row, 'looked', { detail }, (ctx) => updateAsked(ctx, row.id, when));
  }
  const asked = { state: 'needs_review', code: null, detail, lost, sentAt: null, mayRepeat: false } as const;
  await move(hold, row, 'asking', { ...asked, ...when });
}

/** A write was refused for a reason that somebody has to mend: it waits, says why, and is tried now and then. */
export async function block(
  hold: PageHold,
  row: EffectRow,
  code: ProblemCode,
  reason: string,
  also: Also = {},
): Promise<void> {
  const attempts = row.attempts + 1;
  const detail = `${reason} ${problems[code].fix}`;
  const waitMs = code === 'notion.blocked' ? 360 * minuteMs : Math.min(60, 10 * 2 ** (attempts - 1)) * minuteMs;
  const nextAttemptAt = new Date(hold.ctx.clock.now().getTime() + waitMs);
  await move(hold, row, 'blocked', { state: 'blocked', code, detail, attempts, nextAttemptAt }, also);
}

/** Nothing needs to be done by anybody: the same again later. */
export async function postpone(hold: PageHold, row: EffectRow, failure: NotionFailure, also: Also = {}): Promise<void> {
  const { code, message: detail } = notionProblem(failure);
  const attempts = row.attempts + 1;
  const backoffMs = Math.min(10 * minuteMs, secondMs * 2 ** (attempts - 1)) * (0.75 + hold.random() / 2);
  const nextAttemptAt = new Date(hold.ctx.clock.now().getTime() + (failure.retryAfterMs ?? backoffMs));
  await move(hold, row, 'postponed', { state: 'pending', code, detail, attempts, nextAttemptAt }, also);
}

/**
 * The request may have been saved or not. Looking at once finds what is there already, before people can change it;
 * only when the request has surely ended, what is not found is not there.
 */
export async function unclear(hold: PageHold, row: EffectRow, failure: NotionFailure): Promise<void> {
  const { code, message } = notionProblem(failure);
  const detail = `${message} Whether it was saved is looked up.`;
  await again(hold, row, 'unclear', { change: { code, detail, mayRepeat: row.mayRepeat && failure.mayRepeat } });
}

/** Something of ours failed: the effect rests a minute, so that one fault does not hold up the others. */
export async function rest(hold: PageHold, row: EffectRow): Promise<void> {
  const nextAttemptAt = new Date(hold.ctx.clock.now().getTime() + minuteMs);
  const detail = 'A fault in the server; it is tried again.';
  await move(hold, row, 'failed', { nextAttemptAt, code: 'server.internal', detail });
}

/** True when nothing was written and nobody needs to do anything. */
export function isPassing(failure: NotionFailure): boolean {
  return ['rate_limited', 'conflict', 'offline'].includes(failure.kind);
}
