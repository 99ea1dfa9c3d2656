import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isProblemCode, type ProblemCode, problems } from '../../shared/errors.ts';

// Every text that a person can meet has its German, with the same places to fill, and no text is left over.

const literal = String.raw`('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")`;
const translated = new RegExp(String.raw`\b(?:t|message)\(\s*${literal}`, 'gu');
const counted = new RegExp(String.raw`\bcounted\(\s*t,[^'"]*${literal},\s*${literal}`, 'gu');
const fromTable = /(?<![\w.])t\(\s*(?!['"])([^,)\s][^,)]*)/gu;

/** Where a sentence comes out of a table, whose texts are marked with `message('…')`. */
const knownTables = new Set([
  'text',
  'display.text',
  'display.explanation',
  'display.actionTitle',
  'failureDisplays[failure.kind].explanation',
  'meaning',
  'reason',
  'state.detail',
  'server.detail',
  // Stable codes of the server, see below.
  'code',
  'durationErrors[read.code]',
  'explanation',
  'actionTitle',
  'displayOf(state',
  'question',
  'sentence',
  'alsoWorklogs',
  'alsoTokens',
]);

interface Source {
  file: string;
  code: string;
}

async function readSources(): Promise<Source[]> {
  const names = await readdir('extension', { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => path.join('extension', name));
  // Said in the same words on the page.
  files.push('shared/leaving-words.ts');
  return Promise.all(
    files.map(async (file) => ({
      file,
      code: (await readFile(file, 'utf8')).replaceAll(/^\s*(?:\*|\/[/*]).*$/gmu, ''),
    })),
  );
}

function textsIn({ code }: Source): string[] {
  const found = [...code.matchAll(translated), ...code.matchAll(counted)].flatMap(([, ...quoted]) => quoted);
  return found.map((quoted) =>
    quoted.slice(1, -1).replaceAll(/\\(.)/gu, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
  );
}

const readTexts = async (file: string): Promise<Record<string, string>> =>
  JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
const places = (text: string): string => [...text.matchAll(/\{\d+\}/gu)].map(String).toSorted().join(' ');
const listed = (texts: readonly string[]): string => texts.map((text) => `\n  ${JSON.stringify(text)}: "",`).join('');

test('every sentence of the extension has its German, and every German sentence is used', async () => {
  const used = new Set((await readSources()).flatMap(textsIn));
  const german = await readTexts('l10n/bundle.l10n.de.json');
  const missing = [...used].filter((text) => !Object.hasOwn(german, text));
  const unused = Object.keys(german).filter((text) => !used.has(text) && !isProblemCode(text));
  expect(used.size).toBeGreaterThan(100);
  expect(missing.length, `add to l10n/bundle.l10n.de.json:${listed(missing)}\n`).toBe(0);
  expect(unused.length, `remove from l10n/bundle.l10n.de.json:${listed(unused)}\n`).toBe(0);
});

/** What only the page of the server, the setup of a token or other programs meet, or what the editor words by itself. */
const notInEditor: readonly (ProblemCode | RegExp)[] = [
  /^webhook\./u,
  /^proposal\./u,
  /^token\./u,
  /^signin\.(?:not_found|decided)$/u,
  /^person\.(?:not_found|email_taken)$/u,
  /^notion\.(?:database_id_invalid|is_page)$/u,
  /^worklog\.(?:not_found|not_settled)$/u,
  // Settled without a word: that is what the person wanted.
  'heartbeat.deleted',
  'department.slug_taken',
  'status.not_found',
  'request.json_invalid',
  'request.cursor_invalid',
  // The editor says that the server is too old, or that one has to sign in again.
  'request.not_found',
  'request.method_not_allowed',
  'auth.required',
  'auth.invalid',
];

test('every code of the server that can reach the editor has a German text of its own, and no other has', async () => {
  const german = await readTexts('l10n/bundle.l10n.de.json');
  const reaches = (code: string): boolean =>
    !notInEditor.some((rule) => (typeof rule === 'string' ? rule === code : rule.test(code)));
  const codes = Object.keys(problems);
  expect(codes.filter((code) => Object.hasOwn(german, code))).toEqual(codes.filter(reaches));
});

test('nobody is addressed as a friend in one German sentence and formally in the next', async () => {
  const texts = { ...(await readTexts('l10n/bundle.l10n.de.json')), ...(await readTexts('package.nls.de.json')) };
  const familiar = /(?<!\p{L})(?:du|dir|dich|dein(?:e[mnrs]?)?)(?!\p{L})/iu;
  expect(Object.values(texts).filter((text) => familiar.test(text))).toEqual([]);
});

test('every text of the manifest has its German, and none is left over', async () => {
  const [english, german] = await Promise.all([readTexts('package.nls.json'), readTexts('package.nls.de.json')]);
  const missing = Object.keys(english).filter((key) => !Object.hasOwn(german, key));
  const unused = Object.keys(german).filter((key) => !Object.hasOwn(english, key));
  expect(missing.length, `add to package.nls.de.json:${listed(missing)}\n`).toBe(0);
  expect(unused.length, `remove from package.nls.de.json:${listed(unused)}\n`).toBe(0);
});

test('a translation has the same places to fill, is not empty and keeps code and command names', async () => {
  const manifest = await readTexts('package.nls.json');
  const germanOfManifest = await readTexts('package.nls.de.json');
  const pairs = [
    ...Object.entries(await readTexts('l10n/bundle.l10n.de.json')),
    ...Object.entries(manifest).map(([key, text]): [string, string] => [text, germanOfManifest[key] ?? '']),
  ];
  const code = (text: string): string => [...text.matchAll(/`[^`]+`|\*\*Tickmark/gu)].map(String).toSorted().join(' ');
  for (const [english, german] of pairs) {
    expect(german.trim(), english).not.toBe('');
    expect(places(german), english).toBe(places(english));
    expect(code(german), english).toBe(code(english));
    expect(/^\s/u.test(german), english).toBe(/^\s/u.test(english));
    expect(/\s$/u.test(german), english).toBe(/\s$/u.test(english));
  }
});

test('a sentence that is not written where it is translated comes from a table that is known', async () => {
  const strangers = (await readSources()).flatMap(({ file, code }) =>
    [...code.matchAll(fromTable)]
      .map(([, expression]) => expression ?? '')
      .filter((expression) => !knownTables.has(expression.trim()))
      .map((expression) => `${file}: t(${expression})`),
  );
  expect(strangers, 'mark the texts of the table with message(…) and name the table in this test').toEqual([]);
});
