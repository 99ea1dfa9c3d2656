import type { NotionWebhooks } from '../../shared/api/webhooks.ts';
import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Services } from '../services.ts';
import { countReads } from './reads.repository.ts';
import { openWebhookToken, waitingUntil } from './subscription.ts';
import * as repository from './webhooks.repository.ts';
import type { SubscriptionRow } from './webhooks.repository.ts';

/** How far the webhooks of the department are set up, without the token. */
export async function readWebhooks(services: Services, ctx: Ctx): Promise<NotionWebhooks> {
  const row = await repository.findSubscription(ctx);
  const until = waitingUntil(row, ctx.clock.now());
  const address = addressOf(services, ctx);
  return {
    state: stateOf(row, until),
    address,
    detail: obstacleOf(address),
    waitingUntil: until?.toISOString() ?? null,
    lastEventAt: row?.lastEventAt?.toISOString() ?? null,
    events: row?.events ?? 0,
    duplicates: row?.duplicates ?? 0,
    queued: await countReads(ctx),
  };
}

function stateOf(row: SubscriptionRow | undefined, until: Date | null): NotionWebhooks['state'] {
  if (until !== null) return 'waiting';
  if (row === undefined || row.sealedToken === null) return 'off';
  return row.confirmedAt === null ? 'token_received' : 'active';
}

/** The address that a person enters in Notion. */
function addressOf({ environment }: Services, ctx: Ctx): string | null {
  if (environment.PUBLIC_URL === undefined) return null;
  return `${environment.PUBLIC_URL}/api/v1/notion/webhooks/${ctx.department.id}`;
}

const notPublic =
  'Notion calls public https addresses only: set PUBLIC_URL to the one at which the internet reaches this server.';

function obstacleOf(address: string | null): string | null {
  if (address === null) return 'PUBLIC_URL is not set, so Notion has no address to call.';
  return address.startsWith('https:') ? null : notPublic;
}

/**
 * Waits for Notion's verification token, the first one or a new one.
 * @throws ProblemError webhook.public_url_missing when Notion has no address to call.
 */
export async function startWebhooks(services: Services, ctx: Ctx): Promise<NotionWebhooks> {
  if (addressOf(services, ctx) === null) throw new ProblemError('webhook.public_url_missing');
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await repository.askForToken(inside);
    await audit(inside, 'webhooks.started', ctx.department.id);
  });
  return readWebhooks(services, ctx);
}

/**
 * The verification token, for a person who has to paste it in Notion: there is no other way to hand it over. It is
 * asked for on purpose, each time is in the audit, and after the first event it is never shown again.
 * @throws ProblemError webhook.no_token before Notion sent it and after it was used.
 */
export async function showWebhookToken(services: Services, ctx: Ctx): Promise<string> {
  return inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    const row = await repository.lockSubscription(inside);
    const token = row?.confirmedAt === null ? openWebhookToken(services.secrets, row) : undefined;
    if (token === undefined) throw new ProblemError('webhook.no_token');
    await audit(inside, 'webhooks.token_shown', ctx.department.id);
    return token;
  });
}

/** Ends webhooks. Whatever Notion sends from now on is refused; polling goes on as ever. */
export async function removeWebhooks(ctx: Ctx): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    if (await repository.removeSubscription(inside)) await audit(inside, 'webhooks.removed', ctx.department.id);
  });
}
