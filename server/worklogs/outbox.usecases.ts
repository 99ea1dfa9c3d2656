import { findById } from '../issues/issues.repository.ts';
import { claimLease, LeaseLostError, releaseLease } from '../jobs/lease.ts';
import type { Ctx } from '../context.ts';
import { jobContext, type Services } from '../services.ts';
import { openToken } from '../sources/connection.ts';
import { findConnection } from '../sources/sources.repository.ts';
import { deliverComment } from './deliver-comment.usecases.ts';
import { deliverTimeSpent } from './deliver-time-spent.usecases.ts';
import { pageLeaseMs, rest, type PageDelivery } from './delivery.ts';
import { listDue, listDueIssues, unblock } from './effects.repository.ts';

const pagesAtOnce = 4;
const pagesPerLook = 40;

/** What the outbox is called in logs. */
export const outboxJobName = 'WorklogOutbox';

/** Sends everything that is due, some pages side by side and each page in order. Answers how many pages it looked at. */
export async function deliverDue(services: Services, random: () => number): Promise<number> {
  const due = await listDueIssues(services.db, services.clock.now(), pagesPerLook);
  const queue = [...due];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (services.stopping.aborted) return;
      await deliverPage(services, next.departmentId, next.issueId, random);
    }
  };
  await Promise.all(Array.from({ length: pagesAtOnce }, worker));
  return due.length;
}

async function deliverPage(
  services: Services,
  departmentId: string,
  issueId: string,
  random: () => number,
): Promise<void> {
  const ctx = jobContext(services, outboxJobName, departmentId);
  const lease = await claimLease(ctx.db, `page:${issueId}`, ctx.requestId, ctx.clock.now(), pageLeaseMs);
  if (lease === undefined) return;
  try {
    const connection = await findConnection(ctx);
    const issue = await findById(ctx, issueId);
    if (connection === undefined || !connection.enabled || issue === undefined) return;
    const session = services.notion.session(openToken(services, connection));
    const publicUrl = services.environment.PUBLIC_URL ?? null;
    await deliverEffects({ ctx, lease, session, connection, issue, publicUrl, random }, services.stopping);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) ctx.log.error({ err: error, issueId }, 'delivery failed');
  } finally {
    await releaseLease(ctx.db, lease);
  }
}

async function deliverEffects(delivery: PageDelivery, stopping: AbortSignal): Promise<void> {
  for (const row of await listDue(delivery.ctx, delivery.issue.id)) {
    if (stopping.aborted) return;
    try {
      await (row.kind === 'comment' ? deliverComment(delivery, row) : deliverTimeSpent(delivery, row));
    } catch (error) {
      if (error instanceof LeaseLostError) throw error;
      delivery.ctx.log.error({ err: error, effectId: row.id }, 'an effect failed');
      await rest(delivery, row);
    }
  }
}

/** Tries at once what was blocked: the settings changed, so the cause may be gone. */
export async function retryBlocked(ctx: Ctx): Promise<void> {
  await unblock(ctx);
}
