import { ProblemError } from '../../shared/errors.ts';
import { jobContext, type Services } from '../services.ts';
import { listEnabledDepartments } from './sources.repository.ts';
import { startSync, syncJobName } from './sync.usecases.ts';

/** One tick of the poller: starts, or joins, a sync of every department whose connection is on. */
export async function pollNotion(services: Services): Promise<void> {
  for (const departmentId of await listEnabledDepartments(services.db)) {
    try {
      await startSync(services, jobContext(services, syncJobName, departmentId), 'cron');
    } catch (error) {
      // Switched off since it was listed.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
}
