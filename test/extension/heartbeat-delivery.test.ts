import { expect, test } from 'vitest';
import type { Heartbeat } from '../../shared/api/heartbeats.ts';
import type { Failure } from '../../extension/core/failure.ts';
import { batchSize, deliver } from '../../extension/core/heartbeat-delivery.ts';
import { createHeartbeats, createHeartbeatServer, type HeartbeatServer } from './support/heartbeats.ts';
import { failureOf, success } from './support/samples.ts';

/** A queue in memory that keeps the promises of the one on disk. */
function createQueue(...segments: Heartbeat[][]) {
  const files = new Map(segments.map((heartbeats, index) => [`segment-${index}`, heartbeats]));
  const parked: { id: string; reason: string }[] = [];
  const settled: string[] = [];
  const left = (): string[] => [...files.values()].flat().map(({ id }) => id);
  const run = (server: HeartbeatServer): Promise<Failure | null> =>
    deliver({
      segments: async () => [...files].map(([name, heartbeats]) => ({ name, count: heartbeats.length })),
      read: async (name) => files.get(name) ?? [],
      keep: async (name, heartbeats) =>
        void (heartbeats.length === 0 ? files.delete(name) : files.set(name, [...heartbeats])),
      park: async (refused) => void parked.push(...refused.map(({ reason, heartbeat: { id } }) => ({ id, reason }))),
      send: server.send,
      onSettled: (ids) => void settled.push(...ids),
      onProgress: async () => undefined,
    });
  return { run, left, parked, settled };
}

const ids = (heartbeats: readonly Heartbeat[]): string[] => heartbeats.map(({ id }) => id);

test('everything is sent oldest first in batches of at most twenty-five', async () => {
  const make = createHeartbeats();
  const all = [make(25), make(10), make(10), make(10), make(25)];
  const server = createHeartbeatServer();
  const queue = createQueue(...all);
  expect(await queue.run(server)).toBeNull();
  expect(server.stored).toEqual(ids(all.flat()));
  expect(server.batches).toEqual([25, 20, 10, 25]);
  expect(Math.max(...server.batches)).toBeLessThanOrEqual(batchSize);
  expect(queue.left()).toEqual([]);
});

test('nothing is removed before the server named it: 503, then 200, loses none', async () => {
  const all = createHeartbeats()(10);
  const server = createHeartbeatServer();
  server.next(() => failureOf('server_fault'));
  const queue = createQueue(all);
  expect(await queue.run(server)).toMatchObject({ kind: 'server_fault' });
  expect(queue.left()).toEqual(ids(all));
  expect(await queue.run(server)).toBeNull();
  expect(server.stored).toEqual(ids(all));
  expect(queue.settled).toEqual(ids(all));
});

test.each([
  'offline',
  'unauthorised',
  'forbidden',
  'rate_limited',
  'server_fault',
  'server_too_old',
  'not_our_server',
] as const)('after %s everything is kept and nothing more is tried', async (kind) => {
  const all = createHeartbeats()(30);
  const server = createHeartbeatServer();
  server.always(() => failureOf(kind));
  const queue = createQueue(all.slice(0, 25), all.slice(25));
  expect(await queue.run(server)).toMatchObject({ kind });
  expect(queue.left()).toEqual(ids(all));
  expect(server.batches).toHaveLength(1);
});

test('an answer that was cut short removes only what it names', async () => {
  const all = createHeartbeats()(10);
  const server = createHeartbeatServer();
  server.next((sent) => success({ results: sent.slice(0, 4).map(({ id }) => ({ id, status: 'stored' as const })) }));
  const queue = createQueue(all);
  expect(await queue.run(server)).toBeNull();
  expect(server.batches).toEqual([10, 6]);
  expect(queue.left()).toEqual([]);
});

test('an answer that names nothing of ours removes nothing and is not asked for again at once', async () => {
  const all = createHeartbeats()(3);
  const server = createHeartbeatServer();
  server.always(() =>
    success({
      results: [
        { id: 'someone-else', status: 'stored' },
        { id: null, status: 'stored' },
      ],
    }),
  );
  const queue = createQueue(all);
  expect(await queue.run(server)).toMatchObject({ kind: 'not_our_server' });
  expect(queue.left()).toEqual(ids(all));
  expect(server.batches).toEqual([3]);
});

