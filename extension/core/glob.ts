import { message } from './translate.ts';

/** A pattern that can be asked, or what is wrong with it, in words to translate. */
export type Glob = { ok: true; matches: (path: string) => boolean } | { ok: false; reason: string };

export interface GlobOptions {
  /** Folder of the person's files, with slashes; null where there is none, as in a browser. */
  home: string | null;
  /** The file system does not tell upper from lower case. Paths with a drive never do. */
  ignoreCase: boolean;
}

const longestPattern = 500;
const mostChoices = 200;

/**
 * Reads a pattern in the words of the editor's own globs: `*` and `?` within a name, `**` for any folders, `{a,b}`, `[a-z]`,
 * `[!a]`. A pattern that begins with `/`, a drive or `~/` is taken from there; any other one is looked for at every depth. What
 * matches stands for everything in it, so a plain folder is a pattern too. Asking takes time in proportion to the lengths
 * of pattern and path, whatever they hold: a workspace may bring patterns along.
 */
export function readGlob(text: string, { home, ignoreCase }: GlobOptions): Glob {
  if (text.length > longestPattern) return { ok: false, reason: message('it is too long') };
  if (text.includes('${')) return { ok: false, reason: message('variables are not filled in here') };
  const choices = chosen(text.trim().replaceAll('\\', '/'));
  if (choices === null) return { ok: false, reason: message('its braces do not fit together, or hold too much') };
  const reason = choices.map(faultOf).find((fault) => fault !== null);
  if (reason !== undefined) return { ok: false, reason };
  const patterns = choices.map((choice) => withoutEnding(anchored(withoutDots(choice), home)));
  const exact = readAll(patterns, same);
  const folded = readAll(patterns, lower);
  if (exact === null || folded === null) return { ok: false, reason: message('its brackets do not fit together') };
  return {
    ok: true,
    matches(path) {
      const written = plain(path);
      const isFolded = ignoreCase || /^\/(?:[a-z]:|\/)/iu.test(written);
      const signs = Array.from(isFolded ? lower(written) : written);
      return (isFolded ? folded : exact).some((steps) => leadsTo(steps, signs));
    },
  };
}

function readAll(patterns: readonly string[], fold: (text: string) => string): Step[][] | null {
  const read = patterns.map((pattern) => readSteps(pattern, fold));
  const whole = read.filter((steps) => steps !== null);
  return whole.length === read.length ? whole : null;
}

const same = (text: string): string => text;
const lower = (text: string): string => text.toLowerCase();

/** A path as patterns see it: slashes, none at its end, and a slash before a drive. */
export function plain(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/^([a-z]:)(?=\/|$)/iu, '/$1');
  return slashed.length > 1 ? slashed.replace(/\/+$/u, '') : slashed;
}

function faultOf(pattern: string): string | null {
  if (pattern === '') return message('it is empty');
  if (pattern.startsWith('!')) return message('it begins with “!”: nothing can be taken out of what is private');
  if (/(?:^|\/)\.\.(?:\/|$)/u.test(pattern)) return message('it holds “..”');
  if (/^~[^/]/u.test(pattern)) return message('only “~/” stands for a home folder');
  if (/[\p{Cc}]/u.test(pattern)) return message('it holds a control character');
  if (/^[a-z][a-z\d+.-]+:/iu.test(pattern)) return message('it is an address; write a path');
  return null;
}

/** `./` means nothing here. */
function withoutDots(pattern: string): string {
  return pattern.replaceAll(/(^|\/)(?:\.\/)+/gu, '$1').replace(/\/\.$/u, '');
}

/** Where no home folder is known, what lies in one is looked for everywhere: rather too much is private than too little. */
function anchored(pattern: string, home: string | null): string {
  if (pattern === '~' || pattern.startsWith('~/')) {
    const rest = pattern.slice(2);
    if (home === null) return `/**/${rest}`;
    return `${literal(plain(home))}/${rest}`;
  }
  if (/^[a-z]:(?:\/|$)/iu.test(pattern)) return `/${pattern}`;
  return pattern.startsWith('/') ? pattern : `/**/${pattern}`;
}

/** A folder's name may hold what would mean something in a pattern. */
function literal(path: string): string {
  return path.replaceAll(/[*?{}[\]]/gu, '[$&]').replaceAll('[]]', '?');
}

/** `x/**`, `x/*` and `x/` name all that is in `x`, and so does `x`. Of `/**` nothing is left: that is everything. */
const withoutEnding = (pattern: string): string => pattern.replace(/(?:\/\*{0,2})+$/u, '');

