import { expect } from 'vitest';
import type { Issue } from '../../shared/api/issues.ts';
import type { Run } from '../../shared/api/notion.ts';
import { columnsOf, truthOf } from '../server/sources/truth.ts';
import type { Place } from './kill-place.ts';
import { startServer } from './server-process.ts';

/** A server process that reads a workspace, as its API shows it. */
export interface ReadingServer {
  /** Resolves when what a start reads by itself has been read, and everything that was left behind. */
  caughtUp: () => Promise<void>;
  sync: (options?: { reconcile?: boolean }) => Promise<string>;
  run: (runId: string) => Promise<Run>;
  ended: (runId: string) => Promise<Run>;
  /** Compares all tasks with the workspace, field by field. */
  expectTruth: (when: string) => Promise<void>;
  kill: () => Promise<void>;
}

const patienceMs = 120_000;

export async function readingServer(place: Place): Promise<ReadingServer> {
  const beganAt = new Date().toISOString();
  const { url, kill, log } = await startServer(place.variables);
  const call = async <T>(method: string, address: string): Promise<T> => {
    // A connection that was kept may have been closed meanwhile by a server that heard nothing for a while.
    const headers = { authorization: `Bearer ${place.token}`, connection: 'close' };
    const response = await fetch(`${url}/api/v1${address}`, { method, headers });
    if (!response.ok) throw new Error(`${method} ${address} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const me = await call<{ departments: { id: string }[] }>('GET', '/me');
  const departmentId = me.departments[0]?.id ?? '';
  const newestRun = async () =>
    (await call<{ items: Run[] }>('GET', `/departments/${departmentId}/runs?limit=1`)).items.at(0);
  const run = (runId: string) => call<Run>('GET', `/runs/${runId}`);

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    const untilMs = performance.now() + patienceMs;
    while (!(await isSo())) {
      if (performance.now() > untilMs) throw new Error(`It never came to that.\n${JSON.stringify(log().slice(-5))}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function ended(runId: string): Promise<Run> {
    await until(async () => (await run(runId)).state !== 'running');
    const found = await run(runId);
    expect(found.error).toBeNull();
    return found;
  }

  return {
    run,
    ended,
    kill,
    async caughtUp() {
      let newest: Run | undefined;
      await until(async () => {
        newest = await newestRun();
        // One of a server that is dead by now may still be called running.
        return newest !== undefined && newest.startedAt >= beganAt;
      });
      await ended(newest?.id ?? '');
    },
    async sync({ reconcile = false } = {}) {
      return (await call<{ runId: string }>('POST', `/notion/sync/${departmentId}?reconcile=${reconcile}`)).runId;
    },
    async expectTruth(when) {
      const stored: Issue[] = [];
      for (let cursor = ''; ;) {
        const page = await call<{ items: Issue[]; nextCursor: string | null }>('GET', `/issues?limit=200${cursor}`);
        stored.push(...page.items);
        if (page.nextCursor === null) break;
        cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
      }
      expect(told(stored), when).toEqual(truth(place));
    },
  };
}

type Told = ReturnType<typeof told>;

function told(issues: readonly Issue[]) {
  const entries = issues.map(({ pageId, key, title, status, defaultStatus, assignees, ...more }) => {
    const { priority, estimateSeconds, spentSeconds, updatedAt } = more;
    const cells = { key, title, status, defaultStatus, assignees, priority, estimateSeconds, spentSeconds, updatedAt };
    return [pageId, cells] as const;
  });
  expect(new Set(issues.map(({ pageId }) => pageId)).size).toBe(issues.length);
  return Object.fromEntries(entries);
}

/** The id under which a column is remembered stays, whatever its name becomes. */
const columnsAtFirst = new WeakMap<Place, Map<string, ReturnType<typeof columnsOf>>>();

function columns(place: Place, dataSourceId: string): ReturnType<typeof columnsOf> {
  const known = columnsAtFirst.get(place) ?? new Map<string, ReturnType<typeof columnsOf>>();
  columnsAtFirst.set(place, known);
  const found = known.get(dataSourceId) ?? columnsOf(place.sample.workspace, dataSourceId);
  known.set(dataSourceId, found);
  return found;
}

function truth(place: Place): Told {
  const { workspace, tasksId, bugsId } = place.sample;
  const rows = [tasksId, bugsId].flatMap((id) => truthOf(workspace, id, { columns: columns(place, id) }));
  const live = rows.filter((row) => row.live);
  return Object.fromEntries(
    live.map(({ pageId, projectKey, title, status, defaultStatus, assignees, priority, ...more }) => [
      pageId,
      {
        key: projectKey,
        title,
        status,
        defaultStatus,
        assignees: assignees.map(({ name, email }) => ({ name, email })),
        priority,
        estimateSeconds: more.originalTimeEstimate,
        spentSeconds: Math.round((more.spentHours ?? 0) * 3600),
        updatedAt: more.notionEditedAt.toISOString(),
      },
    ]),
  );
}
