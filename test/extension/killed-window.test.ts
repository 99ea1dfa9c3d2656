import { spawn } from 'node:child_process';
import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { createHeartbeatQueue } from '../../extension/host/heartbeat-queue.ts';
import { isRunning } from '../../extension/host/node/machine.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { createHeartbeatServer } from './support/heartbeats.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const makeFolder = useTemporaryFolders();

/** A window that only records: it says each id once the heartbeat is on the disk. */
const recorder = `
  import { randomBytes, randomUUID } from 'node:crypto';
  import { createIdFactory } from './shared/ids.ts';
  import { createHeartbeatQueue } from './extension/host/heartbeat-queue.ts';
  import { systemClock as clock } from './extension/host/clock.ts';
  import { isRunning } from './extension/host/node/machine.ts';
  const never = () => new Promise(() => undefined);
  const queue = createHeartbeatQueue({
    clock, random: Math.random, newId: randomUUID, folder: process.argv[2], pid: process.pid, machine: 'here',
    isRunning, send: never, onSettled() {}, onFailure() {}, onError() {},
  });
  const newId = createIdFactory({ nowMs: clock.nowMs, randomBytes });
  for (;;) {
    const id = newId();
    await queue.append({ id, at: new Date().toISOString(), repository: 'app', branch: 'NT-42', entity: 'a'.repeat(64) });
    process.stdout.write(id + '\\n');
  }
`;

async function recordUntilKilled(folder: string, queueFolder: string, count: number): Promise<string[]> {
  const outfile = path.join(folder, 'recorder.mjs');
  const stdin = { contents: recorder, resolveDir: process.cwd(), loader: 'ts' as const };
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'silent' });
  const child = spawn(process.execPath, [outfile, queueFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await until(() => text.split('\n').length > count);
  child.kill('SIGKILL');
  await ended;
  return text.split('\n').slice(0, -1);
}

test('a window killed in the middle of its work loses nothing that it had recorded', async () => {
  const folder = await makeFolder();
  const queueFolder = path.join(folder, 'queue');
  const recorded = await recordUntilKilled(folder, queueFolder, 90);
  const clock = createFakeClock(Date.now());
  const minutesAgo = new Date(clock.nowMs() - 120_000);
  for (const name of await readdir(queueFolder)) await utimes(path.join(queueFolder, name), minutesAgo, minutesAgo);

  const server = createHeartbeatServer();
  const queue = createHeartbeatQueue({
    clock,
    random: () => 0.5,
    newId: () => 'next-window',
    folder: queueFolder,
    pid: process.pid,
    machine: 'here',
    isRunning,
    send: server.send,
    onSettled: () => undefined,
    onFailure: () => undefined,
    onError: () => undefined,
  });
  await queue.drain();
  // One more may have reached the disk without being said.
  expect(server.stored.slice(0, recorded.length)).toEqual(recorded);
  expect(server.stored.length - recorded.length).toBeLessThanOrEqual(1);
  expect(server.duplicates()).toBe(0);
  expect((await queue.counts()).waiting).toBe(0);
});
