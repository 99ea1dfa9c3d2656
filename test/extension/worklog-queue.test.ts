import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { NewWorklog, Worklog } from '../../shared/api/worklogs.ts';
import { createIdFactory } from '../../shared/ids.ts';
import type { Result } from '../../extension/core/failure.ts';
import { createWorklogQueue, type QueuedWorklog, type WorklogQueue } from '../../extension/core/worklog-queue.ts';
import { createWorklogFiles } from '../../extension/host/worklog-files.ts';
import { createFakeClock, type FakeClock, startMs } from './support/fake-clock.ts';
import { failureOf, success } from './support/samples.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const makeFolder = useTemporaryFolders();
const newId = createIdFactory({ nowMs: () => startMs, randomBytes: (length) => new Uint8Array(length).fill(7) });
const worklog = (changes: Partial<NewWorklog> = {}): NewWorklog => ({
  id: newId(),
  key: 'NT-42',
  seconds: 3600,
  text: 'mapping',
  ...changes,
});

/** A server that books every worklog once, and answers as the test wishes. */
function createServer() {
  const booked = new Map<string, string>();
  const refusals: ((body: NewWorklog) => Result<Worklog> | null)[] = [];
  let calls = 0;
  return {
    booked,
    calls: () => calls,
    /** The next calls are answered so; null means as usual. */
    next: (...answers: (Result<Worklog> | null)[]) => void refusals.push(...answers.map((answer) => () => answer)),
    async send(body: NewWorklog): Promise<Result<Worklog>> {
      calls += 1;
      const refusal = refusals.shift()?.(body) ?? null;
      if (refusal !== null) return refusal;
      const text = JSON.stringify(body);
      if ((booked.get(body.id) ?? text) !== text) return failureOf('refused', { code: 'worklog.id_conflict' });
      booked.set(body.id, text);
      return success({ ...body, state: 'pending' } as unknown as Worklog);
    },
  };
}

type Server = ReturnType<typeof createServer>;

function openQueue(
  folder: string,
  server: Pick<Server, 'send'>,
): {
  queue: WorklogQueue;
  clock: FakeClock;
  delivered: string[];
  parked: QueuedWorklog[];
} {
  const clock = createFakeClock();
  const delivered: string[] = [];
  const parked: QueuedWorklog[] = [];
  const queue = createWorklogQueue({
    clock,
    random: () => 1,
    files: createWorklogFiles(folder),
    send: server.send,
    onDelivered: ({ id }) => void delivered.push(id),
    onParked: (entry) => void parked.push(entry),
    onError: (error) => {
      throw error;
    },
  });
  return { queue, clock, delivered, parked };
}

test('a worklog is on the disk before it is sent, and gone after the server has it', async () => {
  const folder = await makeFolder();
  const server = createServer();
  const filesAtSending: string[][] = [];
  const send = async (body: NewWorklog): Promise<Result<Worklog>> => {
    filesAtSending.push(await readdir(folder));
    return server.send(body);
  };
  const { queue, delivered } = openQueue(folder, { send });
  const body = worklog();
  expect(await queue.submit(body)).toEqual({ kind: 'delivered' });
  expect(filesAtSending).toEqual([[`${body.id}.json`]]);
  expect(await readdir(folder)).toEqual([]);
  expect(delivered).toEqual([body.id]);
});

test('what the server could not take is sent later by itself, less and less often', async () => {
  const server = createServer();
  const { queue, clock } = openQueue(await makeFolder(), server);
  server.next(failureOf('offline'), failureOf('server_fault'), failureOf('rate_limited', { retryAfterMs: 90_000 }));
  const body = worklog();
  expect(await queue.submit(body)).toMatchObject({ kind: 'waiting', failure: { kind: 'offline' } });
  for (const waitMs of [15_000, 30_000, 90_000]) {
    const calls = server.calls();
    clock.advance(waitMs - 1);
    expect(server.calls()).toBe(calls);
    clock.advance(1);
    await until(() => server.calls() === calls + 1 && (clock.timers() === 1 || server.booked.size === 1));
  }
  expect([...server.booked.keys()]).toEqual([body.id]);
});

test('a worklog outlives the editor and is sent after the restart', async () => {
  const folder = await makeFolder();
  const server = createServer();
  server.next(failureOf('offline'));
  const before = openQueue(folder, server);
  const body = worklog();
  await before.queue.submit(body);
  before.queue.dispose();
  const after = openQueue(folder, server);
  await after.queue.drain();
  expect([...server.booked.keys()]).toEqual([body.id]);
  expect(await readdir(folder)).toEqual([]);
});

