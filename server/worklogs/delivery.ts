import type { ProblemCode } from '../../shared/errors.ts';
import { problems } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { within } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { announce } from '../events/events.repository.ts';
import type { IssueRow } from '../issues/issues.repository.ts';
import { renewLease, type Lease } from '../jobs/lease.ts';
import { notionProblem, type NotionFailure } from '../notion/failure.ts';
import { backoffMs, type NotionSession } from '../notion/gateway.ts';
import type { ConnectionRow } from '../sources/sources.repository.ts';
import { updateEffect, type EffectRow } from './effects.repository.ts';

/** One server's hold on one page while it writes there. */
export interface PageDelivery {
  ctx: Ctx;
  lease: Lease;
  session: NotionSession;
  connection: ConnectionRow;
  issue: IssueRow;
  /** Address that worklog comments link to; null without a public address. */
  publicUrl: string | null;
  random: () => number;
}

/** Longer than a request can take, so that a late answer never meets a second sender. */
export const pageLeaseMs = 120_000;

/** Notion gives up on a request after about 60 s: from then on, what can be found there is all there is. */
export const lookAfterMs = 65_000;

/** An unclear write is sent again at most this often before a person is asked. */
export const maxAttempts = 5;

const minuteMs = 60_000;

/**
 * Changes an effect while the page is still ours.
 * @throws LeaseLostError when another server has taken the page over.
 */
export async function note(delivery: PageDelivery, row: EffectRow, work: (ctx: Ctx) => Promise<void>): Promise<void> {
  await inTransaction(delivery.ctx.db, async (tx) => {
    const ctx = within(delivery.ctx, tx);
    await renewLease(tx, delivery.lease, ctx.clock.now(), pageLeaseMs);
    await work(ctx);
    await announce(ctx, 'worklog', { issueId: row.issueId });
  });
}

/** A write was refused for a reason that somebody has to mend: it waits, says why, and is tried now and then. */
export async function block(delivery: PageDelivery, row: EffectRow, code: ProblemCode, detail: string): Promise<void> {
  const attempts = row.attempts + 1;
  const waitMs = Math.min(6 * 60, 10 * 2 ** (attempts - 1)) * minuteMs;
  const nextAttemptAt = new Date(delivery.ctx.clock.now().getTime() + waitMs);
  const change = {
    state: 'blocked' as const,
    code,
    detail: `${detail} ${problems[code].fix}`,
    attempts,
    nextAttemptAt,
  };
  await note(delivery, row, (ctx) => updateEffect(ctx, row.id, change));
}

/** Nothing was written: the same again later. */
export async function postpone(delivery: PageDelivery, row: EffectRow, failure: NotionFailure): Promise<void> {
  const waitMs = failure.retryAfterMs ?? backoffMs(row.attempts + 1, delivery.random());
  const { code, message } = notionProblem(failure);
  const nextAttemptAt = new Date(delivery.ctx.clock.now().getTime() + waitMs);
  const change = { state: 'pending' as const, code, detail: message, attempts: row.attempts + 1, nextAttemptAt };
  await note(delivery, row, (ctx) => updateEffect(ctx, row.id, change));
}

/** Something of ours failed: the effect rests a minute, so that one fault does not hold up the others. */
export async function rest(delivery: PageDelivery, row: EffectRow): Promise<void> {
  const nextAttemptAt = new Date(delivery.ctx.clock.now().getTime() + minuteMs);
  await note(delivery, row, (ctx) => updateEffect(ctx, row.id, { nextAttemptAt, code: 'server.internal' }));
}

/** What a refusal means for a page: gone, in the trash, a missing capability, or something to look at. */
export async function blockFor(
  delivery: PageDelivery,
  row: EffectRow,
  failure: NotionFailure,
  missing: string,
): Promise<void> {
  if (failure.kind === 'capability') return block(delivery, row, 'notion.capability', missing);
  if (failure.kind === 'not_found') {
    return block(delivery, row, 'notion.page_gone', 'The page is not shared with the connection, or was deleted.');
  }
  if (failure.kind === 'rejected' && /archived|trash/iu.test(failure.message)) {
    return block(delivery, row, 'notion.page_gone', 'The page is in the trash.');
  }
  const { code, message } = notionProblem(failure);
  return block(delivery, row, code, message);
}

/** True when nothing was written and nobody needs to do anything. */
export function isPassing(failure: NotionFailure): boolean {
  return ['rate_limited', 'conflict', 'offline'].includes(failure.kind);
}
