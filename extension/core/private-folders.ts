import { type GlobOptions, plain, readGlob } from './glob.ts';
import type { Translate } from './translate.ts';

/** What one place of the settings says. */
export interface PatternList {
  /** As written, of whatever kind. */
  value: unknown;
  /** The folder whose settings these are: they speak about it alone. Null for settings that speak about everything. */
  folder: string | null;
}

/** An entry of the settings that could not be read, and why. */
export interface WrongPattern {
  entry: string;
  reason: string;
}

/** What is nobody else's business. */
export interface PrivateFolders {
  /** True for a file or folder of which nothing may leave the machine. */
  has: (path: string) => boolean;
  /** While there is one, everything is private: what it was meant to hide is not known. */
  wrong: readonly WrongPattern[];
  /** All entries that count, as written. */
  entries: readonly string[];
}

/** Adds up what all settings say: none of them can take anything out of what another one made private. */
export function readPrivateFolders(lists: readonly PatternList[], options: GlobOptions, t: Translate): PrivateFolders {
  const wrong: WrongPattern[] = [];
  const entries: string[] = [];
  const rules: ((path: string) => boolean)[] = [];
  const fail = (entry: string, reason: string): void => {
    if (!wrong.some((known) => known.entry === entry)) wrong.push({ entry, reason });
  };
  for (const { value, folder } of lists) {
    if (value === undefined) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!Array.isArray(value)) fail(shown(value), t('the setting is not a list'));
    for (const item of Array.isArray(value) ? items : []) {
      if (typeof item !== 'string') {
        fail(shown(item), t('it is not a text'));
        continue;
      }
      const glob = readGlob(item, options);
      if (!glob.ok) {
        const { reason } = glob;
        fail(item, t(reason));
        continue;
      }
      // Told at several levels alike: those of a remote machine and of a single folder repeat others.
      if (!entries.includes(item)) entries.push(item);
      rules.push(folder === null ? glob.matches : (path) => isWithin(folder, path) && glob.matches(path));
    }
  }
  return { wrong, entries, has: (path) => wrong.length > 0 || rules.some((matches) => matches(path)) };
}

function isWithin(folder: string, path: string): boolean {
  const [outer, inner] = [plain(folder), plain(path)];
  return inner === outer || inner.startsWith(outer === '/' ? outer : `${outer}/`);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? '').slice(0, 100);
}
