import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Issue } from '../../shared/api/issues.ts';
import type { Worklog } from '../../shared/api/worklogs.ts';
import { beginDemo, freePort, type DemoPlace, type DemoProcess } from './demo-process.ts';
import { sendHeartbeats, sendUntilGone, sendWorklog, type Sent } from './load.ts';

const kills = 20;
const data = mkdtempSync(path.join(tmpdir(), 'tickmark-kill-'));
const token = 'tm_token-of-the-kill-test-0123456789';
const last: { kill?: () => Promise<void> } = {};

afterAll(async () => {
  await last.kill?.();
  rmSync(data, { recursive: true, force: true });
});

describe('a server that is killed twenty times at random', () => {
  it('starts again, goes on, and has everything it acknowledged exactly once', async () => {
    const place: DemoPlace = { data, token, port: await freePort() };
    const sent: Sent = { worklogs: new Map(), heartbeats: new Map() };
    const startsMs: number[] = [];
    const pages = new Map<string, number>();
    for (let round = 0; round < kills; round += 1) {
      // The first start runs to its end, so that there is something to lose; later ones may die half way.
      const started = await killedAtRandom(place, sent, round === 0, pages);
      if (started !== undefined) startsMs.push(started);
    }
    const demo = await startWhole(place);
    await everythingDelivered(demo);
    await expectNothingLost(demo, sent);
    const doubled = await expectPagesRight(demo, sent, pages);
    const acknowledged = [...sent.worklogs.values()].filter((worklog) => worklog.acknowledged).length;
    const beats = [...sent.heartbeats.values()].filter((beat) => beat.acknowledged).length;
    const slowest = Math.max(...startsMs, demo.startedInMs);
    process.stdout.write(
      `${kills} kills, ${startsMs.length} whole starts (slowest ${Math.round(slowest)} ms), ${acknowledged} worklogs and ${beats} heartbeats acknowledged, 0 lost, ${doubled} doubled\n`,
    );
    expect(doubled).toBe(0);
    expect(acknowledged).toBeGreaterThan(kills);
  });
});

/** One life of the server; answers how long its start took, or undefined when it did not live to see its end. */
async function killedAtRandom(place: DemoPlace, sent: Sent, whole: boolean, pages: Map<string, number>) {
  const { ready, kill } = beginDemo(place);
  last.kill = kill;
  if (!whole && Math.random() < 0.25) {
    await pause(Math.random() * 2500);
    await kill();
    return (await ready)?.startedInMs;
  }
  const demo = await ready;
  if (demo === undefined) throw new Error('The demo was killed by somebody else.');
  if (whole) await rememberTimeSpent(demo, pages);
  const load = sendUntilGone(demo.url, place.token, sent);
  await pause(200 + Math.random() * 2000);
  await kill();
  await load;
  return demo.startedInMs;
}

async function startWhole(place: DemoPlace): Promise<DemoProcess> {
  const { ready, kill } = beginDemo(place);
  last.kill = kill;
  const demo = await ready;
  if (demo === undefined) throw new Error('The demo did not start.');
  return demo;
}

async function get<T>({ url }: DemoProcess, address: string): Promise<T> {
  const response = await fetch(`${url}/api/v1${address}`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** The server may have spent the minute's requests of this token: then we wait, as every client of Notion has to. */
async function notion<T>({ notion: { url, token: secret } }: DemoProcess, address: string): Promise<T> {
  const headers = { authorization: `Bearer ${secret}`, 'notion-version': '2026-03-11' };
  for (;;) {
    const response = await fetch(`${url}/v1${address}`, { headers });
    if (response.status !== 429) {
      expect(response.status).toBe(200);
      return (await response.json()) as T;
    }
    await response.body?.cancel();
    await pause(Number(response.headers.get('retry-after')) * 1000);
  }
}

async function rememberTimeSpent(demo: DemoProcess, pages: Map<string, number>): Promise<void> {
  const { items } = await get<{ items: Issue[] }>(demo, '/issues?limit=200');
  for (const { pageId } of items) pages.set(pageId, (await timeSpentOf(demo, pageId)) ?? 0);
}

async function timeSpentOf(demo: DemoProcess, pageId: string): Promise<number | null> {
  const page = await notion<{ properties: Record<string, { number?: number | null }> }>(demo, `/pages/${pageId}`);
  return page.properties['Time Spent']?.number ?? null;
}

/** A comment whose fate is unclear is looked for after 65 seconds, so this may take its time. */
async function everythingDelivered(demo: DemoProcess): Promise<void> {
  const untilMs = performance.now() + 400_000;
  for (;;) {
    const { items } = await get<{ items: Worklog[] }>(demo, '/worklogs?state=pending&limit=1');
    if (items.length === 0) return;
    if (performance.now() > untilMs) throw new Error(`still pending: ${JSON.stringify(items)}`);
    await pause(1000);
  }
}

/** What was acknowledged is there: sent again, nothing of it is new. */
async function expectNothingLost(demo: DemoProcess, sent: Sent): Promise<void> {
  for (const [id, { acknowledged }] of sent.worklogs) {
    if (acknowledged) expect([id, await sendWorklog(demo.url, token, sent, id)]).toEqual([id, 200]);
  }
  const acknowledged = [...sent.heartbeats].filter(([, beat]) => beat.acknowledged).map(([id]) => id);
  for (let at = 0; at < acknowledged.length; at += 100) {
    const results = await sendHeartbeats(demo.url, token, sent, acknowledged.slice(at, at + 100));
    expect(new Set(results)).toEqual(new Set(['duplicate']));
  }
}

/** On the pages: one comment for each stored worklog, and the sum of their time on top of what people had entered. */
async function expectPagesRight(demo: DemoProcess, sent: Sent, pages: Map<string, number>): Promise<number> {
  const { items: issues } = await get<{ items: Issue[] }>(demo, '/issues?limit=200');
  let doubled = 0;
  for (const { key, pageId, loggedSeconds } of issues) {
    const mine = [...sent.worklogs]
      .filter(([, worklog]) => worklog.key === key && worklog.acknowledged)
      .map(([id]) => id);
    const texts = await commentsOf(demo, pageId);
    const stored = texts.filter((text) => text.includes('work '));
    doubled += stored.length - new Set(stored).size;
    for (const id of mine) expect(texts.filter((text) => text.endsWith(`work ${id}`))).toHaveLength(1);
    if (mine.length === 0) continue;
    expect(await timeSpentOf(demo, pageId)).toBeCloseTo((pages.get(pageId) ?? 0) + loggedSeconds / 3600, 2);
  }
  return doubled;
}

async function commentsOf(demo: DemoProcess, pageId: string): Promise<string[]> {
  const texts: string[] = [];
  let cursor: string | null = null;
  do {
    const start: string = cursor === null ? '' : `&start_cursor=${encodeURIComponent(cursor)}`;
    const answer: { results: { rich_text: { plain_text: string }[] }[]; next_cursor: string | null } = await notion(
      demo,
      `/comments?block_id=${pageId}&page_size=100${start}`,
    );
    texts.push(...answer.results.map(({ rich_text: parts }) => parts.map((part) => part.plain_text).join('')));
    cursor = answer.next_cursor;
  } while (cursor !== null);
  return texts;
}
