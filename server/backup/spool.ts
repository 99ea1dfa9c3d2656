import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, type Writable } from 'node:stream';

/** A file without a name: written once, then read once. It goes with its process, however that ends. */
export interface Spool {
  write: () => Writable;
  bytes: () => Promise<number>;
  /** Closes the file at the end, also when nobody wants the rest. */
  read: () => ReadableStream<Uint8Array>;
  close: () => Promise<void>;
}

/** In the data folder, where others on the machine cannot look, or for a server without one among temporary files. */
export async function openSpool(dataFolder: string): Promise<Spool> {
  const folder = await mkdtemp(path.join(existsSync(dataFolder) ? dataFolder : tmpdir(), 'export-'));
  try {
    const handle = await open(path.join(folder, 'spool'), 'wx+', 0o600);
    return {
      write: () => handle.createWriteStream({ autoClose: false }),
      bytes: async () => (await handle.stat()).size,
      read: () => Readable.toWeb(handle.createReadStream({ start: 0 })) as ReadableStream<Uint8Array>,
      close: () => handle.close(),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
