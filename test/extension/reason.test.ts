import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readBranchLink } from '../../extension/core/answer-shapes.ts';
import { decidingKey, nearMissText, reasonText } from '../../extension/core/reason.ts';
import { agoText, spokenDuration } from '../../extension/core/times.ts';
import { counted, type Translate, untranslated as t } from '../../extension/core/translate.ts';
import { decideLink, findKeyCandidates } from '../../shared/branch-key.ts';
import { sampleIssue, sampleLink } from './support/samples.ts';

interface Page {
  id: string;
  key: string | null;
  pageId: string;
}

const now: Page = { id: 'a', key: 'NT-42', pageId: '1f3a9c2e-8b7d-4f5a-8e2b-1c4d6e9a0f3b' };
const moved: Page = { id: 'b', key: 'NT-50', pageId: '2f3a9c2e-8b7d-4f5a-8e2b-1c4d6e9a0f3c' };
const twin: Page = { id: 'c', key: 'NT-7', pageId: '3f3a9c2e-8b7d-4f5a-8e2b-1c4d6e9a0f3d' };
const numbers: Record<string, Page[]> = { 'NT-42': [now], 'NT-5': [moved], 'NT-7': [twin, { ...twin, id: 'd' }] };

/** What the server answers for a branch by the shared rules. */
function linkOf(branch: string): ReturnType<typeof sampleLink> {
  const decision = decideLink(findKeyCandidates(branch, ['NT']), {
    byNumber: (prefix, number) => numbers[`${prefix}-${number}`] ?? [],
    byFragment: (part) => [now, moved].filter((page) => page.pageId.startsWith(part)),
  });
  const { rule, reason, grounds, rejected, issue } = decision;
  return sampleLink({ branch, rule, reason, grounds, rejected, issue: issue && sampleIssue({ key: issue.key }) });
}

test.each([
  ['feature/NT-42', 'The branch name holds NT-42.'],
  ['NT-5', 'NT-5 in the branch name is an older key of the task that is now NT-50.'],
  ['NT-1f3a9c', 'NT-1f3a9c is not a task number, but exactly one page id begins or ends with it.'],
  ['NT-99', 'No task NT-99 is known yet. The branch is linked as soon as it appears.'],
  [
    'NT-99-NT-42',
    'No task NT-99 is known yet. The branch is linked as soon as it appears. The branch name holds NT-42.',
  ],
  ['NT-7', 'NT-7 fits more than one task, so nothing is linked. Name the branch with a key that only one has.'],
  ['tidy-up', 'There is no task key in the branch name.'],
  ['client-7', 'There is no task key in the branch name. “client-7” does not count: tail of a longer word.'],
])('why %s is linked as it is, the extension says itself', (branch, text) => {
  expect(reasonText(linkOf(branch), t)).toBe(text);
});

test('what a person said, and a server that gives no data, are quoted', () => {
  const newer = sampleLink({
    reason: 'Ben linked it by hand.',
    grounds: [{ rule: 'explicit', key: 'NT-1' }],
  });
  expect(reasonText({ ...newer, rule: 'explicit' }, t)).toBe('Ben linked it by hand.');
  expect(reasonText(sampleLink({ reason: 'So it is.', grounds: [] }), t)).toBe('So it is.');
  expect(decidingKey(sampleLink({ grounds: [] }))).toBeNull();
  expect(decidingKey(linkOf('NT-99-NT-42'))).toBe('NT-42');
});

test('an answer without data about its reason is still an answer', () => {
  const { grounds: _, ...older } = sampleLink();
  expect(readBranchLink(older)?.grounds).toEqual([]);
  expect(readBranchLink({ ...older, grounds: [{ rule: 1 }] })?.grounds).toEqual([]);
  expect(readBranchLink(linkOf('NT-42'))?.grounds).toEqual([{ rule: 'number', key: 'NT-42' }]);
});

async function german(): Promise<Translate> {
  const texts = JSON.parse(await readFile('l10n/bundle.l10n.de.json', 'utf8')) as Record<string, string>;
  return Object.assign((text: string, ...values: (string | number)[]) => t(texts[text] ?? text, ...values), {
    language: 'de',
  });
}

test('in German the reason is German', async () => {
  const de = await german();
  expect(reasonText(linkOf('NT-99'), de)).toBe(
    'Noch ist keine Aufgabe NT-99 bekannt. Der Branch wird verknüpft, sobald sie erscheint.',
  );
  expect(reasonText(linkOf('tidy-up'), de)).toBe('Im Branchnamen steht kein Aufgabenschlüssel.');
});

test.each([
  ['client-7', 'Ende eines längeren Wortes'],
  ['NT-', 'keine Nummer nach NT-'],
  ['NT--42', 'zwischen Präfix und Nummer steht genau ein Bindestrich, wie in NT-42'],
  ['NT42', 'zwischen Präfix und Nummer steht genau ein Bindestrich, wie in NT-42'],
  ['NT-0', 'die Nummer 0 ist nie eine Aufgabe'],
  ['NT-xyz', 'weder eine Nummer noch Teil einer Seiten-ID'],
  ['NT-ab1', 'kürzer als 6 Zeichen: Ein Teil einer Seiten-ID braucht mindestens 6'],
  [`NT-a${'1'.repeat(40)}`, 'länger als 32 Zeichen: Eine Seiten-ID hat 32'],
])('why %s is no key is said in German too', async (branch, text) => {
  const [nearMiss] = findKeyCandidates(branch, ['NT']).rejected;
  expect(nearMissText(nearMiss?.reason ?? '', t)).toBe(nearMiss?.reason);
  expect(nearMissText(nearMiss?.reason ?? '', await german())).toBe(text);
});

test('a near miss that only a newer server knows is quoted', async () => {
  expect(nearMissText('not of this year', await german())).toBe('not of this year');
});

test.each([
  [0, 'just now', 'gerade eben'],
  [59, 'just now', 'gerade eben'],
  [60, '1 minute ago', 'vor 1 Minute'],
  [7 * 60, '7 minutes ago', 'vor 7 Minuten'],
  [3600, '1 hour ago', 'vor 1 Stunde'],
  [47 * 3600, '47 hours ago', 'vor 47 Stunden'],
  [72 * 3600, '3 days ago', 'vor 3 Tagen'],
  [-90, 'just now', 'gerade eben'],
])('%d seconds back is said in the language of the editor', async (seconds, english, germanText) => {
  expect(agoText(seconds * 1000, 0, t)).toBe(english);
  expect(agoText(seconds * 1000, 0, await german())).toBe(germanText);
});

test.each([
  [0, '0 minutes', '0 Minuten'],
  [60, '1 minute', '1 Minute'],
  [3599, '59 minutes', '59 Minuten'],
  [3600, '1 hour', '1 Stunde'],
  [4379.9, '1 hour 12 minutes', '1 Stunde 12 Minuten'],
  [7200, '2 hours', '2 Stunden'],
  [-5, '0 minutes', '0 Minuten'],
])('%d seconds are spoken in whole words', (seconds, english, germanText) => {
  expect(spokenDuration(seconds, { language: 'en' })).toBe(english);
  expect(spokenDuration(seconds, { language: 'de' })).toBe(germanText);
});

test('one of something is not told in the plural', () => {
  expect(counted(t, 1, '{0} sign waits', '{0} signs wait')).toBe('1 sign waits');
  expect(counted(t, 0, '{0} sign waits', '{0} signs wait')).toBe('0 signs wait');
  expect(counted(t, 2, '{0} sign waits', '{0} signs wait')).toBe('2 signs wait');
});
