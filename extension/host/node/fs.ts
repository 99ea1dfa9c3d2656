import * as fs from 'node:fs/promises';

/** What is used of Node's files. Its twin does the same where there is no Node. */
export const readFile = (file: string, encoding: 'utf8'): Promise<string> => fs.readFile(file, encoding);
export const rename = (from: string, to: string): Promise<void> => fs.rename(from, to);
/** Tries a few times where another window just closes a file in a folder that goes. */
export const rm = (file: string, options?: { force?: boolean; recursive?: boolean }): Promise<void> =>
  fs.rm(file, { ...options, maxRetries: 5 });
export const stat = (file: string): Promise<{ size: number; mtimeMs: number }> => fs.stat(file);

interface Entry {
  name: string;
  isFile: () => boolean;
}

export const readdir = (folder: string, options: { withFileTypes: true }): Promise<Entry[]> =>
  fs.readdir(folder, options);
