/** A key of a task inside a line of text. */
export interface WrittenKey {
  /** As the server knows it. */
  key: string;
  /** Where it begins in the line, counted in UTF-16 units, and how long it is. */
  index: number;
  length: number;
}

/**
 * Keys in code, commit messages and terminal lines. Stricter than in branch names: the prefix as it is written in Notion,
 * and nothing of a longer word or number, so that `font-42`, `nt-42` or `NT-42px` stay plain text.
 */
export function keysIn(line: string, prefixes: readonly string[]): WrittenKey[] {
  const wanted = prefixes.filter((prefix) => /^[A-Za-z][A-Za-z0-9]*$/u.test(prefix));
  if (wanted.length === 0) return [];
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_-])(?:${wanted.join('|')})-[1-9]\\d{0,9}(?![\\p{L}\\p{N}_]|-\\d)`,
    'gu',
  );
  return [...line.matchAll(pattern)].map(({ 0: key, index }) => ({ key, index, length: key.length }));
}

/** Where a link leads that starts a task in the editor. @param scheme of the editor, such as `vscode` */
export function startLink(scheme: string, key: string): string {
  return `${scheme}://tickmark.tickmark/start?key=${encodeURIComponent(key)}`;
}

/** The key that such a link names; null for anything else, also when the link says more than a key. */
export function startedKey(path: string, query: string): string | null {
  const [[name, key = ''] = [], ...more] = new URLSearchParams(query);
  const isStart = path === '/start' && name === 'key' && more.length === 0;
  return isStart && /^[A-Za-z][A-Za-z0-9]{0,19}-\d{1,10}$/u.test(key) ? key : null;
}
