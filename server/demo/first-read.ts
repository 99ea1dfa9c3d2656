import { setTimeout as sleep } from 'node:timers/promises';
import { findFirstDepartment } from '../departments/departments.repository.ts';
import { countIssues } from '../issues/issues.repository.ts';
import { jobContext, type Services } from '../services.ts';
import { findLastRun } from '../sources/runs.repository.ts';
import { listSources } from '../sources/sources.repository.ts';

const patienceMs = 20_000;
const lookEveryMs = 50;

/** Waits until a sync has ended and answers how many tasks there are. */
export async function waitForFirstRead(services: Services): Promise<number> {
  const department = await findFirstDepartment(services.db);
  if (department === undefined) return 0;
  const ctx = jobContext(services, 'Demo', department.id);
  const untilMs = services.clock.now().getTime() + patienceMs;
  while (services.clock.now().getTime() < untilMs) {
    const run = await findLastRun(ctx);
    if (run !== undefined && run.state !== 'running') break;
    await sleep(lookEveryMs);
  }
  let tasks = 0;
  for (const source of await listSources(ctx)) tasks += await countIssues(ctx, source.id);
  return tasks;
}
