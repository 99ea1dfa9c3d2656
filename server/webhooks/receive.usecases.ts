import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { isSignedWith, offeredToken, parseEvent, type SignedBody, type WebhookEvent } from '../notion/webhook.ts';
import type { Services } from '../services.ts';
import { findConnection } from '../sources/sources.repository.ts';
import { queueRead } from './reads.repository.ts';
import { keepEventsMs, openWebhookToken, waitingUntil, webhookTokenPlace } from './subscription.ts';
import * as repository from './webhooks.repository.ts';

/** What the receiver is called in the audit. */
export const receiverName = 'NotionWebhook';

/**
 * Takes what Notion sends: the verification token at the set-up, then events. An event is stored and nothing more, so
 * that Notion is answered at once whatever else goes on; what it is about is read later. What cannot be understood is
 * let go, because Notion ends a subscription whose events fail.
 * @throws ProblemError webhook.signature_invalid unless it was signed with the department's token, or with the one that
 * it offers; webhook.not_expected when a token is offered that nobody asked for.
 */
export async function receiveWebhook(services: Services, ctx: Ctx, call: SignedBody): Promise<void> {
  const token = openWebhookToken(services.secrets, await repository.findSubscription(ctx));
  if (token !== undefined && (await isSignedWith(token, call))) {
    const event = parseEvent(call.body);
    if (event !== undefined) await takeEvent(services, ctx, event);
    return;
  }
  const offered = offeredToken(call.body);
  if (offered === undefined || !(await isSignedWith(offered, call))) {
    throw new ProblemError('webhook.signature_invalid', 'The body is not signed with the token of this department.');
  }
  await takeToken(services, ctx, offered);
}

/**
 * Anybody can sign with a token of their own: a token is taken only once and only while an administrator waits for it,
 * and counts for something only because a person then pastes it in Notion.
 */
async function takeToken({ secrets }: Services, ctx: Ctx, token: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const now = ctx.clock.now();
    if (waitingUntil(await repository.lockSubscription(inside), now) === null) {
      throw new ProblemError('webhook.not_expected');
    }
    const sealedToken = secrets.seal(token, webhookTokenPlace(ctx.department.id));
    await repository.updateSubscription(inside, { sealedToken, askedAt: null, tokenAt: now, confirmedAt: null });
    await audit(inside, 'webhooks.token_received', ctx.department.id);
  });
}

async function takeEvent(services: Services, ctx: Ctx, event: WebhookEvent): Promise<void> {
  const { id: eventId, type, authors, properties, subject } = event;
  const now = ctx.clock.now();
  const at = event.at ?? now;
  // A copy of one that is no longer known would pass for new.
  if (now.getTime() - at.getTime() > keepEventsMs) return;
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const row = { eventId, type, subjectId: subject?.id ?? null, at, authors, properties };
    const isNew = await repository.insertEvent(inside, row);
    await repository.countEvent(inside, { isNew });
    if (!isNew || subject === undefined || (await isOurOwn(inside, event))) return;
    await queueRead(inside, { kind: subject.kind, subjectId: subject.id });
  });
  services.wake.webhooks();
}

/** What our own bot did we know. An event may sum up several edits: one by anybody else counts. */
async function isOurOwn(ctx: Ctx, { authors }: WebhookEvent): Promise<boolean> {
  if (authors.length === 0) return false;
  const botId = (await findConnection(ctx))?.botId;
  return authors.every(({ id }) => id === botId);
}
