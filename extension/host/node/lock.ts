import { link, mkdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing, removeFile } from '../files.ts';

export interface LockPorts {
  nowMs: () => number;
  newId: () => string;
  /** Of this window's process. */
  pid: number;
  /** Name of this machine: process ids mean nothing on another one. */
  machine: string;
  isRunning: (pid: number) => boolean;
}

/** A holder that has not said for this long that it goes on is taken for dead. */
const silentMs = 120_000;

/**
 * Does the work while no other window does it; `busy` when another one is at it. Call `keep` at least every minute.
 * The lock spares double work, it is not what makes the work safe: after a machine slept, two may hold it.
 */
export async function withLock<T>(
  file: string,
  ports: LockPorts,
  work: (keep: () => Promise<void>) => Promise<T>,
): Promise<T | 'busy'> {
  const id = ports.newId();
  if (!(await take(file, id, ports)) && !((await clearStale(file, id, ports)) && (await take(file, id, ports)))) {
    return 'busy';
  }
  try {
    return await work(async () => {
      const now = ports.nowMs() / 1000;
      await utimes(file, now, now).catch(ifMissing(undefined));
    });
  } finally {
    if ((await read(file))?.id === id) await removeFile(file);
  }
}

interface Holder {
  id: string;
  pid: number;
  machine: string;
}

async function take(file: string, id: string, { machine, pid, nowMs }: LockPorts): Promise<boolean> {
  // Prepared aside and linked, so that nobody ever sees a lock without its holder.
  const draft = `${file}.${id}.draft`;
  const holder: Holder = { id, pid, machine };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, JSON.stringify(holder));
  await utimes(draft, nowMs() / 1000, nowMs() / 1000);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    // A disk that knows no links locks nobody out; the work is safe without.
    return !(error instanceof Error && 'code' in error && error.code === 'EEXIST');
  } finally {
    await removeFile(draft);
  }
}

async function clearStale(file: string, id: string, ports: LockPorts): Promise<boolean> {
  const found = await stat(file).catch(ifMissing(null));
  if (found === null) return true;
  const holder = await read(file);
  const isGone = holder !== null && holder.machine === ports.machine && !ports.isRunning(holder.pid);
  // A clock that was set back makes an age negative; that is no reason to wait for ever.
  if (!isGone && Math.abs(ports.nowMs() - found.mtimeMs) < silentMs) return false;
  // Renamed first: of two windows that find the same dead holder one gets it.
  const aside = `${file}.${id}`;
  const mine = await rename(file, aside).then(() => true, ifMissing(false));
  if (mine) await removeFile(aside);
  return mine;
}

async function read(file: string): Promise<Holder | null> {
  const text = await readFile(file, 'utf8').catch(ifMissing(''));
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}
