import type { Ctx } from '../context.ts';
import { findById } from '../issues/issues.repository.ts';
import { claimLease, LeaseLostError, releaseLease } from '../jobs/lease.ts';
import type { NotionSession } from '../notion/gateway.ts';
import { jobContext, type Services } from '../services.ts';
import { openToken } from '../sources/connection.ts';
import { findConnection, type ConnectionRow } from '../sources/sources.repository.ts';
import { deliverComment } from './deliver-comment.usecases.ts';
import { deliverTimeSpent } from './deliver-time-spent.usecases.ts';
import { block, pageLeaseMs, rest, type PageDelivery, type PageHold } from './delivery.ts';
import { listDue, listDueIssues, unblock, type DueIssue, type EffectRow } from './effects.repository.ts';

const pagesAtOnce = 4;
const pagesPerLook = 40;

/** Effects have their own way to wait and to repeat; one page must not keep the others waiting. */
const sessionOptions = { priority: 'worklog', patienceMs: 20_000, readAttempts: 2 } as const;

/** What the outbox is called in logs. */
export const outboxJobName = 'WorklogOutbox';

/** Sends everything that is due, some pages side by side and each page in order. Answers how many pages it looked at. */
export async function deliverDue(services: Services, random: () => number): Promise<number> {
  const due = await listDueIssues(services.db, services.clock.now(), pagesPerLook);
  const queue = [...due];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (services.stopping.aborted) return;
      await deliverPage(services, next, random);
    }
  };
  await Promise.all(Array.from({ length: pagesAtOnce }, worker));
  return due.length;
}

async function deliverPage(
  services: Services,
  { departmentId, issueId, pageId }: DueIssue,
  random: () => number,
): Promise<void> {
  const ctx = jobContext(services, outboxJobName, departmentId);
  try {
    // The page's own id: two departments that track the same page must not write its number at the same time.
    const lease = await claimLease(ctx.db, `page:${pageId}`, ctx.requestId, ctx.clock.now(), pageLeaseMs);
    if (lease === undefined) return;
    try {
      await deliverEffects(services, { ctx, lease, random }, issueId);
    } finally {
      await releaseLease(ctx.db, lease);
    }
  } catch (error) {
    if (!(error instanceof LeaseLostError)) ctx.log.error({ err: error, issueId }, 'delivery failed');
  }
}

async function deliverEffects(services: Services, hold: PageHold, issueId: string): Promise<void> {
  for (const row of await listDue(hold.ctx, issueId)) {
    if (services.stopping.aborted) return;
    try {
      const delivery = await open(services, hold, row);
      if (delivery !== undefined) await deliver(delivery, row);
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      hold.ctx.log.error({ err: error, effectId: row.id }, 'an effect failed');
      await rest(hold, row);
    }
  }
}

function deliver(delivery: PageDelivery, row: EffectRow): Promise<void> {
  return row.kind === 'time_spent' ? deliverTimeSpent(delivery, row) : deliverComment(delivery, row);
}

/** Settings are read for every effect: a token that was replaced, or a switch turned off, counts from the next one on. */
async function open(services: Services, hold: PageHold, row: EffectRow): Promise<PageDelivery | undefined> {
  const connection = await findConnection(hold.ctx);
  const issue = await findById(hold.ctx, row.issueId);
  if (connection === undefined || !connection.enabled || issue === undefined) return undefined;
  const session = sessionOf(services, connection);
  if (session === undefined) {
    await block(hold, row, 'notion.auth', 'The saved token cannot be read with the secret of this server.');
    return undefined;
  }
  return { ...hold, session, connection, issue, publicUrl: services.environment.PUBLIC_URL ?? null };
}

/** Undefined when the token was sealed with another secret, as after a move without it. */
function sessionOf(services: Services, connection: ConnectionRow): NotionSession | undefined {
  try {
    return services.notion.session(openToken(services, connection), {
      ...sessionOptions,
      workspaceId: connection.workspaceId,
    });
  } catch {
    return undefined;
  }
}

/** Tries at once what was blocked or needs a look: the settings changed, so the cause may be gone. */
export async function retryBlocked(ctx: Ctx): Promise<void> {
  await unblock(ctx);
}
