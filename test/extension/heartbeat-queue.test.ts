import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lineOf } from '../../extension/core/heartbeat-lines.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { createHeartbeats, createHeartbeatServer } from './support/heartbeats.ts';
import { failureOf, success } from './support/samples.ts';
import { until } from './support/until.ts';
import { openWindow, appendAll, age, ids, type Window } from './support/heartbeat-windows.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';

const makeFolder = useTemporaryFolders();

test('a heartbeat is on the disk when append returns', async () => {
  const folder = await makeFolder();
  const window = openWindow(folder, createHeartbeatServer());
  const [heartbeat] = createHeartbeats()(1);
  if (heartbeat === undefined) throw new Error('none');
  await window.queue.append(heartbeat);
  const [name = ''] = await readdir(folder);
  expect(await readFile(path.join(folder, name), 'utf8')).toBe(lineOf(heartbeat));
});

test('heartbeats are gathered for about a minute and then sent by themselves', async () => {
  const server = createHeartbeatServer();
  const window = openWindow(await makeFolder(), server);
  await appendAll(window, createHeartbeats()(3));
  window.clock.advance(59_000);
  expect(server.batches).toEqual([]);
  window.clock.advance(1000);
  await until(() => server.stored.length === 3);
  expect(server.batches).toEqual([3]);
});

test('what is written while a sending goes on is sent after it', async () => {
  const server = createHeartbeatServer();
  const make = createHeartbeats();
  const window: Window = openWindow(await makeFolder(), {
    send: async (heartbeats) => {
      if (server.batches.length === 0) await appendAll(window, make(1));
      return server.send(heartbeats);
    },
  });
  await appendAll(window, make(2));
  await window.queue.drain();
  expect(server.stored).toHaveLength(2);
  window.clock.advance(75_000);
  await until(() => server.stored.length === 3);
});

test('with nothing to send nothing is sent and no timer runs', async () => {
  const server = createHeartbeatServer();
  const window = openWindow(await makeFolder(), server);
  await window.queue.drain();
  await window.clock.advanceSettling(24 * 3_600_000);
  expect(server.batches).toEqual([]);
  expect(window.clock.timers()).toBe(0);
});

test('three weeks offline: what fits waits, and everything arrives in order when the server is back', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  server.always(() => failureOf('offline'));
  const window = openWindow(folder, server);
  const all = createHeartbeats()(400);
  await appendAll(window, all.slice(0, 200));
  await window.queue.drain();
  await appendAll(window, all.slice(200));
  expect((await window.queue.counts()).waiting).toBe(400);
  server.always(null);
  await window.queue.drain();
  expect(server.stored).toEqual(ids(all));
  expect(await readdir(folder)).toEqual([]);
  expect(window.delivered).toEqual(ids(all));
});

test('a server that is away is tried less and less often, at most every half hour', async () => {
  const server = createHeartbeatServer();
  server.always(() => failureOf('offline'));
  const window = openWindow(await makeFolder(), server);
  await appendAll(window, createHeartbeats()(1));
  await window.queue.drain();
  const gapsMs: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const fromMs = window.clock.nowMs();
    const calls = server.batches.length;
    while (server.batches.length === calls) {
      window.clock.advance(500);
      await new Promise((resolve) => setImmediate(resolve));
      if (window.clock.timers() === 0) await until(() => window.clock.timers() > 0);
    }
    gapsMs.push(Math.round((window.clock.nowMs() - fromMs) / 1000));
    await until(() => window.clock.timers() > 0);
  }
  expect(gapsMs[0]).toBeLessThan(30);
  expect(gapsMs.at(-1)).toBeLessThanOrEqual(1800);
  expect(gapsMs.toSorted((a, b) => a - b)).toEqual(gapsMs);
});

test('while the token is refused the queue is kept and nothing is tried until somebody signs in', async () => {
  const server = createHeartbeatServer();
  server.always(() => failureOf('unauthorised'));
  const window = openWindow(await makeFolder(), server);
  await appendAll(window, createHeartbeats()(2));
  await window.queue.drain();
  await window.clock.advanceSettling(24 * 3_600_000);
  expect(server.batches).toHaveLength(1);
  server.always(null);
  await window.queue.drain();
  expect(server.stored).toHaveLength(2);
});

test('a page of the network that says 200 removes nothing', async () => {
  const server = createHeartbeatServer();
  server.always(() => failureOf('not_our_server'));
  const window = openWindow(await makeFolder(), server);
  await appendAll(window, createHeartbeats()(2));
  await window.queue.drain();
  expect((await window.queue.counts()).waiting).toBe(2);
  expect(window.failures).toEqual(['not_our_server']);
});

