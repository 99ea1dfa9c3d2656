import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sampleWorkspace } from '../../server/demo/workspace/sample.ts';
import { serveWorkspace } from '../../server/demo/workspace/serve.ts';
import type { Run } from '../../shared/api/notion.ts';
import { startServer } from '../replicas/server-process.ts';
import { print } from './measure.ts';

const token = 'tm_token-of-the-bench-0123456789';

interface Measured {
  rows: number;
  requests: number;
  /** With those for the schema, people and long values. */
  allRequests: number;
  seconds: number;
  peakMb: number;
}

/** A first read by a server in a process of its own, with the embedded database. */
async function firstRead(
  rows: number,
  { latencyMs, budget }: { latencyMs: number; budget: number },
): Promise<Measured> {
  let behindMs = rows * 1000;
  const clock = { now: () => new Date(Date.now() - behindMs) };
  const sample = sampleWorkspace({ clock, newId: randomUUID, requestsPerMinute: Infinity });
  const { workspace, tasksId } = sample;
  for (const pageId of workspace.rows(tasksId)) workspace.people.purge(pageId);
  for (let made = 0; made < rows; made += 1) {
    behindMs = (rows - made) * 1000;
    workspace.people.createPage(tasksId, { title: `Task ${made}`, Status: 'In Progress', Priority: 'High' });
  }
  behindMs = 0;
  const notion = await serveWorkspace(workspace, { latencyMs });
  const data = mkdtempSync(path.join(tmpdir(), 'tickmark-bench-'));
  const server = await startServer({
    TICKMARK_DATA: data,
    TICKMARK_ADMIN_TOKEN: token,
    NOTION_BASE_URL: notion.url,
    NOTION_TOKEN: sample.token,
    NOTION_DATABASE_ID: tasksId,
    NOTION_REQUESTS_PER_MINUTE: String(budget),
    NOTION_SYNC_CRON: '0 0 0 1 1 *',
    LOG_LEVEL: 'error',
  });
  const get = async <T>(address: string): Promise<T> => {
    const response = await fetch(`${server.url}/api/v1${address}`, { headers: { authorization: `Bearer ${token}` } });
    return (await response.json()) as T;
  };
  const { departments } = await get<{ departments: { id: string }[] }>('/me');
  let run: Run | undefined;
  while (run?.state !== 'done') {
    await pause(50);
    const { items } = await get<{ items: Run[] }>(`/departments/${departments[0]?.id}/runs`);
    run = items.at(0);
    if (run?.state === 'failed') throw new Error(run.error?.detail ?? '');
  }
  expect(run.read).toBe(rows);
  expect(run.changed).toBe(rows);
  const peakKb = /VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1];
  await server.kill();
  await notion.close();
  rmSync(data, { recursive: true, force: true });
  const query = `/v1/data_sources/${tasksId}/query`;
  const queries = workspace.requestsLog.filter((entry) => entry.path === query).length;
  const allRequests = run.requests;
  const seconds = (Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt)) / 1000;
  return { rows, requests: queries, allRequests, seconds, peakMb: Number(peakKb) / 1024 };
}

const line = ({ rows, requests, seconds, peakMb }: Measured) => [
  String(rows),
  String(requests),
  seconds.toFixed(1),
  (rows / seconds).toFixed(0),
  peakMb.toFixed(0),
];

it('a full read takes a request for every hundred rows and five more, side by side', async () => {
  const latencyMs = 300;
  const read = await firstRead(10_000, { latencyMs, budget: 180 });
  const serialSeconds = (read.allRequests * latencyMs) / 1000;
  print(`Full read at ${latencyMs} ms per request; one request after the other would take ${serialSeconds} s`, [
    ['rows', 'requests', 'seconds', 'rows/s', 'peak MB'],
    line(read),
  ]);
  expect(read.requests).toBeLessThanOrEqual(Math.ceil(read.rows / 100) + 5);
  expect(read.seconds).toBeLessThanOrEqual(serialSeconds / 5);
});

it('memory stays flat at six times the rows', async () => {
  const small = await firstRead(10_000, { latencyMs: 0, budget: 6000 });
  const large = await firstRead(60_000, { latencyMs: 0, budget: 6000 });
  print('First read by a server process with the embedded database', [
    ['rows', 'requests', 'seconds', 'rows/s', 'peak MB'],
    line(small),
    line(large),
  ]);
  expect(large.requests).toBeLessThanOrEqual(Math.ceil(large.rows / 100) + 5);
  expect(large.peakMb / small.peakMb).toBeLessThan(1.3);
});
