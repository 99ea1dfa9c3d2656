import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type LockPorts, withLock } from '../../extension/host/node/lock.ts';
import { isRunning } from '../../extension/host/node/machine.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';

const makeFolder = useTemporaryFolders();
let made = 0;
const ports = (changes: Partial<LockPorts> = {}): LockPorts => ({
  nowMs: createFakeClock().nowMs,
  newId: () => `id-${(made += 1)}`,
  pid: 7,
  machine: 'here',
  isRunning: () => true,
  ...changes,
});
const held = (holder: object): string => JSON.stringify({ id: 'other', pid: 1, machine: 'here', ...holder });

async function lockedBy(holder: object, ageMs: number): Promise<string> {
  const file = path.join(await makeFolder(), 'below', 'x.lock');
  await withLock(file, ports(), async () => undefined);
  await writeFile(file, held(holder));
  const at = new Date(createFakeClock().nowMs() - ageMs);
  await utimes(file, at, at);
  return file;
}

test('of two windows one works and the other one is told to leave it', async () => {
  const file = path.join(await makeFolder(), 'x.lock');
  let others: string[] = [];
  const first = await withLock(file, ports(), async () => {
    others = await Promise.all(Array.from({ length: 4 }, () => withLock(file, ports(), async () => 'worked too')));
    return 'worked';
  });
  expect(first).toBe('worked');
  expect(others).toEqual(['busy', 'busy', 'busy', 'busy']);
});

test('windows that start at the same moment never work side by side', async () => {
  const file = path.join(await makeFolder(), 'x.lock');
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await readdir(path.dirname(file));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withLock(file, ports(), work)));
  expect(most).toBe(1);
});

test('the lock is given back, also when the work fails', async () => {
  const file = path.join(await makeFolder(), 'x.lock');
  const failing = withLock(file, ports(), () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withLock(file, ports(), async () => 'done')).toBe('done');
  expect(await readdir(path.dirname(file))).toEqual([]);
});

test('a window that was killed with the lock in its hand blocks nobody', async () => {
  const file = await lockedBy({ pid: 4711 }, 0);
  expect(await withLock(file, ports({ isRunning: (pid) => pid !== 4711 }), async () => 'done')).toBe('done');
  expect(await readdir(path.dirname(file))).toEqual([]);
});

test('a holder that lives and says so keeps the lock', async () => {
  const file = await lockedBy({}, 100_000);
  expect(await withLock(file, ports(), async () => 'done')).toBe('busy');
});

test('a holder that has been silent for two minutes is taken for dead', async () => {
  const file = await lockedBy({}, 120_000);
  expect(await withLock(file, ports(), async () => 'done')).toBe('done');
});

test('a process id of another machine proves nothing, only its silence does', async () => {
  const other = ports({ isRunning: () => false });
  expect(await withLock(await lockedBy({ machine: 'there' }, 1000), other, async () => 'done')).toBe('busy');
  expect(await withLock(await lockedBy({ machine: 'there' }, 130_000), other, async () => 'done')).toBe('done');
});

test('a clock that was set back does not make a lock eternal', async () => {
  const file = await lockedBy({}, -24 * 3_600_000);
  expect(await withLock(file, ports(), async () => 'done')).toBe('done');
});

test('work that goes on for long keeps the lock by saying so', async () => {
  const clock = createFakeClock();
  const file = path.join(await makeFolder(), 'x.lock');
  const mine = ports({ nowMs: clock.nowMs });
  await withLock(file, mine, async (keep) => {
    for (let minute = 0; minute < 5; minute += 1) {
      clock.advance(60_000);
      await keep();
      expect(await withLock(file, ports({ nowMs: clock.nowMs }), async () => 'done')).toBe('busy');
    }
  });
});

test('whoever lost the lock while away does not take it from the next one', async () => {
  const file = path.join(await makeFolder(), 'x.lock');
  await withLock(file, ports(), async () => {
    await writeFile(file, held({ id: 'next' }));
  });
  expect(await readFile(file, 'utf8')).toContain('next');
});

test('this process runs, and one that ended does not', () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(2 ** 22 + 1)).toBe(false);
});
