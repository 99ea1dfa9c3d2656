import { createHash } from 'node:crypto';
import { existsSync, realpathSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';

/** Another process holds the data folder. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(`The data folder ${folder} is in use by process ${pid}. Stop that server first, or set TICKMARK_DATA.`);
    this.pid = pid;
  }
}

/**
 * Takes a data folder for this process: the embedded database has no lock of its own, and two servers on one folder
 * lose data without a word. The lock is a listening socket, so it ends with the process however that ends.
 * @returns a function that gives the folder back.
 * @throws FolderLockedError when another living process holds it.
 */
export async function lockFolder(folder: string, pid = process.pid): Promise<() => Promise<void>> {
  const address = socketAddress(folder);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const holder = await holderOf(address);
    if (holder !== undefined) throw new FolderLockedError(folder, holder);
    if (process.platform !== 'win32' && existsSync(address)) removeStale(address);
    const server = await listen(address, pid);
    if (server === undefined) continue;
    // Two starters may both have removed a stale file: only the one whose socket answers holds the folder.
    if ((await holderOf(address)) === pid) return () => new Promise((done) => server.close(() => done()));
    server.close();
  }
  throw new FolderLockedError(folder, (await holderOf(address)) ?? 0);
}

/** A socket's path is limited to about 107 bytes, so a deep folder gets its socket in /tmp, named by its real path. */
function socketAddress(folder: string): string {
  const real = realpathSync(folder);
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\tickmark-${digest}`;
  const inside = path.join(real, 'lock.sock');
  return Buffer.byteLength(inside) <= 100 ? inside : path.join('/tmp', `tickmark-${digest}.sock`);
}

function removeStale(address: string): void {
  try {
    unlinkSync(address);
  } catch {
    // Another starter was faster; the check after listening decides.
  }
}

function holderOf(address: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(text === '' ? undefined : Number(text)));
  });
}

function listen(address: string, pid: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(String(pid)));
    server.on('error', () => resolve(undefined));
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}
