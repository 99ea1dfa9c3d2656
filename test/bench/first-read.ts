import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { taskColumns } from '../../server/demo/workspace/sample-schema.ts';
import { sampleWorkspace, type Sample } from '../../server/demo/workspace/sample.ts';
import { serveWorkspace } from '../../server/demo/workspace/serve.ts';
import type { Run } from '../../shared/api/notion.ts';
import { makeDatabase } from '../replicas/postgres.ts';
import { startServer } from '../replicas/server-process.ts';

export interface Read {
  rows: number;
  requests: number;
  seconds: number;
  /** Of the processor, from the process's start to its end: what a busy machine does not change. */
  cpuSeconds: number;
  peakMb: number;
}

export interface Conditions {
  rows: number;
  latencyMs: number;
  budget: number;
  database: 'embedded' | 'PostgreSQL';
}

const token = 'tm_token-of-the-bench-0123456789';
const serverUrl = process.env['TEST_DATABASE_URL'];
export const databases: Conditions['database'][] = serverUrl === undefined ? ['embedded'] : ['embedded', 'PostgreSQL'];

/** A data source of its own, whose numbers begin with 1, and the workspace that it is in. */
interface Rows {
  sample: Sample;
  rowsId: string;
}

/** Work among a workspace with so many rows that answers like Notion, and an empty place for its copy. */
async function inWorkspace<T>(
  { rows, latencyMs, budget, database }: Conditions,
  work: (rowsIn: Rows, notionUrl: string, place: Record<string, string>) => Promise<T>,
): Promise<T> {
  let behindMs = rows * 1000;
  const clock = { now: () => new Date(Date.now() - behindMs) };
  const sample = sampleWorkspace({ clock, newId: randomUUID, requestsPerMinute: budget });
  const { workspace } = sample;
  const { people } = workspace;
  const title = 'Rows of the bench';
  const { databaseId, dataSourceIds } = people.addDatabase(title, [{ title, columns: taskColumns(randomUUID) }]);
  const [rowsId = ''] = dataSourceIds;
  const issued = workspace.desk.state.tokens.find((one) => one.token === sample.token);
  people.share(databaseId, issued?.integrationId ?? '');
  for (let made = 0; made < rows; made += 1) {
    behindMs = (rows - made) * 1000;
    people.createPage(rowsId, { title: `Task ${made}`, Status: 'In Progress', Priority: 'High' });
  }
  behindMs = 0;
  const notion = await serveWorkspace(workspace, { latencyMs });
  const folder = mkdtempSync(path.join(tmpdir(), 'tickmark-bench-'));
  const copy = database === 'PostgreSQL' ? await makeDatabase(serverUrl ?? '') : undefined;
  try {
    return await work(
      { sample, rowsId },
      notion.url,
      copy === undefined ? { FOLDER: folder } : { DATABASE_URL: copy.url },
    );
  } finally {
    await notion.close();
    await copy?.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const queriesOf = ({ sample, rowsId }: Rows) =>
  sample.workspace.requestsLog.filter((entry) => entry.path === `/v1/data_sources/${rowsId}/query`).length;

/** A first read by a server in a process of its own. */
export async function firstRead(conditions: Conditions): Promise<Read> {
  return inWorkspace(conditions, async ({ sample, rowsId }, notionUrl, { FOLDER, ...place }) => {
    const server = await startServer({
      ...place,
      ...(FOLDER === undefined ? { TICKMARK_SECRET: 'the secret of the bench' } : { TICKMARK_DATA: FOLDER }),
      TICKMARK_ADMIN_TOKEN: token,
      NOTION_BASE_URL: notionUrl,
      NOTION_TOKEN: sample.token,
      NOTION_DATABASE_ID: rowsId,
      NOTION_REQUESTS_PER_MINUTE: String(conditions.budget),
      NOTION_SYNC_CRON: '0 0 0 1 1 *',
      LOG_LEVEL: 'error',
    });
    const run = await endOfFirstRun(server.url);
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    const cpuSeconds = cpuSecondsOf(server.pid);
    await server.kill();
    if (run.changed !== conditions.rows) throw new Error(`${run.changed} rows were stored of ${conditions.rows}.`);
    return {
      rows: run.read,
      requests: queriesOf({ sample, rowsId }),
      seconds: (Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt)) / 1000,
      cpuSeconds,
      peakMb: Number(/VmHWM:\s+(\d+)/u.exec(status)?.[1]) / 1024,
    };
  });
}

/** The system counts in hundredths. */
function cpuSecondsOf(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
  return (Number(user) + Number(system)) / 100;
}

async function endOfFirstRun(url: string): Promise<Run> {
  const get = async <T>(address: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1${address}`, { headers: { authorization: `Bearer ${token}` } });
    return (await response.json()) as T;
  };
  const { departments } = await get<{ departments: { id: string }[] }>('/me');
  for (;;) {
    const { items } = await get<{ items: Run[] }>(`/departments/${departments[0]?.id}/runs`);
    const run = items.at(0);
    if (run?.state === 'failed') throw new Error(run.error?.detail ?? '');
    if (run?.state === 'done') return run;
    await pause(100);
  }
}

/** The same by the loop that a user would write, in a process of its own. */
export async function usersLoop(conditions: Conditions): Promise<Read> {
  return inWorkspace(conditions, async ({ sample, rowsId }, notionUrl, place) => {
    const { PATH = '' } = process.env;
    const env = { PATH, ...place, NOTION_BASE_URL: notionUrl, NOTION_TOKEN: sample.token, DATA_SOURCE: rowsId };
    const script = path.join(import.meta.dirname, 'users-loop.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    return { ...(JSON.parse(stdout) as Omit<Read, 'requests'>), requests: queriesOf({ sample, rowsId }) };
  });
}

/** How long Notion alone makes it take: full windows of the budget, then requests side by side. */
export function bound({ rows, latencyMs, budget }: Conditions): { requests: number; seconds: number } {
  const requests = Math.ceil(rows / 100);
  const share = Math.floor(budget * readingShare);
  const fullMinutes = Math.floor((requests - 1) / share);
  const inLastMinute = requests - fullMinutes * share;
  // Before rows can be asked for side by side: the schema, the newest rows, and a few that tell how many numbers are missing.
  const ahead = fullMinutes === 0 ? Math.min(3, requests + 1) : 0;
  const waves = Math.ceil(Math.max(0, inLastMinute - Math.max(0, ahead - 1)) / sideBySide);
  return { requests, seconds: fullMinutes * 60 + ((ahead + waves) * latencyMs) / 1000 };
}

/** The rest of the budget is kept for people and for worklogs. */
const readingShare = 0.8;
const sideBySide = 10;