test('what the server has already counts as delivered', async () => {
  const all = createHeartbeats()(5);
  const server = createHeartbeatServer();
  await createQueue(all).run(server);
  const queue = createQueue(all);
  expect(await queue.run(server)).toBeNull();
  expect(queue.left()).toEqual([]);
  expect(server.stored).toHaveLength(5);
});

test('one invalid among many is set aside with its reason and the others are stored', async () => {
  const all = createHeartbeats()(25);
  const bad = all[7]?.id ?? '';
  const server = createHeartbeatServer();
  server.next((sent) =>
    success({
      results: sent.map(({ id }) =>
        id === bad ? { id, status: 'rejected' as const, reason: 'too old' } : { id, status: 'stored' as const },
      ),
    }),
  );
  const queue = createQueue(all);
  expect(await queue.run(server)).toBeNull();
  expect(queue.parked).toEqual([{ id: bad, reason: 'too old' }]);
  expect(queue.left()).toEqual([]);
});

test('a request that is too large is halved until it passes', async () => {
  const all = createHeartbeats()(25);
  const server = createHeartbeatServer();
  server.always((sent) => (sent.length > 7 ? failureOf('too_large') : null));
  const queue = createQueue(all);
  expect(await queue.run(server)).toBeNull();
  expect(server.stored).toEqual(ids(all));
  expect(server.batches.filter((size) => size <= 7)).toEqual([7, 6, 6, 6]);
});

test('a poisoned heartbeat that spoils its whole request is found by halving and set aside', async () => {
  const all = createHeartbeats()(25);
  const bad = all[13]?.id ?? '';
  const server = createHeartbeatServer();
  server.always((sent) =>
    ids(sent).includes(bad) ? failureOf('refused', { code: 'request.invalid', detail: 'Unreadable.' }) : null,
  );
  const queue = createQueue(all);
  expect(await queue.run(server)).toBeNull();
  expect(server.stored).toHaveLength(24);
  expect(queue.parked).toEqual([{ id: bad, reason: 'Unreadable.' }]);
});

test('a server that refuses every request alike empties nothing', async () => {
  const all = createHeartbeats()(8);
  const server = createHeartbeatServer();
  server.always(() => failureOf('refused', { code: 'request.invalid' }));
  const queue = createQueue(all);
  expect(await queue.run(server)).toMatchObject({ kind: 'refused' });
  expect(queue.left()).toEqual(ids(all));
  expect(queue.parked).toEqual([]);
});

test('a refusal that has nothing to do with the heartbeats keeps them whole', async () => {
  const all = createHeartbeats()(8);
  const server = createHeartbeatServer();
  server.always(() => failureOf('refused', { code: 'department.required' }));
  const queue = createQueue(all);
  expect(await queue.run(server)).toMatchObject({ code: 'department.required' });
  expect(server.batches).toEqual([8]);
  expect(queue.left()).toEqual(ids(all));
});

test('when the connection goes in the middle of halving, what was stored is settled and the rest kept', async () => {
  const all = createHeartbeats()(8);
  const server = createHeartbeatServer();
  server.next(
    () => failureOf('too_large'),
    () => null,
    () => failureOf('offline'),
  );
  const queue = createQueue(all);
  expect(await queue.run(server)).toMatchObject({ kind: 'offline' });
  expect(server.stored).toEqual(ids(all.slice(0, 4)));
  expect(queue.left()).toEqual(ids(all.slice(4)));
});

test('an empty segment is cleared away', async () => {
  const all = createHeartbeats()(2);
  const queue = createQueue([], all);
  expect(await queue.run(createHeartbeatServer())).toBeNull();
  expect(queue.left()).toEqual([]);
});

test('what the person deleted on the server leaves the disk and is not set aside', async () => {
  const [gone, kept] = createHeartbeats()(2);
  const queue = createQueue([gone, kept].filter((beat) => beat !== undefined));
  const server = createHeartbeatServer();
  server.send = async (heartbeats) =>
    success({
      results: heartbeats.map(({ id }) =>
        id === gone?.id
          ? { id, status: 'rejected' as const, code: 'heartbeat.deleted' as const, reason: 'deleted' }
          : { id, status: 'stored' as const },
      ),
    });
  expect(await queue.run(server)).toBeNull();
  expect([queue.left(), queue.parked]).toEqual([[], []]);
});
