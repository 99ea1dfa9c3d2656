import { jobContext, type Services } from '../services.ts';
import { findLastRun, listForsakenRuns } from './runs.repository.ts';
import { listEnabledDepartments } from './sources.repository.ts';
import { startSync, syncJobName } from './sync.usecases.ts';

/**
 * One tick of the poller: starts, or joins, a sync of every department whose connection is on. One that Notion has
 * blocked is left alone until somebody syncs it by hand.
 */
export async function pollNotion(services: Services): Promise<void> {
  await startEverywhere(services, 'cron');
}

async function startEverywhere(services: Services, trigger: 'cron' | 'reconciliation'): Promise<void> {
  for (const departmentId of await listEnabledDepartments(services.db)) {
    const ctx = jobContext(services, syncJobName, departmentId);
    try {
      if ((await findLastRun(ctx))?.error?.code !== 'notion.blocked') await startSync(services, ctx, trigger);
    } catch (error) {
      // One department, switched off since it was listed or broken, does not keep the others from being read.
      ctx.log.warn({ err: error, departmentId }, 'no sync at this tick');
    }
  }
}

/** One tick of the nightly comparison, which finds what no edit tells: pages that vanished, moved or came back. */
export async function reconcileNotion(services: Services): Promise<void> {
  await startEverywhere(services, 'reconciliation');
}

/** Goes on with the runs of servers that ended without a word: what they began is read again from its watermark. */
export async function takeOverRuns(services: Services): Promise<void> {
  for (const { id, departmentId, trigger } of await listForsakenRuns(services.db, services.clock.now())) {
    const ctx = jobContext(services, syncJobName, departmentId);
    try {
      ctx.log.warn({ runId: id, departmentId }, 'taking over a run whose server ended');
      await startSync(services, ctx, trigger);
    } catch (error) {
      ctx.log.warn({ err: error, departmentId }, 'no sync in place of the run that was left behind');
    }
  }
}
