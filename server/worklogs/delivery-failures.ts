import type { Ctx } from '../context.ts';
import { announce } from '../events/events.repository.ts';
import { updateIssue } from '../issues/issues.repository.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import { isTrashed } from '../notion/writing.ts';
import { findConnection } from '../sources/sources.repository.ts';
import * as delivering from './delivery.ts';
import { SendFailed, type Also, type PageDelivery } from './delivery.ts';
import type { EffectRow } from './effects.repository.ts';

/** What becomes of the effect: nothing was saved, or it may have been. `undo` takes back what only a saved one needs. */
export async function fail(delivery: PageDelivery, row: EffectRow, error: unknown, undo?: Also['work']): Promise<void> {
  if (error instanceof NotionFailure) return failUnsent(delivery, row, error);
  if (!(error instanceof SendFailed)) throw error;
  const { failure } = error;
  if (failure.kind === 'unavailable') return delivering.unclear(delivery, row, failure);
  const ended = { change: { sentAt: null }, ...(undo === undefined ? {} : { work: undo }) };
  await (delivering.isPassing(failure)
    ? delivering.postpone(delivery, row, failure, ended)
    : refuse(delivery, row, failure, ended));
}

/** An earlier request may still be unclear: that stays written down. */
async function failUnsent(delivery: PageDelivery, row: EffectRow, failure: NotionFailure): Promise<void> {
  const mayWork = delivering.isPassing(failure) || failure.kind === 'unavailable';
  await (mayWork ? delivering.postpone(delivery, row, failure) : refuse(delivery, row, failure, {}));
}

async function refuse(delivery: PageDelivery, row: EffectRow, failure: NotionFailure, also: Also): Promise<void> {
  if (failure.kind === 'not_found') {
    const reason = 'The page is not shared with the connection, or was deleted.';
    return delivering.block(delivery, row, 'notion.page_gone', reason, also);
  }
  if (failure.kind === 'auth' && (await isReplaced(delivery))) {
    return delivering.again(delivery, row, 'token_replaced', also);
  }
  if (failure.kind === 'rejected' && (await isInTrash(delivery))) return blockTrashed(delivery, row, also);
  const { code, message } = notionProblem(failure);
  await delivering.block(delivery, row, code, message, also);
}

/** Another token was saved while the request with the old one was on its way. */
async function isReplaced({ ctx, connection }: PageDelivery): Promise<boolean> {
  return (await findConnection(ctx))?.sealedToken !== connection.sealedToken;
}

/** Refusals name no reason that programs could rely on, so the page itself is asked. */
async function isInTrash({ session, issue }: PageDelivery): Promise<boolean> {
  try {
    return await isTrashed(session, issue.pageId);
  } catch (error) {
    if (error instanceof NotionFailure) return false;
    throw error;
  }
}

/** The page was seen in the trash, so its task is shown as trashed at once. */
export async function blockTrashed(delivery: PageDelivery, row: EffectRow, { change, work }: Also = {}): Promise<void> {
  const trash = async (ctx: Ctx) => {
    await work?.(ctx);
    if (delivery.issue.state === 'trashed') return;
    await updateIssue(ctx, row.issueId, { state: 'trashed', changedAt: ctx.clock.now() });
    await announce(ctx, 'issue', { issueIds: [row.issueId] });
  };
  const also = { ...(change === undefined ? {} : { change }), work: trash };
  await delivering.block(delivery, row, 'notion.page_gone', 'The page is in the trash.', also);
}