test('a restart finds what the window before had closed', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  const before = openWindow(folder, server);
  const all = createHeartbeats()(7);
  await appendAll(before, all);
  before.queue.dispose();
  await before.queue.close();
  const after = openWindow(folder, server, { pid: 200 });
  await after.queue.drain();
  expect(server.stored).toEqual(ids(all));
});

test('a window that was killed after writing loses nothing: the next one sends it', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  const all = createHeartbeats()(7);
  await appendAll(openWindow(folder, server, { pid: 100 }), all);
  const after = openWindow(folder, server, { pid: 200 });
  await age(folder, after.clock, 61_000);
  await after.queue.drain();
  expect(server.stored).toEqual(ids(all));
  expect(await readdir(folder)).toEqual([]);
});

test('the file of a window that is still open is not touched by others', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  await appendAll(openWindow(folder, server, { pid: 100 }), createHeartbeats()(3));
  const other = openWindow(folder, server, { pid: 200, alive: [100, 200] });
  await age(folder, other.clock, 3_600_000);
  await other.queue.drain();
  expect(server.stored).toEqual([]);
  expect(await readdir(folder)).toHaveLength(1);
});

test('a line cut by a power loss is skipped and counted, the rest is sent', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  const all = createHeartbeats()(3);
  const text = all.map(lineOf).join('');
  await writeFile(path.join(folder, 'open-100-gone.jsonl'), text.slice(0, -20));
  const window = openWindow(folder, server, { pid: 200 });
  await age(folder, window.clock, 61_000);
  await window.queue.drain();
  expect(server.stored).toEqual(ids(all.slice(0, 2)));
  expect(await window.queue.counts()).toMatchObject({ damaged: 1, waiting: 0 });
});

test('killed between the server’s commit and the removal, a heartbeat is stored once', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  const all = createHeartbeats()(5);
  const dying = openWindow(folder, {
    send: async (heartbeats) => {
      await server.send(heartbeats);
      return failureOf('offline');
    },
  });
  await appendAll(dying, all);
  await dying.queue.drain();
  dying.queue.dispose();
  await openWindow(folder, server, { pid: 200 }).queue.drain();
  expect(server.stored).toEqual(ids(all));
  expect(server.duplicates()).toBe(5);
});

test('three windows share one queue and each heartbeat arrives once', async () => {
  const folder = await makeFolder();
  const server = createHeartbeatServer();
  const clock = createFakeClock();
  const alive = [1, 2, 3];
  const open = alive.map((pid) => openWindow(folder, server, { pid, alive, clock }));
  const make = createHeartbeats();
  const all = make(90);
  for (const [index, heartbeat] of all.entries()) await open[index % 3]?.queue.append(heartbeat);
  await Promise.all(open.map(({ queue }) => queue.drain()));
  for (const { queue } of open) await queue.drain();
  expect(server.stored.toSorted()).toEqual(ids(all).toSorted());
  expect(server.duplicates()).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test('while one window sends, another one waits its turn and tries again', async () => {
  const folder = await makeFolder();
  let release = (): void => undefined;
  const slow = openWindow(folder, {
    send: (heartbeats) =>
      new Promise((resolve) => {
        release = () => resolve(success({ results: heartbeats.map(({ id }) => ({ id, status: 'stored' as const })) }));
      }),
  });
  const server = createHeartbeatServer();
  const other = openWindow(folder, server, { pid: 200, alive: [100, 200] });
  const make = createHeartbeats();
  await appendAll(slow, make(2));
  await appendAll(other, make(2));
  const sending = slow.queue.drain();
  await until(async () => (await readdir(folder)).includes('sending.lock'));
  await other.queue.drain();
  expect(server.batches).toEqual([]);
  await until(() => {
    release();
    return slow.delivered.length === 2;
  });
  await sending;
  other.clock.advance(60_000);
  await until(() => server.stored.length === 2);
});

test('discarding leaves nothing on the disk', async () => {
  const folder = await makeFolder();
  const window = openWindow(folder, createHeartbeatServer());
  await appendAll(window, createHeartbeats()(60));
  await window.queue.discardAll();
  expect(await readdir(folder)).toEqual([]);
  expect((await window.queue.counts()).waiting).toBe(0);
});

test('after disposal no timer is left', async () => {
  const window = openWindow(await makeFolder(), createHeartbeatServer());
  await appendAll(window, createHeartbeats()(1));
  expect(window.clock.timers()).toBe(1);
  window.queue.dispose();
  expect(window.clock.timers()).toBe(0);
});
