import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing } from '../files.ts';

/** Writes a whole file so that a reader sees the old or the new one, also after a power cut. Makes missing folders. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.draft`;
  await withFile(draft, 'w', text);
  await rename(draft, file);
}

/** Appends, and returns when the text is on the disk. Makes missing folders. */
export async function appendDurably(file: string, text: string): Promise<void> {
  await withFile(file, 'a', text);
}

async function withFile(file: string, flags: 'w' | 'a', text: string): Promise<void> {
  const handle = await open(file, flags).catch(async (error: unknown) => {
    ifMissing(null)(error);
    await mkdir(path.dirname(file), { recursive: true });
    return open(file, flags);
  });
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
