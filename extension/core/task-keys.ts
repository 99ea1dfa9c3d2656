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

/** `NT` of `NT-42`; null when it is no key. */
export function prefixOf(key: string): string | null {
  return /^([A-Za-z][A-Za-z0-9]*)-\d+$/u.exec(key)?.[1] ?? null;
}
