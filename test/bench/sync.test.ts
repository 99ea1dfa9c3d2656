import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run } from '../../shared/api/notion.ts';
import { startBenchServer, type BenchServer } from './bench-server.ts';
import { measure, print } from './measure.ts';

const rows = 10_000;
const minuteMs = 60_000;

let server: BenchServer;

beforeAll(async () => {
  server = await startBenchServer(({ workspace, tasksId }, goBack) => {
    for (let made = workspace.rows(tasksId).length; made < rows; made += 1) {
      goBack((rows - made) * minuteMs);
      workspace.people.createPage(tasksId, { title: `Task ${made}`, Status: 'In Progress', Priority: 'High' });
    }
  });
});
afterAll(() => server.close());

/** One sync by hand: the run as it ended, and how long it took. */
async function sync(): Promise<{ run: Run; seconds: number }> {
  const { call, departmentId } = server;
  const startedMs = performance.now();
  const { runId } = await call<{ runId: string }>('POST', `/notion/sync/${departmentId}`);
  for (;;) {
    const run = await call<Run>('GET', `/runs/${runId}`);
    if (run.state === 'done') return { run, seconds: (performance.now() - startedMs) / 1000 };
    if (run.state === 'failed') throw new Error(JSON.stringify(run.error));
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The same rows over the same connection, read and thrown away. */
async function readOnly(): Promise<number> {
  const { notionUrl, sample } = server;
  const startedMs = performance.now();
  for (let cursor: string | null = ''; cursor !== null;) {
    const response: Response = await fetch(`${notionUrl}/v1/data_sources/${sample.tasksId}/query`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sample.token}`,
        'notion-version': '2026-03-11',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ page_size: 100, ...(cursor === '' ? {} : { start_cursor: cursor }) }),
    });
    if (!response.ok) throw new Error(await response.text());
    cursor = ((await response.json()) as { next_cursor: string | null }).next_cursor;
  }
  return (performance.now() - startedMs) / 1000;
}

it(`the first read of ${rows} rows, and a look at nothing new`, async () => {
  const { call, departmentId, sample } = server;
  await readOnly();
  const baseSeconds = await readOnly();
  const settings = { enabled: true, database: sample.databaseUrl, token: sample.token, prefix: 'NT' };
  await call('PUT', `/departments/${departmentId}/notion`, settings);
  const first = await sync();
  expect(first.run.read).toBeGreaterThanOrEqual(rows);
  const again = await sync();
  const waiting = await measure(50, 1, () => call('GET', '/me'));
  const line = (what: string, seconds: number, read: number, requests: number) => [
    what,
    seconds.toFixed(2),
    (read / seconds).toFixed(0),
    String(requests),
    (seconds / baseSeconds).toFixed(2),
  ];
  print(`Sync on the ${server.databaseKind}; GET /me takes ${waiting.medianMs.toFixed(1)} ms`, [
    ['', 'seconds', 'rows/s', 'requests', 'time, base = 1'],
    line('rows read and thrown away (base)', baseSeconds, rows, rows / 100),
    line('first sync', first.seconds, first.run.read, first.run.requests),
    line('sync by hand, nothing new', again.seconds, again.run.read, again.run.requests),
  ]);
  expect(first.run.requests).toBeLessThan(rows / 100 + 20);
  expect(again.run.requests).toBeLessThan(20);
});
