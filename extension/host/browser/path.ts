import type { FileUri } from '../git-api.ts';

/** Names a file or folder for the functions of this room. Here: its whole address, for not everything is a file. */
export const locationOf = (uri: Pick<FileUri, 'fsPath' | 'toString'>): string => uri.toString();

/** Puts names behind an address. `..` goes up and never above the first folder. */
export function join(location: string, ...names: string[]): string {
  const [, root = '', path = ''] = /^([a-z][\w+.-]*:(?:\/\/[^/]*)?)?(.*)$/su.exec(location) ?? [];
  const parts: string[] = [];
  for (const part of [path, ...names].join('/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${root}${path.startsWith('/') || root !== '' ? '/' : ''}${parts.join('/')}`;
}

/** A path that begins with a slash is taken on the same disk. */
export function resolve(location: string, path: string): string {
  if (!path.startsWith('/')) return join(location, path);
  const root = /^[a-z][\w+.-]*:(?:\/\/[^/]*)?/u.exec(location)?.[0] ?? '';
  return join(`${root}/`, path);
}
