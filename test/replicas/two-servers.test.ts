import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleWorkspace, type Sample } from '../../server/demo/workspace/sample.ts';
import { serveWorkspace, type ServedWorkspace } from '../../server/demo/workspace/serve.ts';
import type { Run } from '../../shared/api/notion.ts';
import type { Worklog } from '../../shared/api/worklogs.ts';
import { makeDatabase, type ThrowAwayDatabase } from './postgres.ts';
import { startServer, type ServerProcess } from './server-process.ts';

const cronJob = 'NotionSyncCronJob';
const serverUrl = process.env['TEST_DATABASE_URL'];
const token = 'tm_token-of-the-replica-test-0123456789';
/** How often a server is killed, and how many worklogs are booked meanwhile: `REPLICA_KILLS=50 REPLICA_WORKLOGS=20`. */
const kills = Number(process.env['REPLICA_KILLS'] ?? 4);
const perKill = Number(process.env['REPLICA_WORKLOGS'] ?? 6);
const keys = ['NT-42', 'NT-43', 'NT-44'];

describe.skipIf(serverUrl === undefined)('two servers on one PostgreSQL', () => {
  let database: ThrowAwayDatabase;
  let sample: Sample;
  let notion: ServedWorkspace;
  const running = new Set<ServerProcess>();

  beforeAll(async () => {
    database = await makeDatabase(serverUrl ?? '');
    sample = sampleWorkspace({ clock: { now: () => new Date() }, newId: randomUUID, requestsPerMinute: Infinity });
    notion = await serveWorkspace(sample.workspace);
  });
  afterAll(async () => {
    for (const server of running) await server.kill();
    await notion.close();
    await database.drop();
  });

  async function start(cron = '0 0 3 * * *'): Promise<ServerProcess> {
    const server = await startServer({
      DATABASE_URL: database.url,
      TICKMARK_SECRET: 'the secret of both servers',
      TICKMARK_ADMIN_TOKEN: token,
      NOTION_BASE_URL: notion.url,
      NOTION_TOKEN: sample.token,
      NOTION_DATABASE_ID: sample.databaseUrl,
      NOTION_SYNC_CRON: cron,
      NOTION_REQUESTS_PER_MINUTE: '6000',
      LOG_LEVEL: 'info',
    });
    running.add(server);
    return server;
  }

  async function kill(server: ServerProcess): Promise<void> {
    await server.kill();
    running.delete(server);
  }

  async function get<T>({ url }: ServerProcess, path: string): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  }

  async function departmentOf(server: ServerProcess): Promise<string> {
    return (await get<{ departments: { id: string }[] }>(server, '/me')).departments[0]?.id ?? '';
  }

  async function runsOf(server: ServerProcess): Promise<Run[]> {
    const path = `/departments/${await departmentOf(server)}/runs?limit=200`;
    return (await get<{ items: Run[] }>(server, path)).items;
  }

  async function sync(server: ServerProcess): Promise<void> {
    const address = `${server.url}/api/v1/notion/sync/${await departmentOf(server)}`;
    const response = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(202);
  }

  async function until(isSo: () => Promise<boolean> | boolean, patienceMs = 60_000): Promise<void> {
    const untilMs = performance.now() + patienceMs;
    while (!(await isSo())) {
      if (performance.now() > untilMs) throw new Error('It never came to that.');
      await pause(100);
    }
  }

  it('never read a department twice at a time, and each tick is done by one of them', async () => {
    const both = await Promise.all([start('0 * * * * *'), start('0 * * * * *')]);
    const ticks = () => both.flatMap(({ log }) => log().filter(({ job, msg }) => job === cronJob && msg === 'tick'));
    await until(async () => (await runsOf(both[0])).length > 0);
    await until(async () => {
      await Promise.all(both.map(sync));
      return ticks().length > 0;
    }, 90_000);
    // Long enough for the other one to have noticed the tick as well.
    await pause(3000);
    const minutes = ticks().map(({ time }) => String(time).slice(0, 16));
    expect(new Set(minutes).size).toBe(minutes.length);
    await until(async () => (await runsOf(both[1])).every(({ state }) => state !== 'running'));
    const runs = (await runsOf(both[1])).toReversed();
    expect(runs.length).toBeGreaterThan(20);
    for (const [index, { startedAt }] of runs.entries()) {
      const ended = runs[index - 1]?.endedAt ?? startedAt;
      expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(Date.parse(ended));
    }
    for (const server of both) await kill(server);
  });

  it('post each worklog once while one or the other is killed', async () => {
    const keyOf = new Map<string, string>();
    const post = async ({ url }: ServerProcess, id: string) => {
      const response = await fetch(`${url}/api/v1/worklogs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id, key: keyOf.get(id), seconds: 900, text: `work ${id}` }),
      });
      expect([200, 201]).toContain(response.status);
    };
    const hoursOf = (key: string) => Number(sample.workspace.value(sample.workspace.findPage(key), 'Time Spent') ?? 0);
    let [left, right] = await Promise.all([start(), start()]);
    await until(async () => (await runsOf(left)).some(({ state }) => state === 'done'));
    const before = new Map(keys.map((key) => [key, hoursOf(key)]));
    for (let round = 0; round < kills; round += 1) {
      for (let count = 0; count < perKill; count += 1) {
        const id = randomUUID();
        keyOf.set(id, keys[count % keys.length] ?? '');
        await Promise.all([post(left, id), post(right, id)]);
      }
      await kill(round % 2 === 0 ? left : right);
      if (round % 2 === 0) left = await start();
      else right = await start();
    }
    const survivor = left;
    await until(async () => {
      for (const state of ['pending', 'blocked', 'needs_review']) {
        const { items } = await get<{ items: Worklog[] }>(survivor, `/worklogs?state=${state}&limit=1`);
        if (items.length > 0) return false;
      }
      return true;
    }, 300_000);
    let doubled = 0;
    for (const key of keys) {
      const texts = sample.workspace.comments(sample.workspace.findPage(key)).map(({ text }) => text);
      const mine = [...keyOf].filter(([, one]) => one === key).map(([id]) => id);
      for (const id of mine) {
        const times = texts.filter((text) => text.endsWith(`work ${id}`)).length;
        expect([id, times > 0]).toEqual([id, true]);
        doubled += times - 1;
      }
      expect(hoursOf(key)).toBe((before.get(key) ?? 0) + mine.length / 4);
    }
    process.stdout.write(`${kills} kills, ${keyOf.size} worklogs booked on two servers, 0 lost, ${doubled} doubled\n`);
    expect(doubled).toBe(0);
    for (const server of [left, right]) await kill(server);
  });

  it('take over a run within a minute when the one that did it is killed', async () => {
    const first = await start();
    await until(async () => (await runsOf(first)).at(0)?.state === 'done');
    const held = sample.workspace.faults.next({ path: /query$/u }, { answer: { kind: 'real' }, hold: true });
    await sync(first);
    await held.reached;
    const cut = (await runsOf(first)).find(({ state }) => state === 'running');
    const second = await start();
    await kill(first);
    const killedMs = performance.now();
    held.release();
    await until(
      async () => (await runsOf(second)).some(({ id, state }) => id === cut?.id && state === 'failed'),
      90_000,
    );
    await until(async () => (await runsOf(second)).at(0)?.state === 'done');
    const tookMs = performance.now() - killedMs;
    process.stdout.write(`the other server had read everything ${(tookMs / 1000).toFixed(1)} s after the kill\n`);
    expect(tookMs).toBeLessThan(60_000);
    await kill(second);
  });
});
