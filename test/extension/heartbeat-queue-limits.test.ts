import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { queueLimits } from '../../extension/host/heartbeat-queue.ts';
import { createHeartbeats, createHeartbeatServer } from './support/heartbeats.ts';
import { failureOf, success } from './support/samples.ts';
import { openWindow, appendAll, age, ids } from './support/heartbeat-windows.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';

const makeFolder = useTemporaryFolders();

test('the queue never holds more than its limit: the oldest go, and are counted', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  server.always(() => failureOf('offline'));
  const limits = { heartbeats: 100, bytes: 1_000_000 };
  const window = openWindow(folder, server, { limits });
  const all = createHeartbeats()(180);
  await appendAll(window, all);
  await window.queue.drain();
  const { waiting, dropped } = await window.queue.counts();
  expect(waiting).toBeLessThanOrEqual(100);
  expect(waiting).toBeGreaterThan(75);
  expect(dropped).toBe(180 - waiting);
  server.always(null);
  await window.queue.drain();
  expect(server.stored).toEqual(ids(all.slice(dropped)));
});

test('the limit holds while nothing is sent, too', async () => {
  const window = openWindow(await makeFolder(), createHeartbeatServer(), {
    limits: { heartbeats: 50, bytes: 1_000_000 },
  });
  await appendAll(window, createHeartbeats()(300));
  expect((await window.queue.counts()).waiting).toBeLessThanOrEqual(75);
});

test('after half a line on a full disk the next heartbeat is whole', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  const window = openWindow(folder, server);
  const [first, second, third] = createHeartbeats()(3);
  if (first === undefined || second === undefined || third === undefined) throw new Error('none');
  await window.queue.append(first);
  const [name = ''] = await readdir(folder);
  const file = path.join(folder, name);
  const text = await readFile(file, 'utf8');
  await rm(file);
  await mkdir(file);
  await expect(window.queue.append(second)).rejects.toThrow();
  await rm(file, { recursive: true });
  await writeFile(file, `${text}{"id":"half`);
  await window.queue.append(third);
  await window.queue.drain();
  expect(server.stored).toEqual([first.id, third.id]);
});

test('the limit in bytes holds too', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  server.always(() => failureOf('offline'));
  const window = openWindow(folder, server, { limits: { heartbeats: 5000, bytes: 20_000 } });
  await appendAll(window, createHeartbeats()(180));
  await window.queue.drain();
  expect((await window.queue.counts()).bytes).toBeLessThanOrEqual(20_000);
});

test('at most five thousand heartbeats and two megabytes wait', () => {
  expect(queueLimits.heartbeats).toBeLessThanOrEqual(5000);
  expect(queueLimits.bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
});

test('a disk that refuses to write costs the oldest heartbeats, not the editor', async () => {
  const folder = await makeFolder();
  const window = openWindow(folder, createHeartbeatServer());
  const make = createHeartbeats();
  await appendAll(window, make(30));
  await rm(folder, { recursive: true });
  await writeFile(folder, 'in the way');
  await expect(appendAll(window, make(1))).rejects.toThrow();
  await rm(folder);
  const [next] = make(1);
  if (next !== undefined) await window.queue.append(next);
  const server = createHeartbeatServer();
  const later = openWindow(folder, server, { pid: 200 });
  await age(folder, later.clock, 61_000);
  await later.queue.drain();
  expect(server.stored).toEqual([next?.id]);
});

test('what the server refused is kept aside with its reason, bounded', async () => {
  const server = createHeartbeatServer();
  server.always((sent) =>
    success({ results: sent.map(({ id }) => ({ id, status: 'rejected' as const, reason: 'older than 90 days' })) }),
  );
  const window = openWindow(await makeFolder(), server);
  await appendAll(window, createHeartbeats()(250));
  await window.queue.drain();
  const parked = await window.queue.parked();
  expect(parked).toHaveLength(200);
  expect(parked[0]).toMatchObject({ reason: 'older than 90 days' });
  expect((await window.queue.counts()).waiting).toBe(0);
});

test('files stay small: one batch each', async () => {
  const folder = await makeFolder();
  const window = openWindow(folder, createHeartbeatServer());
  await appendAll(window, createHeartbeats()(120));
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
  );
  expect(sizes).toHaveLength(5);
  expect(Math.max(...sizes)).toBeLessThan(25 * 500);
});
