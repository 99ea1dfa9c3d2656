import { readdir, readFile, rm, stat } from './node/fs.ts';

/** Names of the files in a folder in order; none when there is no such folder. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifMissing([]));
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
}

/** Names of the folders in a folder; none when there is no such folder. */
export async function listFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifMissing([]));
  return entries.filter((entry) => !entry.isFile()).map((entry) => entry.name);
}

/** Lines that hold something; 0 when there is no such file. */
export async function sizeInLines(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(ifMissing(''));
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

/** Removes a folder with all that is in it; it is no error when it is gone already. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { force: true, recursive: true });
}

/** Removes a file; it is no error when somebody else was faster. */
export async function removeFile(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Size in bytes; 0 when there is no such file. */
export async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(ifMissing({ size: 0 }))).size;
}

/** Milliseconds since the last write; 0 when there is no such file. */
export async function ageMs(file: string, nowMs: number): Promise<number> {
  return nowMs - (await stat(file).catch(ifMissing({ mtimeMs: nowMs }))).mtimeMs;
}

/** Turns "there is no such file" into a value; other errors stay errors. */
export function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return value;
    throw error;
  };
}
