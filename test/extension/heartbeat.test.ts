import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { heartbeat as schema } from '../../shared/api/heartbeats.ts';
import { lineOf, readLines } from '../../extension/core/heartbeat-lines.ts';
import {
  asAllowed,
  categoryOf,
  heartbeatOf,
  type Moment,
  pathBelow,
  sentFields,
} from '../../extension/core/heartbeat.ts';
import { startMs } from './support/fake-clock.ts';

const hash = (text: string): string => createHash('sha256').update(`salt${text}`).digest('hex');
const moment = (changes: Partial<Moment> = {}): Moment => ({
  id: '0195e000-0000-7000-8000-000000000001',
  atMs: startMs,
  repository: 'git.example.com/team/app',
  branch: 'feature/NT-42',
  relativePath: 'src/secret-plan.ts',
  language: 'typescript',
  category: 'coding',
  isWrite: false,
  editor: 'vscode',
  ...changes,
});

test('by default no path leaves this machine', () => {
  const sent = JSON.stringify(heartbeatOf(moment(), 'hashed', hash));
  expect(sent).not.toContain('secret-plan');
  expect(sent).not.toContain('src');
  expect(JSON.parse(sent)).toMatchObject({ entity: expect.stringMatching(/^[0-9a-f]{64}$/u) as string });
});

test('the same file has the same hash, another file, repository or salt another one', () => {
  const entity = (changes: Partial<Moment> = {}, salted = hash): string =>
    heartbeatOf(moment(changes), 'hashed', salted).entity;
  expect(entity()).toBe(entity({ atMs: startMs + 1, branch: null }));
  const others = [
    entity({ relativePath: 'a.ts' }),
    entity({ repository: 'b' }),
    entity({}, (text) => hash(`x${text}`)),
  ];
  expect(new Set([entity(), ...others]).size).toBe(4);
});

test('a person may allow the path inside the repository', () => {
  expect(heartbeatOf(moment(), 'relative', hash).entity).toBe('src/secret-plan.ts');
});

test('what was recorded with its path is hashed before sending once paths are no longer allowed', () => {
  const recorded = heartbeatOf(moment(), 'relative', hash);
  expect(asAllowed(recorded, 'hashed', hash)).toEqual(heartbeatOf(moment(), 'hashed', hash));
  expect(asAllowed(recorded, 'relative', hash)).toEqual(recorded);
  const hashed = heartbeatOf(moment(), 'hashed', hash);
  expect(asAllowed(hashed, 'hashed', hash)).toEqual(hashed);
});

test('whatever the editor knows, the server’s schema accepts the heartbeat', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1200 }),
      fc.string({ maxLength: 200 }).filter((text) => !/\p{Cc}/u.test(text)),
      fc.constantFrom('hashed' as const, 'relative' as const),
      fc.boolean(),
      (relativePath, language, mode, isWrite) => {
        const made = heartbeatOf(moment({ relativePath, language, isWrite }), mode, hash);
        expect(schema.safeParse(made).success).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test('the list that a person agrees to names every field that is sent, and no other', () => {
  const made = heartbeatOf(moment({ isWrite: true, pausedAtMs: 1 }), 'hashed', hash);
  expect(sentFields('hashed').map(({ name }) => name)).toEqual(Object.keys(made));
  expect(sentFields('relative').find(({ name }) => name === 'entity')?.meaning).toContain('path inside the repository');
});

test('what goes on in the editor becomes the category', () => {
  const quiet = { debugging: false, testing: false, building: false, comparing: false, language: 'typescript' };
  expect(categoryOf(quiet)).toBe('coding');
  expect(categoryOf({ ...quiet, language: 'markdown' })).toBe('writing docs');
  expect(categoryOf({ ...quiet, comparing: true })).toBe('code reviewing');
  expect(categoryOf({ ...quiet, building: true })).toBe('building');
  expect(categoryOf({ ...quiet, building: true, testing: true })).toBe('running tests');
  expect(categoryOf({ ...quiet, testing: true, debugging: true })).toBe('debugging');
});

test.each([
  ['/w/app', '/w/app/src/a.ts', 'src/a.ts'],
  ['/w/app/', '/w/app/a.ts', 'a.ts'],
  ['/c:/w/app', '/C:/w/app/a.ts', 'a.ts'],
  ['/w/app', '/w/app-two/a.ts', null],
  ['/w/app', '/w/app', null],
  ['/w/app', '/elsewhere/a.ts', null],
])('below %s, %s is %s', (folder, file, path) => {
  expect(pathBelow(folder, file)).toBe(path);
});

test('a segment is read back as it was written', () => {
  const all = [heartbeatOf(moment(), 'hashed', hash), heartbeatOf(moment({ branch: null }), 'relative', hash)];
  expect(readLines(all.map(lineOf).join(''))).toEqual({ heartbeats: all, damaged: 0 });
});

test('cut anywhere, a segment loses at most the cut line, and that is counted', () => {
  const all = Array.from({ length: 4 }, (_, index) => heartbeatOf(moment({ atMs: startMs + index }), 'hashed', hash));
  const text = all.map(lineOf).join('');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length }), (length) => {
      const cut = text.slice(0, length);
      const whole = all.filter(
        (_, index) =>
          cut.length >=
          all
            .slice(0, index + 1)
            .map(lineOf)
            .join('').length -
            1,
      );
      const read = readLines(cut);
      expect(read.heartbeats).toEqual(whole);
      expect(read.damaged).toBeLessThanOrEqual(1);
    }),
  );
});

test.each(['null', '1', '{}', '{"id":"x","at":"y"}', 'half a li'])(
  'a line “%s” is no heartbeat and spoils no other',
  (line) => {
    const good = heartbeatOf(moment(), 'hashed', hash);
    expect(readLines(`${line}\n${lineOf(good)}`)).toEqual({ heartbeats: [good], damaged: 1 });
  },
);
