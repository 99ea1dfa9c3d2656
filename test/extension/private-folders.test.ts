import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readGlob } from '../../extension/core/glob.ts';
import { readPrivateFolders } from '../../extension/core/private-folders.ts';
import { untranslated as t } from '../../extension/core/translate.ts';

const linux = { home: '/home/ana', ignoreCase: false };
const windows = { home: 'C:\\Users\\Ana', ignoreCase: true };
const browser = { home: null, ignoreCase: false };

function isMatch(pattern: string, path: string, options: Parameters<typeof readGlob>[1] = linux): boolean {
  const glob = readGlob(pattern, options);
  if (!glob.ok) throw new Error(`${pattern}: ${glob.reason}`);
  return glob.matches(path);
}

describe('a pattern of what is private', () => {
  it.each([
    ['/home/ana/secret', '/home/ana/secret'],
    ['/home/ana/secret', '/home/ana/secret/deep/file.ts'],
    ['/home/ana/secret/', '/home/ana/secret'],
    ['/home/ana/secret/**', '/home/ana/secret'],
    ['/home/ana/secret/*', '/home/ana/secret/file.ts'],
    ['~/secret', '/home/ana/secret/file.ts'],
    ['~', '/home/ana/anything'],
    ['secret', '/w/app/secret/file.ts'],
    ['./secret', '/w/app/secret/file.ts'],
    ['clients/acme', '/home/ana/clients/acme/app/main.ts'],
    ['**/clients/**', '/home/ana/clients/acme/app/main.ts'],
    ['**/clients/**', '/clients'],
    ['/w/**/secret', '/w/secret'],
    ['/w/**/secret', '/w/a/b/secret/c'],
    ['*.pem', '/w/app/key.pem'],
    ['/w/app-?', '/w/app-1/file'],
    ['/w/{one,two}/x', '/w/two/x/file'],
    ['/w/{one,t{wo,hree}}', '/w/three'],
    ['{/w/a/**,/w/b}', '/w/a'],
    ['/w/[a-c]pp', '/w/bpp'],
    ['/w/[!a-c]pp', '/w/dpp'],
    ['**', '/anything'],
    ['*', '/anything'],
    ['/', '/anything/at/all'],
    ['/w/a+b(c).d$', '/w/a+b(c).d$/e'],
    ['/w/grüße', '/w/grüße/x'],
  ])('%s holds %s', (pattern, path) => {
    expect(isMatch(pattern, path)).toBe(true);
  });

  it.each([
    ['/home/ana/secret', '/home/ana/secrets/file.ts'],
    ['/home/ana/secret', '/home/ana'],
    ['~/secret', '/home/ben/secret'],
    ['secret', '/w/app/secrets.ts'],
    ['/w/*/x', '/w/a/b/x'],
    ['/w/app-?', '/w/app-/file'],
    ['/w/[a-c]pp', '/w/dpp'],
    ['/w/[!a-c]pp', '/w/app'],
    ['/w/a.b', '/w/axb'],
    ['/W/App', '/w/app'],
    ['**/clients/**', '/w/myclients/x'],
    ['/w/**x', '/w/a/x'],
  ])('%s does not hold %s', (pattern, path) => {
    expect(isMatch(pattern, path)).toBe(false);
  });

  it.each([
    ['C:\\Clients\\Acme', '/c:/clients/acme/main.ts'],
    ['c:/clients', '/C:/Clients/Acme/main.ts'],
    ['~/Secret', '/c:/Users/ana/secret/x'],
    ['~\\secret', '/c:/users/Ana/Secret/x'],
    ['\\\\server\\share\\secret', '\\\\SERVER\\Share\\secret\\x'],
    ['Secret', '/d:/work/SECRET/x'],
    ['/d:/[a-c]x', '/D:/BX/y'],
  ])('on Windows %s holds %s, in whichever case', (pattern, path) => {
    expect(isMatch(pattern, path, windows)).toBe(true);
  });

  it('a drive is of Windows, also where nobody knows what the file system does', () => {
    expect(isMatch('C:\\Secret', '/c:/secret/x', browser)).toBe(true);
    expect(isMatch('{/Work,Secret}', '/c:/secret/x', browser)).toBe(true);
    expect(isMatch('/Secret', '/secret/x', browser)).toBe(false);
  });

  it('where no home folder is known, “~/x” is looked for everywhere: rather too much is private', () => {
    expect(isMatch('~/secret', '/somewhere/secret/x', browser)).toBe(true);
    expect(isMatch('~', '/somewhere', browser)).toBe(true);
  });

  it('a home folder may be called what would mean something in a pattern', () => {
    expect(isMatch('~/x', '/home/{a,b}[c]*/x/y', { ...linux, home: '/home/{a,b}[c]*' })).toBe(true);
    expect(isMatch('~/x', '/home/a/x/y', { ...linux, home: '/home/{a,b}[c]*' })).toBe(false);
  });

  it.each(['', '   ', '!secret', '/w/[abc', '/w/abc]', '/w/{a,b', '/w/a}', '../secret', '~ana/x', '${userHome}/x'])(
    '%j cannot be read, and that is said',
    (pattern) => {
      expect(readGlob(pattern, linux)).toEqual({ ok: false, reason: expect.stringMatching(/\w{4,}/u) as string });
    },
  );

  it('a plain folder holds itself and everything below it, whatever the names are', () => {
    const name = fc
      .stringMatching(/^[\p{L}\d _.+()$^-]{1,8}$/u)
      .filter((one) => one.trim() === one && !/^\.+$/u.test(one));
    const names = fc.array(name, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(names, fc.array(name, { maxLength: 5 }), (folder, below) => {
        const place = `/${folder.join('/')}`;
        expect(isMatch(place, [place, ...below].join('/'))).toBe(true);
        expect(isMatch(`${place}/**`, [place, ...below].join('/'))).toBe(true);
        expect(isMatch(place, [`${place}x`, ...below].join('/'))).toBe(false);
        expect(isMatch(folder.at(-1) ?? '', [place, ...below].join('/'))).toBe(true);
      }),
    );
  });

  it('agrees with a matcher that tries every way, for whatever pattern and path', () => {
    const part = fc.constantFrom('a', 'b', '*', '?', '**', '/', '/**/', '[ab]', '[!a]', '{a,b/b}');
    const pattern = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => `/${parts.join('')}`);
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', 'ba'), { minLength: 1, maxLength: 5 })
      .map((some) => `/${some.join('/')}`);
    fc.assert(
      fc.property(pattern, path, (written, place) => {
        const glob = readGlob(written, linux);
        expect(glob.ok && glob.matches(place)).toBe(bruteForce(written, place));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no long time, however the pattern is made', () => {
    const glob = readGlob(`/${'*a'.repeat(200)}b/**/${'x/**/'.repeat(10)}y`, linux);
    expect(glob.ok && glob.matches(`/${'a'.repeat(2000)}/${'x/'.repeat(200)}`)).toBe(false);
  });
});

/** The same rules as a regular expression, which may try for long. */
function bruteForce(pattern: string, path: string): boolean {
  const choices = pattern.includes('{a,b/b}')
    ? [pattern.replace('{a,b/b}', 'a'), pattern.replace('{a,b/b}', 'b/b')]
    : null;
  if (choices !== null) return choices.some((choice) => bruteForce(choice, path));
  const source = pattern.replace(/(?:\/\*{0,2})+$/u, '').replaceAll(/(?<=\/)(?:\*\*\/)+|\*+|\?|\[!a\]/gu, (sign) => {
    if (sign === '?') return '[^/]';
    if (sign === '[!a]') return '[^a/]';
    return sign.endsWith('/') ? '(?:.*/)?' : '[^/]*';
  });
  return new RegExp(`^${source}(?:/.*)?$`, 'u').test(path);
}

describe('private folders', () => {
  const read = (...lists: Parameters<typeof readPrivateFolders>[0]) => readPrivateFolders(lists, linux, t);

  it('what all settings say adds up', () => {
    const folders = read(
      { value: ['/a'], folder: null },
      { value: ['/b'], folder: null },
      { value: undefined, folder: null },
    );
    expect(['/a/x', '/b/x', '/c/x'].map(folders.has)).toEqual([true, true, false]);
    expect(folders.entries).toEqual(['/a', '/b']);
  });

  it('what is told at two levels alike is listed once', () => {
    const twice = { value: ['/a', '{b'], folder: null };
    const folders = read(twice, twice, { ...twice, folder: '/a' });
    expect([folders.entries, folders.wrong.length]).toEqual([['/a'], 1]);
  });

  it('the settings of a folder speak about that folder alone', () => {
    const folders = read({ value: ['**'], folder: '/w/one' });
    expect(['/w/one', '/w/one/x', '/w/one-more', '/w/two/x'].map(folders.has)).toEqual([true, true, false, false]);
  });

  test.each([[['/w/[a']], [[42]], ['/w'], [{ a: 1 }], [null]])(
    'of %j nothing is known, so everything is private',
    (value) => {
      const folders = read({ value, folder: null }, { value: ['/a'], folder: null });
      expect(folders.wrong).toHaveLength(1);
      expect(folders.has('/w/other')).toBe(true);
    },
  );

  it('more lists never make less private', () => {
    const pattern = fc.constantFrom('/a', 'b', '*', '!a', '/a/**', '{a,b', '**/c', '~/x', '');
    const list = fc.record({ value: fc.array(pattern, { maxLength: 3 }), folder: fc.constantFrom(null, '/a', '/a/b') });
    const path = fc.constantFrom('/a', '/a/b', '/b/c', '/home/ana/x/y', '/d');
    fc.assert(
      fc.property(fc.array(list, { maxLength: 3 }), list, path, (lists, more, place) => {
        if (read(...lists).has(place)) expect(read(...lists, more).has(place)).toBe(true);
      }),
    );
  });
});
