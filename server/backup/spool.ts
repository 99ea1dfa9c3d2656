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
  /** For when it is not read. */
  drop: () => Promise<void>;
}

/** In the data folder, where others on the machine cannot look, or for a server without one among temporary files. */
export async function openSpool(dataFolder: string): Promise<Spool> {
  const folder = await mkdtemp(path.join(existsSync(dataFolder) ? dataFolder : tmpdir(), 'export-'));
  try {
    const file = path.join(folder, 'spool');
    // One for each side, because a stream closes the one that it has.
    const writing = await open(file, 'wx', 0o600);
    const reading = await open(file, 'r');
    return {
      write: () => writing.createWriteStream(),
      bytes: async () => (await reading.stat()).size,
      read: () => Readable.toWeb(reading.createReadStream()) as ReadableStream<Uint8Array>,
      drop: async () => {
        await writing.close();
        await reading.close();
      },
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
