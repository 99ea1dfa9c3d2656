import { claimLease, givingWay } from '../jobs/lease.ts';
import { jobContext, type Services } from '../services.ts';
import { runLeaseMs, runLeaseName } from '../sources/run-context.ts';
import { readQueued } from './read-queued.usecases.ts';
import { listDueDepartments } from './reads.repository.ts';

/** What reading after events is called in logs. */
export const webhookJobName = 'NotionWebhookReads';

/**
 * Reads what events asked for, each department by itself and never beside a run: while one is under way its events wait
 * for the next look. A run that is to start does not wait but takes over, and what was not read yet stays queued.
 */
export async function readChangedPages(services: Services): Promise<void> {
  for (const departmentId of await listDueDepartments(services.db, services.clock.now())) {
    const ctx = jobContext(services, webhookJobName, departmentId);
    const holder = `${givingWay}${ctx.requestId}`;
    const lease = await claimLease(ctx.db, runLeaseName(departmentId), holder, ctx.clock.now(), runLeaseMs);
    if (lease !== undefined) services.background(webhookJobName, () => readQueued(services, ctx, lease));
  }
}
