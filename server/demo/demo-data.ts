import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeToken } from '../people/people.usecases.ts';

/** What a demo keeps beside its database: the token, so that every start can show it. */
export interface DemoData {
  isNew: boolean;
  adminToken: string;
}

/** Reads the demo's token, or makes one. A given token (for automation) wins. */
export function openDemoData(folder: string, given: string | undefined): DemoData {
  const file = path.join(folder, 'token');
  const kept = readIfThere(file);
  const adminToken = given ?? kept ?? makeToken();
  if (adminToken !== kept) writeFileSync(file, `${adminToken}\n`, { mode: 0o600 });
  return { isNew: kept === undefined, adminToken };
}

/** Text of a small file without the line end, or undefined when there is no such file. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
