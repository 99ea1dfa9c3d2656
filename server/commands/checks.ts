import type { Environment } from '../config/environment.ts';
import { parseSyncCron } from '../jobs/cron-expression.ts';
import type { Paths } from '../paths.ts';
import { checkDatabase } from './check-database.ts';
import { checkAddress, checkNotion, checkPublicUrl } from './check-network.ts';
import type { Finding } from './finding.ts';

/** Checks the configuration against the world. Makes and changes nothing. */
export async function checkAll(environment: Environment, paths: Paths, now: () => Date): Promise<Finding[]> {
  const { server, findings } = await checkDatabase(environment, paths);
  return [
    ...checkSchedules(environment),
    ...findings,
    await checkAddress(environment, server),
    ...checkPublicUrl(environment),
    ...(await checkNotion(environment, now)),
  ];
}

function checkSchedules(environment: Environment): Finding[] {
  return (['NOTION_SYNC_CRON', 'NOTION_RECONCILE_CRON'] as const).map((name) => {
    const cron = parseSyncCron(environment[name]);
    return cron.ok
      ? { name, level: 'ok', message: 'is a schedule' }
      : { name, level: 'failed', message: 'is no schedule', fix: cron.message };
  });
}
