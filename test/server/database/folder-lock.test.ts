import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FolderLockedError, lockFolder } from '../../../server/database/folder-lock.ts';

const work = mkdtempSync(path.join(tmpdir(), 'lock-'));
const entry = path.join(work, 'entry.mjs');
let folder = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  const source = path.join(import.meta.dirname, 'lock-entry.ts');
  await build({ entryPoints: [source], outfile: entry, bundle: true, platform: 'node', format: 'esm' });
});
afterAll(() => rmSync(work, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(path.join(work, 'data-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
});

async function startProcess(): Promise<ChildProcess> {
  const child = fork(entry);
  children.push(child);
  await once(child, 'message');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What the process says after it tried: 'has it', or the number of the process that has it. */
async function ask(child: ChildProcess, wanted: string): Promise<unknown> {
  const answer = once(child, 'message');
  child.send(wanted);
  const [message] = (await answer) as [unknown];
  return message;
}

describe('the lock of a data folder', () => {
  it('refuses a second server and names the process that holds the folder', async () => {
    const holder = await startProcess();
    expect(await ask(holder, folder)).toBe('has it');
    const refused = lockFolder(folder);
    await expect(refused).rejects.toThrow(FolderLockedError);
    await expect(refused).rejects.toThrow(
      `The data folder ${folder} is in use by process ${holder.pid}. Stop that server first, or set TICKMARK_DATA.`,
    );
    expect(await ask(await startProcess(), folder)).toBe(holder.pid);
  });

  it('refuses the same process a second time', async () => {
    const unlock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid}`);
    await unlock();
  });

  it('is free at once after its holder was killed', async () => {
    const holder = await startProcess();
    expect(await ask(holder, folder)).toBe('has it');
    await kill(holder);
    const unlock = await lockFolder(folder);
    await unlock();
  });

  it('leaves nothing behind when it is given back', async () => {
    const unlock = await lockFolder(folder);
    expect(readdirSync(folder)).toHaveLength(1);
    await unlock();
    expect(readdirSync(folder)).toEqual([]);
    const again = await lockFolder(folder);
    await again();
  });

  it('is won by exactly one of six that start together where a killed one left its socket', async () => {
    const racers = await Promise.all(Array.from({ length: 6 }, startProcess));
    for (let round = 0; round < 10; round += 1) {
      const place = mkdtempSync(path.join(work, 'race-'));
      const doomed = racers.shift();
      if (doomed === undefined) throw new Error('no racers');
      await ask(doomed, place);
      await kill(doomed);
      racers.push(await startProcess());
      const said = await Promise.all(racers.map((racer) => ask(racer, place)));
      expect(said.filter((word) => word === 'has it')).toHaveLength(1);
      expect(said.filter((word) => typeof word === 'number')).toHaveLength(5);
      await Promise.all(racers.map((racer) => ask(racer, '')));
    }
  });

  it('works in a folder whose path is longer than a socket address may be', async () => {
    const deep = path.join(folder, 'a'.repeat(100), 'b'.repeat(100));
    mkdirSync(deep, { recursive: true });
    const holder = await startProcess();
    expect(await ask(holder, deep)).toBe('has it');
    await expect(lockFolder(deep)).rejects.toThrow(`process ${holder.pid}`);
    expect(existsSync(path.join(deep, 'lock-1.sock'))).toBe(false);
    await kill(holder);
    const unlock = await lockFolder(deep);
    await unlock();
  });

  it('is the same lock through another name of the folder', async () => {
    const unlock = await lockFolder(folder);
    symlinkSync(folder, `${folder}-link`);
    await expect(lockFolder(`${folder}-link`)).rejects.toThrow(FolderLockedError);
    await unlock();
  });
});
