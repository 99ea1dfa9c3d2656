import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx } from '../context.ts';
import { findFirstDepartment } from '../departments/departments.repository.ts';
import { countIssues } from '../issues/issues.repository.ts';
import { jobContext, type Services } from '../services.ts';
import { findLastRun } from '../sources/runs.repository.ts';
import { listSources, updateSource } from '../sources/sources.repository.ts';
import { pollNotion } from '../sources/sources.jobs.ts';

const patienceMs = 20_000;
const lookEveryMs = 50;

/**
 * Answers how many tasks there are; when there are none yet, waits until a sync has ended. With tasks from before
 * nobody needs to wait: a sync may have to, for requests that the former start has spent.
 */
export async function waitForFirstRead(services: Services): Promise<number> {
  const ctx = await demoContext(services);
  if (ctx === undefined) return 0;
  const known = await countTasks(ctx);
  if (known > 0) return known;
  await untilNoneRuns(ctx);
  return countTasks(ctx);
}

async function countTasks(ctx: Ctx): Promise<number> {
  let tasks = 0;
  for (const source of await listSources(ctx)) tasks += await countIssues(ctx, source.id);
  return tasks;
}

/** Reads every task anew, also those that nobody edited: their addresses have changed. */
export async function readAllAgain(services: Services): Promise<void> {
  const ctx = await demoContext(services);
  if (ctx === undefined) return;
  // A run that is under way would end by saying that nothing more needs to be read.
  await pollNotion(services);
  await untilNoneRuns(ctx);
  for (const { id } of await listSources(ctx)) await updateSource(ctx, id, { fullReadNeeded: true });
  await pollNotion(services);
  await untilNoneRuns(ctx);
}

async function demoContext(services: Services): Promise<Ctx | undefined> {
  const department = await findFirstDepartment(services.db);
  return department === undefined ? undefined : jobContext(services, 'Demo', department.id);
}

async function untilNoneRuns(ctx: Ctx): Promise<void> {
  const untilMs = ctx.clock.now().getTime() + patienceMs;
  while (ctx.clock.now().getTime() < untilMs) {
    const run = await findLastRun(ctx);
    if (run !== undefined && run.state !== 'running') return;
    await sleep(lookEveryMs);
  }
}
