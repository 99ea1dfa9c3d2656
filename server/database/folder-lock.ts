import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';

/** Another process holds the data folder. */
export class FolderLockedError extends Error {
  override readonly name = 'FolderLockedError';
  /** 0 when the holder did not say. */
  readonly pid: number;
  /** Where the holder answers, when it is a server. */
  readonly address: string | undefined;

  constructor(folder: string, { pid, address }: Holder) {
    const holder = pid === 0 ? 'another process' : `process ${pid}`;
    super(`The data folder ${folder} is in use by ${holder}. Stop that server first, or set TICKMARK_DATA.`);
    this.pid = pid;
    this.address = address;
  }
}

/** Who has a folder. */
interface Holder {
  pid: number;
  address?: string;
}

type Unlock = () => Promise<void>;

/** More rounds than starters could need: each round that decides nothing had another starter in it. */
const maxRounds = 100;
/** A holder that is busy still answers the connection itself, only its number comes late. */
const patienceMs = 3000;

/**
 * Takes a data folder for this process: the embedded database has no lock of its own, and two servers on one folder
 * lose data without a word. The lock is a listening socket, so it ends with the process however that ends.
 *
 * Sockets are numbered. A starter that finds no living one listens on the next number, which the system gives to one
 * process only, and then looks again: who sees another living socket withdraws. Files of dead ones are removed by the
 * holder alone, so nobody can remove the socket of a living one.
 * @param address where this process answers, for whoever finds the folder taken
 * @returns a function that gives the folder back.
 * @throws FolderLockedError when another living process holds it.
 */
export async function lockFolder(folder: string, address?: string): Promise<Unlock> {
  const place = placeOf(folder);
  const me = [process.pid, ...(address === undefined ? [] : [address])].join(' ');
  for (let round = 0; round < maxRounds; round += 1) {
    const before = place.taken();
    const holder = await findHolder(before.map(place.address));
    if (holder !== undefined) throw new FolderLockedError(folder, holder);
    const own = Math.max(0, ...before) + 1;
    const server = await listen(place.address(own), me);
    if (server === undefined) {
      const faster = await findHolder([place.address(own)]);
      if (faster !== undefined) throw new FolderLockedError(folder, faster);
      continue;
    }
    const others = place.taken().filter((number) => number !== own);
    if ((await findHolder(others.map(place.address))) === undefined) {
      for (const number of others) rmSync(place.address(number), { force: true });
      return () => close(server);
    }
    await close(server);
  }
  throw new FolderLockedError(folder, { pid: 0 });
}

interface Place {
  /** Numbers for which there is a socket, living or dead. */
  taken: () => number[];
  address: (number: number) => string;
}

/** A socket's path is limited to about 107 bytes, so a deep folder gets its sockets in /tmp, named by its real path. */
function placeOf(folder: string): Place {
  const real = realpathSync(folder);
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return pipePlace(`\\\\.\\pipe\\tickmark-${digest}`);
  const fits = Buffer.byteLength(path.join(real, 'lock-1000000.sock')) <= 100;
  return fits ? socketPlace(real, 'lock-') : socketPlace('/tmp', `tickmark-${digest}-`);
}

function socketPlace(directory: string, prefix: string): Place {
  const name = new RegExp(`^${prefix}(\\d{1,9})\\.sock$`, 'u');
  return {
    taken: () => readdirSync(directory).flatMap((entry) => name.exec(entry)?.slice(1, 2).map(Number) ?? []),
    address: (number) => path.join(directory, `${prefix}${number}.sock`),
  };
}

/** A pipe of Windows goes with its process, so there is one name and never a dead one. */
function pipePlace(name: string): Place {
  return { taken: () => [], address: () => name };
}

async function findHolder(addresses: readonly string[]): Promise<Holder | undefined> {
  const holders = await Promise.all(addresses.map(holderOf));
  return holders.find((holder) => holder !== undefined);
}

/** The process that listens there, with the number 0 when it does not say, undefined when nobody does. */
function holderOf(address: string): Promise<Holder | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let text = '';
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code === 'ECONNREFUSED' || code === 'ENOENT' ? undefined : { pid: 0 }),
    );
    socket.on('close', () => {
      const [pid, answersAt] = text.split(' ');
      resolve({ pid: Number(pid), ...(answersAt === undefined ? {} : { address: answersAt }) });
    });
  });
}

function listen(address: string, me: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(me));
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