test('an answer that got lost does not book twice', async () => {
  const server = createServer();
  const losing = async (body: NewWorklog): Promise<Result<Worklog>> => {
    await server.send(body);
    return failureOf('offline');
  };
  const folder = await makeFolder();
  const body = worklog();
  expect(await openQueue(folder, { send: losing }).queue.submit(body)).toMatchObject({ kind: 'waiting' });
  const after = openQueue(folder, server);
  await after.queue.drain();
  expect(server.booked.size).toBe(1);
  expect(after.delivered).toEqual([body.id]);
});

test('the answer about another worklog does not count', async () => {
  const server = { send: async () => success({ id: newId(), seconds: 1, state: 'pending' } as unknown as Worklog) };
  const { queue } = openQueue(await makeFolder(), server);
  expect(await queue.submit(worklog())).toMatchObject({ kind: 'waiting' });
  expect(queue.entries()).toHaveLength(1);
});

test('what can never succeed is set aside with the reason and told once', async () => {
  const server = createServer();
  const folder = await makeFolder();
  const { queue, parked } = openQueue(folder, server);
  server.next(failureOf('refused', { code: 'issue.not_found', detail: 'No task NT-42.', fix: 'Check the key.' }));
  expect(await queue.submit(worklog())).toMatchObject({ kind: 'parked' });
  await queue.drain();
  await queue.drain();
  expect(server.calls()).toBe(1);
  expect(parked).toMatchObject([
    { parked: { code: 'issue.not_found', detail: 'No task NT-42.', fix: 'Check the key.' } },
  ]);
  const restarted = openQueue(folder, server);
  await restarted.queue.drain();
  expect(restarted.queue.entries()).toHaveLength(1);
  expect(restarted.parked).toEqual([]);
});

test('a worklog that was set aside does not hold up the others', async () => {
  const server = createServer();
  const { queue } = openQueue(await makeFolder(), server);
  server.next(failureOf('refused', { code: 'issue.not_found' }), failureOf('offline'));
  const [bad, good] = [worklog(), worklog()];
  await queue.submit(bad);
  await queue.submit(good);
  await queue.drain();
  expect([...server.booked.keys()]).toEqual([good.id]);
});

test('one that was set aside can be sent again or discarded', async () => {
  const server = createServer();
  const { queue } = openQueue(await makeFolder(), server);
  server.next(failureOf('refused'), failureOf('refused'));
  const [first, second] = [worklog(), worklog()];
  await queue.submit(first);
  await queue.submit(second);
  expect(await queue.retry(first.id)).toEqual({ kind: 'delivered' });
  await queue.discard(second.id);
  expect(queue.entries()).toEqual([]);
  expect([...server.booked.keys()]).toEqual([first.id]);
});

test('while the token is refused nothing is tried, and nothing lost', async () => {
  const server = createServer();
  const { queue, clock } = openQueue(await makeFolder(), server);
  server.next(failureOf('unauthorised'));
  await queue.submit(worklog());
  await clock.advanceSettling(3_600_000);
  expect(server.calls()).toBe(1);
  await queue.drain();
  expect(server.booked.size).toBe(1);
});

test('two windows with one folder book each worklog once', async () => {
  const folder = await makeFolder();
  const server = createServer();
  server.next(failureOf('offline'), failureOf('offline'));
  const [here, there] = [openQueue(folder, server), openQueue(folder, server)];
  await here.queue.submit(worklog());
  await there.queue.submit(worklog());
  await Promise.all([here.queue.drain(), there.queue.drain()]);
  expect(server.booked.size).toBe(2);
  expect(await readdir(folder)).toEqual([]);
});

test('what cannot be saved is not sent either', async () => {
  const folder = await makeFolder();
  const server = createServer();
  await writeFile(path.join(folder, 'file'), '');
  const { queue } = openQueue(path.join(folder, 'file', 'below'), server);
  await expect(queue.submit(worklog())).rejects.toThrow();
  expect(server.calls()).toBe(0);
});

test('a file that is no worklog is left alone', async () => {
  const folder = await makeFolder();
  await writeFile(path.join(folder, 'broken.json'), '{"body":');
  await writeFile(path.join(folder, 'other.json'), '{"body":{"id":"x"}}');
  const server = createServer();
  const { queue } = openQueue(folder, server);
  await queue.drain();
  expect(queue.entries()).toEqual([]);
  expect(await readdir(folder)).toHaveLength(2);
});

test('after disposal no timer is left', async () => {
  const server = createServer();
  server.next(failureOf('offline'));
  const { queue, clock } = openQueue(await makeFolder(), server);
  await queue.submit(worklog());
  expect(clock.timers()).toBe(1);
  queue.dispose();
  expect(clock.timers()).toBe(0);
});
