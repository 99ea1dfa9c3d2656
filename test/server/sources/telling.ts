import * as fc from 'fast-check';
import { expect } from 'vitest';
import { issueStatusPeriod } from '../../../server/issues/issues.table.ts';
import { createTestClock, hourMs, minuteMs } from '../../support/clock.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { Scene, Step } from './human-edits.ts';
import { expectStoreIsTrue, lastRun, sync, tick } from './support.ts';
import { columnsOf } from './truth.ts';

/** Points on which Notion's documentation is silent: all answers must do. */
export const unsettled = fc.record({
  filterTimes: fc.constantFrom('floored' as const, 'exact' as const),
  trashMovesEditTime: fc.boolean(),
  paging: fc.constantFrom('snapshot' as const, 'live' as const),
  indexLagMs: fc.constantFrom(0, 0, 30_000, 4 * minuteMs),
});

/** What goes on beside the steps of a story. */
interface Beside {
  environment?: Record<string, string>;
  /** After the server was connected, and after each step. */
  begin?: (scene: Scene) => Promise<void>;
  afterStep?: (scene: Scene, index: number) => Promise<void>;
}

/** Lives through the steps and compares the store with the workspace afterwards. */
export async function tell(steps: readonly Step[], workspace: object, beside: Beside = {}): Promise<void> {
  const { environment = {}, begin, afterStep } = beside;
  const notionClock = createTestClock();
  const server = await startTestServer({ environment, workspace: { ...workspace, clock: notionClock } });
  const scene: Scene = { server, notionClock };
  leaveFewRows(server);
  try {
    await server.connect();
    const { sample } = server;
    const columns = [sample.tasksId, sample.bugsId].map((id) => [id, columnsOf(sample.workspace, id)] as const);
    await begin?.(scene);
    for (const [index, step] of steps.entries()) {
      await step.take(scene);
      await afterStep?.(scene, index);
    }
    await settle(scene);
    const options = columns.map(([id, { number: _number, ...kept }]) => {
      const { number } = columnsOf(sample.workspace, id);
      return [id, { columns: number === undefined ? kept : { ...kept, number } }] as const;
    });
    await expectStoreIsTrue(server, Object.fromEntries(options));
    await expectHistoriesAreWhole(server);
  } finally {
    await server.close();
  }
}

/** Fewer rows make stories quicker to tell, and more of it happens to the same ones. */
function leaveFewRows({ sample: { workspace, tasksId, bugsId } }: TestServer): void {
  const superfluous = [...workspace.rows(tasksId).slice(12), ...workspace.rows(bugsId).slice(6)];
  for (const pageId of superfluous) workspace.people.purge(pageId);
}

/**
 * A quiet tick, then two sweeps: what Notion does not show is gone only after the second. Before it, people share again
 * what they took away, and look again where Notion had blocked the connection, which no tick does.
 */
async function settle({ server, notionClock }: Scene): Promise<void> {
  const { workspace, databaseId } = server.sample;
  workspace.people.shareDatabase(databaseId);
  if ((await lastRun(server)).error?.code === 'notion.blocked') await sync(server);
  for (const pauseMs of [10 * minuteMs, 26 * hourMs, 26 * hourMs]) {
    for (const clock of [server.clock, notionClock]) clock.advance(pauseMs);
    const run = await tick(server);
    expect(run.error).toBeNull();
  }
}

async function expectHistoriesAreWhole({ services }: TestServer): Promise<void> {
  const periods = await services.db.select().from(issueStatusPeriod);
  for (const issueId of new Set(periods.map((period) => period.issueId))) {
    const own = periods.filter((period) => period.issueId === issueId);
    const ordered = own.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : 1));
    const ends = ordered.map(({ endedAt }) => endedAt?.getTime() ?? null);
    expect(ends).toEqual([...ordered.slice(1).map(({ startedAt }) => startedAt.getTime()), null]);
  }
}
