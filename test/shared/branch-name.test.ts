import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findKeyCandidates } from '../../shared/branch-key.ts';
import { branchNameFor } from '../../shared/branch-name.ts';

/** Git itself decides of each: an invalid name makes it exit with an error, and no other one may come out of it. */
function refusedByGit(branches: readonly string[]): string[] {
  const script = `for name; do [ "$(git check-ref-format --branch "$name" 2>&1)" = "$name" ] || printf '%s\\0' "$name"; done`;
  const answer = execFileSync('bash', ['-c', script, 'bash', ...branches], { encoding: 'utf8' });
  return answer.split('\0').slice(0, -1);
}

describe('names for new branches', () => {
  it.each([
    ['Notion integration', 'feature/NT-42-notion-integration'],
    ['  Fix: status → mapping!! ', 'feature/NT-42-fix-status-mapping'],
    ["Don’t crash, don't hang", 'feature/NT-42-dont-crash-dont-hang'],
    ['Café ＦＵＬＬ Ångström Đà Nẵng', 'feature/NT-42-cafe-full-angstrom-đa-nang'],
    ['Новый йогурт', 'feature/NT-42-новый-йогурт'],
    ['ログイン画面が落ちる', 'feature/NT-42-ログイン画面が落ちる'],
    ['हिन्दी', 'feature/NT-42-हिन्दी'],
    ['release 2.0.lock', 'feature/NT-42-release-2-0-lock'],
    ['../..//@{-1}~^:?*[\\', 'feature/NT-42-1'],
    ['OAuth2 login in 2 steps', 'feature/NT-42-oauth2-login-in-2-steps'],
    ['🎉✨', 'feature/NT-42'],
    ['', 'feature/NT-42'],
  ])('the title %j gives %s', (title, branch) => {
    expect(branchNameFor('NT-42', title)).toBe(branch);
  });

  it('a long title is cut at a word, at 60 characters at most', () => {
    const title = 'Make the synchronisation of pages survive a restart in the middle';
    expect(branchNameFor('NT-42', title)).toBe('feature/NT-42-make-the-synchronisation-of-pages-survive-a');
    expect(branchNameFor('NT-42', `Make the synchronisation of pages survive ${'a'.repeat(4)}`)).toHaveLength(60);
    expect(branchNameFor('NT-42', `Make the synchronisation of pages survive ${'a'.repeat(5)}`)).toBe(
      'feature/NT-42-make-the-synchronisation-of-pages-survive',
    );
    expect(branchNameFor('NT-42', 'Make the synchronisation of pages survive aaaa and more')).toHaveLength(60);
  });

  it('one endless word is cut inside and never between the halves of a character', () => {
    expect(branchNameFor('NT-42', 'x'.repeat(200))).toBe(`feature/NT-42-${'x'.repeat(46)}`);
    expect(branchNameFor('NT-42', `a ${'x'.repeat(200)}`)).toBe('feature/NT-42-a');
    expect(branchNameFor('NT-42', '𠮷'.repeat(200))).toBe(`feature/NT-42-${'𠮷'.repeat(46)}`);
  });

  it.each([
    ['{key}', 'NT-42'],
    ['{key}-{slug}', 'NT-42-fix-login'],
    ['users/ada/{slug}/{key}', 'users/ada/fix-login/NT-42'],
    ['{slug}', 'fix-login'],
    ['{slug}/{slug}', 'fix-login/fix-login'],
    ['my branch: {key}..{slug}', 'my-branch-NT-42.fix-login'],
    ['/{key}//{slug}/', 'NT-42/fix-login'],
    ['-{key}.lock', 'NT-42'],
    ['.hidden/{key}.lock.lock/x.', 'hidden/NT-42/x'],
    ['@{', 'NT-42'],
    ['@', 'NT-42'],
    ['HEAD', 'NT-42'],
    ['', 'NT-42'],
  ])('the template %j gives %s', (template, branch) => {
    expect(branchNameFor('NT-42', 'Fix login', template)).toBe(branch);
  });

  it('a template with two slugs shares the room between them', () => {
    const half = 'x'.repeat(29);
    expect(branchNameFor('NT-42', 'x'.repeat(200), '{slug}/{slug}')).toBe(`${half}/${half}`);
  });

  it('dollar signs in titles and keys are plain text', () => {
    expect(branchNameFor('NT-42', 'Cost $& up $1', '{slug}-{key}')).toBe('cost-up-1-NT-42');
    expect(branchNameFor('A$&B', 'x')).toBe('feature/A$&B-x');
  });

  it('a template that fills the room alone still ends within 60 characters', () => {
    expect(branchNameFor('NT-42', 'Fix login', `${'t'.repeat(70)}/{key}-{slug}`)).toBe('t'.repeat(60));
  });

  it('without anything usable there is still a name', () => {
    expect(branchNameFor('', '', '')).toBe('task');
  });
});

describe('every generated name', () => {
  const title = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 120 }), fc.lorem());
  const number = fc.nat({ max: 999_999 }).map((nat) => nat + 1);
  /** Git is asked about many at once, because starting a process takes longer than its answer. */
  const severalOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 20, maxLength: 20 });

  it('git accepts it as a branch name', () => {
    fc.assert(
      fc.property(severalOf(fc.tuple(number, title)), (named) => {
        expect(refusedByGit(named.map(([id, text]) => branchNameFor(`NT-${id}`, text)))).toEqual([]);
      }),
      { numRuns: 3 },
    );
  });

  it('git accepts it whatever the template', () => {
    const awkward = fc.constantFrom(
      '{key}',
      '{slug}',
      '/',
      '.',
      '-',
      '@',
      '{',
      '.lock',
      ' ',
      '~',
      '\\',
      'a',
      '\u007F',
      'é',
    );
    fc.assert(
      fc.property(severalOf(fc.tuple(fc.array(awkward, { maxLength: 8 }), title)), (named) => {
        expect(refusedByGit(named.map(([pieces, text]) => branchNameFor('NT-7', text, pieces.join(''))))).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  it('it links back to its task and has at most 60 characters', () => {
    fc.assert(
      fc.property(number, title, (id, text) => {
        const branch = branchNameFor(`NT-${id}`, text);
        expect(findKeyCandidates(branch, ['NT']).candidates[0]).toMatchObject({ number: String(id) });
        expect(Array.from(branch).length).toBeLessThanOrEqual(60);
        expect(branch).not.toMatch(/\s|-$/);
      }),
    );
  });
});

describe('the names git refuses', () => {
  it.each(['feature/NT-42 - description', 'NT-42.lock', '-NT-42', 'a//b', 'NT-42..a', 'NT-42~1', 'NT-42:', 'NT-42?'])(
    '%j is refused by git, so nothing like it is generated',
    (branch) => {
      expect(refusedByGit([branch, branchNameFor('NT-1', '', branch)])).toEqual([branch]);
    },
  );
});
