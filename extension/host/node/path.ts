import path from 'node:path';
import type { FileUri } from '../git-api.ts';

export const join = (location: string, ...names: string[]): string => path.join(location, ...names);
export const resolve = (location: string, other: string): string => path.resolve(location, other);

/** Names a file or folder for the functions of this room. Here: its path. */
export const locationOf = (uri: Pick<FileUri, 'fsPath' | 'toString'>): string => uri.fsPath;
