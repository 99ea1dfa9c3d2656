import { expect, test } from 'vitest';
import { createLocalTime } from '../../extension/core/local-time.ts';
import type { Counting } from '../../extension/host/recording.ts';
import type { HeartbeatQueue } from '../../extension/host/heartbeat-queue.ts';
import { countCodingTime } from '../../extension/ui/count-coding-time.ts';
import { showSentData } from '../../extension/ui/sent-data.ts';
import { createContext } from './support/context.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import { createHeartbeats } from './support/heartbeats.ts';

const on = {
  server: 'http://127.0.0.1:4242',
  heartbeats: { enabled: true, paths: 'hashed' as const, idleMinutes: 15 },
};

function counting(waiting: number): Counting & { discarded: () => number } {
  let discarded = 0;
  const queue = {
    counts: async () => ({ waiting, bytes: 100, dropped: 3, damaged: 0 }),
    parked: async () => [],
    discardAll: async () => void (discarded += 1),
  } as unknown as HeartbeatQueue;
  const made = createHeartbeats()(2);
  const time = createLocalTime(
    () => 900,
    () => 0,
  );
  return { queue, time, last: () => made, discarded: () => discarded };
}

test('every field that is sent is listed before anything is switched on', async () => {
  const dialogs = createFakeDialogs([], { buttons: ['Count Coding Time'] });
  const { context, done } = await createContext({ dialogs });
  await countCodingTime(context);
  const [question] = dialogs.messages;
  for (const field of ['id', 'at', 'repository', 'branch', 'entity', 'language', 'category', 'isWrite', 'editor']) {
    expect(question?.modalDetail).toContain(`• ${field}: `);
  }
  expect(question?.modalDetail).toContain('http://127.0.0.1:4242');
  expect(done.counting).toEqual([true]);
});

test('going away from the question switches nothing on', async () => {
  const { context, done } = await createContext();
  await countCodingTime(context);
  expect(done.counting).toEqual([]);
});

test('switching off keeps what waits', async () => {
  const dialogs = createFakeDialogs([], { buttons: ['Switch Off'] });
  const now = counting(4);
  const changes = { settings: () => on, codingTime: { counting: () => now } };
  const { context, done } = await createContext({ dialogs, changes });
  await countCodingTime(context);
  expect(dialogs.messages[0]?.modalDetail).toContain('4 signs of activity wait here');
  expect(done.counting).toEqual([false]);
  expect(now.discarded()).toBe(0);
});

test('what waits is discarded only on request', async () => {
  const dialogs = createFakeDialogs([], { buttons: ['Switch Off and Discard'] });
  const now = counting(4);
  const changes = { settings: () => on, codingTime: { counting: () => now } };
  const { context, done } = await createContext({ dialogs, changes });
  await countCodingTime(context);
  expect(done.counting).toEqual([false]);
  expect(now.discarded()).toBe(1);
});

test('what is sent is shown exactly, with the size of the queue and what was lost', async () => {
  const now = counting(4);
  const changes = { settings: () => on, codingTime: { counting: () => now } };
  const { context, done } = await createContext({ changes });
  await showSentData(context);
  const shown = JSON.parse(done.documents[0]?.text ?? '') as Record<string, unknown>;
  expect(shown).toMatchObject({
    counting: 'on',
    queue: { waiting: 4, bytes: 100, dropped: 3 },
    lastHeartbeatsOfThisWindow: now.last(),
  });
});

test('while it is off the document says so and shows the fields all the same', async () => {
  const { context, done } = await createContext();
  await showSentData(context);
  expect(JSON.parse(done.documents[0]?.text ?? '')).toMatchObject({
    counting: 'off',
    queue: null,
    fields: { branch: 'the name of the branch' },
  });
});
