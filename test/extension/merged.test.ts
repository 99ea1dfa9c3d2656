import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastOwnCommit, type MergeFacts, mergedOf, mergedText } from '../../extension/core/merged.ts';
import { untranslated as t } from '../../extension/core/translate.ts';

const zero = '0'.repeat(40);
const sha = (digit: string): string => digit.repeat(40);
const line = (before: string, after: string, said: string): string =>
  `${before} ${after} Ana Lima <ana@example.com> 1772442000 +0100\t${said}\n`;

const facts: MergeFacts = {
  branch: 'feature/NT-42-x',
  base: 'main',
  remote: 'origin',
  isTipInBase: true,
  isOwnWorkInBase: true,
  isUpstreamGone: false,
  isContentInBase: null,
};

test('a branch whose own commits are in the default branch of the remote is merged', () => {
  expect(mergedOf(facts)).toEqual({ into: 'main', remote: 'origin', ground: 'commits' });
});

test('the default branch itself is never merged', () => {
  expect(mergedOf({ ...facts, branch: 'main' })).toBeNull();
});

test('merged is said only with proof of own work: without it, nothing else is enough', () => {
  fc.assert(
    fc.property(
      fc.record({
        branch: fc.constantFrom('main', 'feature/NT-42-x'),
        base: fc.constant('main'),
        remote: fc.constant('origin'),
        isTipInBase: fc.boolean(),
        isOwnWorkInBase: fc.constantFrom(null, false),
        isUpstreamGone: fc.boolean(),
        isContentInBase: fc.constantFrom(null, false),
      }),
      (none) => {
        expect(mergedOf(none)).toBeNull();
      },
    ),
  );
});

test('content alone proves nothing while the branch is on the remote: its pull request may be open', () => {
  const squashed = { ...facts, isTipInBase: false, isOwnWorkInBase: null, isContentInBase: true };
  expect(mergedOf(squashed)).toBeNull();
  expect(mergedOf({ ...squashed, isUpstreamGone: true })?.ground).toBe('content');
});

const created = line(zero, sha('a'), 'branch: Created from main');
const one = line(sha('a'), sha('b'), 'commit: Name the task');

test.each([
  ['a branch just made', created, null],
  ['a commit', created + one, sha('b')],
  ['an amended commit', created + one + line(sha('b'), sha('c'), 'commit (amend): Name the task'), sha('c')],
  ['a cherry-pick', created + line(sha('a'), sha('d'), 'cherry-pick: Fix'), sha('d')],
  ['moving forward to main', created + line(sha('a'), sha('e'), 'merge main: Fast-forward'), null],
  ['moving forward after a commit', created + one + line(sha('b'), sha('e'), 'pull: Fast-forward'), sha('b')],
  ['a merge made here', created + line(sha('a'), sha('e'), "merge other: Merge made by the 'ort' strategy."), sha('e')],
  ['a rebase that left something', created + one + rebased('c', 'd'), sha('c')],
  ['a rebase that left nothing', created + one + rebased('d', 'd'), null],
  ['a reset to elsewhere', created + one + line(sha('b'), sha('a'), 'reset: moving to origin/main'), null],
  ['a reset to where it is', created + one + line(sha('b'), sha('b'), 'reset: moving to HEAD'), sha('b')],
  ['another branch that was renamed', one + line(sha('b'), sha('b'), 'Branch: renamed refs/heads/main to x'), null],
  ['a branch that was made anew', created + one + line(sha('b'), sha('a'), 'branch: Reset to main'), null],
  ['no log', '', null],
  ['something that is no log', 'hello\nworld\tcommit: x\n', null],
])('the last commit made on a branch is read from its log: %s', (_what, log, expected) => {
  expect(lastOwnCommit(log)).toBe(expected);
});

function rebased(to: string, onto: string): string {
  return line(sha('b'), sha(to), `rebase (finish): refs/heads/feature/NT-42-x onto ${sha(onto)}`);
}

test('how it is known is told', () => {
  const merged = { into: 'main', remote: 'origin' };
  expect(mergedText({ ...merged, ground: 'commits' }, t)).toBe(
    'Merged into main: the commits of this branch are in origin/main, as it was fetched last.',
  );
  expect(mergedText({ ...merged, ground: 'content' }, t)).toContain('holds what this branch changed');
});