/** What the braces of a pattern stand for, each choice written out; null when they do not fit together. */
function chosen(pattern: string): string[] | null {
  const open = outsideBrackets(pattern, '{');
  if (open === -1) return outsideBrackets(pattern, '}') === -1 ? [pattern] : null;
  let depth = 0;
  let isInBrackets = false;
  const cuts = [open];
  for (let at = open; at < pattern.length; at += 1) {
    const sign = pattern[at];
    if (isInBrackets ? sign === ']' : sign === '[') isInBrackets = !isInBrackets;
    if (isInBrackets) continue;
    if (sign === '{') depth += 1;
    if (sign === ',' && depth === 1) cuts.push(at);
    if (sign !== '}') continue;
    depth -= 1;
    if (depth > 0) continue;
    cuts.push(at);
    const before = pattern.slice(0, open);
    const after = pattern.slice(at + 1);
    const all: string[] = [];
    for (const [index, cut] of cuts.slice(0, -1).entries()) {
      const some = chosen(before + pattern.slice(cut + 1, cuts[index + 1]) + after);
      if (some === null || all.length + some.length > mostChoices) return null;
      all.push(...some);
    }
    return all;
  }
  return null;
}

function outsideBrackets(pattern: string, wanted: string): number {
  let isInBrackets = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at];
    if (!isInBrackets && sign === wanted) return at;
    if (isInBrackets ? sign === ']' : sign === '[') isInBrackets = !isInBrackets;
  }
  return -1;
}

/** What one sign of a path has to be, or how many names may come between. */
type Step = ((sign: string) => boolean) | 'name' | 'folders';

/** A pattern without braces, step by step; null when its brackets do not fit together. */
function readSteps(pattern: string, fold: (text: string) => string): Step[] | null {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const [folders = ''] = steps.length > 0 && pattern[at - 1] === '/' ? (/^(?:\*\*\/)+/u.exec(rest) ?? []) : [];
    const [stars = ''] = /^\*+/u.exec(rest) ?? [];
    const set = /^\[([!^]?)([^\]/]+)\]/u.exec(rest);
    const sign = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    if (folders !== '') steps.push('folders');
    else if (stars !== '') steps.push('name');
    else if (set !== null) steps.push(oneOf(set[2] ?? '', set[1] !== '', fold));
    else if (sign === '[' || sign === ']') return null;
    else if (sign === '?') steps.push((one) => one !== '/');
    else steps.push(exactly(fold(sign)));
    at += (folders || stars || set?.[0] || sign).length;
  }
  return steps;
}

const exactly =
  (wanted: string): Step =>
  (sign) =>
    sign === wanted;

function oneOf(signs: string, isNegated: boolean, fold: (text: string) => string): Step {
  const all = Array.from(signs);
  const ranges: [string, string][] = [];
  for (let at = 0; at < all.length; at += 1) {
    const first = all[at] ?? '';
    const isRange = all[at + 1] === '-' && at + 2 < all.length;
    ranges.push([first, isRange ? (all[at + 2] ?? '') : first]);
    if (isRange) at += 2;
  }
  // Folded, a sign may stand for either case of a range.
  const formsOf = (sign: string): string[] => (fold === lower ? [sign, sign.toUpperCase()] : [sign]);
  const isIn = (sign: string): boolean =>
    ranges.some(([from, to]) => formsOf(sign).some((one) => from <= one && one <= to));
  return (sign) => sign !== '/' && isIn(sign) !== isNegated;
}

/** True when the steps lead to the path or to a folder that it lies in. All ways are followed at once. */
function leadsTo(steps: readonly Step[], path: readonly string[]): boolean {
  let places = new Set<number>([0]);
  for (let at = 0; ; at += 1) {
    // A jump over what may be nothing; a set may grow while it is walked.
    for (const place of places) {
      const step = steps[place];
      if (step === 'name' || (step === 'folders' && (at === 0 || path[at - 1] === '/'))) places.add(place + 1);
    }
    const sign = path[at];
    if (places.has(steps.length) && (sign === undefined || sign === '/')) return true;
    if (sign === undefined || places.size === 0) return false;
    const next = new Set<number>();
    for (const place of places) {
      const step = steps[place];
      if (step === 'folders' || (step === 'name' && sign !== '/')) next.add(place);
      else if (typeof step === 'function' && step(sign)) next.add(place + 1);
    }
    places = next;
  }
}
