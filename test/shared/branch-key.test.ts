import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findKeyCandidates, isValidPrefix, keyOf } from '../../shared/branch-key.ts';

/** Every key of a branch under the prefix NT, as `NT-42`. */
function keysIn(branch: string, prefixes: readonly string[] = ['NT']): string[] {
  return findKeyCandidates(branch, prefixes).candidates.map(keyOf);
}

describe('keys in branch names', () => {
  it.each([
    ['feature/NT-42 - notion-integration', 'NT-42'],
    ['feature/NT-42-notion-integration', 'NT-42'],
    ['bugfix/NT-1337 - fix-status-mapping', 'NT-1337'],
    ['hotfix/NT-7 - critical-prod-issue', 'NT-7'],
    ['feature/NT-42 - test', 'NT-42'],
    ['feature/NT-42---description', 'NT-42'],
    ['feature/NT-42—description', 'NT-42'],
    ['nt-42-x', 'NT-42'],
    ['Nt-42', 'NT-42'],
    ['my-NT-42', 'NT-42'],
    ['x_NT-42', 'NT-42'],
    ['release/2.NT-42', 'NT-42'],
    ['feature/NT-42foo', 'NT-42'],
    ['feature/NT-42b', 'NT-42'],
    ['feature/NT-42_and_more', 'NT-42'],
    ['NT-042', 'NT-42'],
    ['NT-1', 'NT-1'],
    ['NT-123456', 'NT-123456'],
    ['fix/✨️NT-42', 'NT-42'],
    ['client-NT-42', 'NT-42'],
    ['NT-NT-42', 'NT-42'],
  ])('the guide’s and everyday branch %j holds %s', (branch, key) => {
    expect(keysIn(branch)).toEqual([key]);
  });

  it.each([
    ['client-42', 'client-42'],
    ['PRINT-42', 'PRINT-42'],
    ['payment-12', 'payment-12'],
    ['fix/event-7-handler', 'event-7'],
    ['feature/font-16', 'font-16'],
    ['feature/ACNT-42', 'ACNT-42'],
    ['dependabot/npm_and_yarn/lint-8.57.0', 'lint-8'],
    ['клиеNT-42', 'клиеNT-42'],
    ['e\u0301NT-42', 'e\u0301NT-42'],
    ['9NT-42', '9NT-42'],
  ])('a key is never the tail of a longer word: %j holds none', (branch, text) => {
    expect(findKeyCandidates(branch, ['NT'])).toEqual({
      candidates: [],
      rejected: [{ text, reason: 'tail of a longer word' }],
    });
  });

  it.each([
    ['NT42', 'NT42', 'one dash is needed between prefix and number, as in NT-42'],
    ['NT90', 'NT90', 'one dash is needed between prefix and number, as in NT-90'],
    ['NT05', 'NT05', 'one dash is needed between prefix and number, as in NT-05'],
    ['NT_9', 'NT_9', 'one dash is needed between prefix and number, as in NT-9'],
    ['NT_05', 'NT_05', 'one dash is needed between prefix and number, as in NT-05'],
    ['NT_42', 'NT_42', 'one dash is needed between prefix and number, as in NT-42'],
    ['NT--42', 'NT--42', 'one dash is needed between prefix and number, as in NT-42'],
    ['feature/NT-', 'NT-', 'no number after NT-'],
    ['NT-0', 'NT-0', 'the number 0 is never a task'],
    ['NT-000000', 'NT-000000', 'the number 0 is never a task'],
    ['NT-0x', 'NT-0x', 'the number 0 is never a task'],
    ['nt-migration', 'nt-migration', 'neither a number nor part of a page id'],
    ['NT-AB09', 'NT-AB09', 'shorter than 6 characters: part of a page id needs at least 6'],
    ['NT-abcde', 'NT-abcde', 'shorter than 6 characters: part of a page id needs at least 6'],
    [`NT-${'a'.repeat(33)}`, `NT-${'a'.repeat(33)}`, 'longer than 32 characters: a page id has 32'],
  ])('%j holds no key and the reason is said', (branch, text, reason) => {
    expect(findKeyCandidates(branch, ['NT'])).toEqual({ candidates: [], rejected: [{ text, reason }] });
  });

  it.each(['', 'main', 'front-end', 'client-side', 'client42', 'nt', 'nt_refactor', 'NT--refactor', 'intro'])(
    '%j is an ordinary name and is not reported as a near miss',
    (branch) => {
      expect(findKeyCandidates(branch, ['NT'])).toEqual({ candidates: [], rejected: [] });
    },
  );

  it('the candidate keeps the text as written and the prefix as configured', () => {
    expect(findKeyCandidates('fix/nt-042-x', ['NT']).candidates).toEqual([
      { text: 'nt-042', prefix: 'NT', number: '42', fragment: null },
    ]);
  });

  it('with two keys both are found and the first is primary', () => {
    expect(keysIn('feature/NT-42-NT-43')).toEqual(['NT-42', 'NT-43']);
    expect(keysIn('feature/NT-43-NT-42')).toEqual(['NT-43', 'NT-42']);
  });

  it('the same key written twice counts once, as first written', () => {
    expect(findKeyCandidates('nt-042/NT-42', ['NT']).candidates.map(({ text }) => text)).toEqual(['nt-042']);
  });
});

describe('legacy keys that hold a part of the page id', () => {
  it.each([
    ['feature/NT-1f3a9c2e - old', '1f3a9c2e'],
    ['NT-1F3A9C', '1f3a9c'],
    ['NT-abcdef', 'abcdef'],
    ['NT-1f3a9c2e8b7d4f5a8e2b1c4d6e9a0f3b', '1f3a9c2e8b7d4f5a8e2b1c4d6e9a0f3b'],
    ['NT-1f3a9c2e-8b7d-4f5a-8e2b-1c4d6e9a0f3b', '1f3a9c2e'],
  ])('6 to 32 hex digits that are not all digits are a fragment: %j', (branch, fragment) => {
    const [candidate] = findKeyCandidates(branch, ['NT']).candidates;
    expect(candidate).toMatchObject({ number: null, fragment });
  });

  it('five hex digits that begin with a digit are a number, because the minimum of 6 is for fragments only', () => {
    expect(findKeyCandidates('NT-42bad', ['NT']).candidates).toMatchObject([{ number: '42', fragment: null }]);
  });

  it('an all-digit token of six or more digits is a number first and a fragment second', () => {
    expect(findKeyCandidates('NT-12345', ['NT']).candidates).toMatchObject([{ number: '12345', fragment: null }]);
    expect(findKeyCandidates('NT-001234', ['NT']).candidates).toMatchObject([{ number: '1234', fragment: '001234' }]);
    const longest = '1'.repeat(32);
    expect(findKeyCandidates(`NT-${longest}`, ['NT']).candidates).toMatchObject([{ fragment: longest }]);
    expect(findKeyCandidates(`NT-${longest}1`, ['NT']).candidates).toMatchObject([{ fragment: null }]);
  });

  it('33 hex digits are no fragment, so the leading digits are the number', () => {
    expect(findKeyCandidates(`NT-7${'a'.repeat(32)}`, ['NT']).candidates).toMatchObject([
      { number: '7', fragment: null },
    ]);
  });
});

describe('prefixes', () => {
  it('the prefix is configurable, and several may be in force', () => {
    expect(keysIn('feature/OPS-7-and-nt-42', ['NT', 'OPS'])).toEqual(['OPS-7', 'NT-42']);
    expect(keysIn('feature/NT-42', ['OPS'])).toEqual([]);
  });

  it('of two prefixes where one begins with the other, the written one matches', () => {
    expect(keysIn('NT2-7 NT-8', ['NT', 'NT2'])).toEqual(['NT2-7', 'NT-8']);
    expect(keysIn('NT2-7 NT-8', ['NT2', 'NT'])).toEqual(['NT2-7', 'NT-8']);
  });

  it('the same prefix in two spellings is one prefix, spelled as first configured', () => {
    expect(keysIn('nt-42', ['Nt', 'NT'])).toEqual(['Nt-42']);
  });

  it('a prefix with characters of regular expressions is taken literally', () => {
    expect(keysIn('feature/abc-42', ['a.c', '.*', 'a|b', '(', '[a', 'x+', '$'])).toEqual([]);
    expect(keysIn('feature/a.c-42', ['a.c'])).toEqual(['a.c-42']);
  });

  it('letters that only fold to the prefix still report the configured spelling', () => {
    expect(keysIn('ta\u017F\u212A-42', ['TASK'])).toEqual(['TASK-42']);
  });

  it('without a prefix there are no keys', () => {
    expect(findKeyCandidates('NT-42 -42', [])).toEqual({ candidates: [], rejected: [] });
    expect(findKeyCandidates('NT-42 -42', [''])).toEqual({ candidates: [], rejected: [] });
  });

  it.each(['NT', 'nt', 'N', 'Nt2', 'A1b2', 'N0', 'N9'])('%j may be a prefix', (text) => {
    expect(isValidPrefix(text)).toBe(true);
  });

  it.each(['', '2N', 'N-T', 'N T', 'NT-', ' NT', 'ÄB', 'NT\n', 'a.c', '_N'])('%j may not be a prefix', (text) => {
    expect(isValidPrefix(text)).toBe(false);
  });
});

describe('rules that hold for every branch name', () => {
  const prefix = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/);
  const digits = fc.bigInt({ min: 1n, max: 10n ** 40n }).map(String);
  const freshWord = fc.constantFrom('', '/', 'feature/', '-', '_', '.', ' ', '#', '—', '✨');

  it('a number of any length is found exactly, never as a float', () => {
    fc.assert(
      fc.property(prefix, digits, freshWord, fc.nat({ max: 5 }), (name, number, before, zeros) => {
        const branch = `${before}${name}-${'0'.repeat(zeros)}${number}`;
        expect(findKeyCandidates(branch, [name]).candidates).toMatchObject([{ prefix: name, number }]);
      }),
    );
    expect(keysIn('NT-99999999999999999999')).toEqual(['NT-99999999999999999999']);
  });

  it('the case of prefix and branch does not matter', () => {
    fc.assert(
      fc.property(prefix, digits, fc.string({ unit: 'binary-ascii' }), (name, number, rest) => {
        const branch = `x/${name}-${number} ${rest}`;
        expect(keysIn(branch.toUpperCase(), [name])).toEqual(keysIn(branch.toLowerCase(), [name]));
      }),
    );
  });

  it('a letter or digit of any script before the prefix means no key there', () => {
    const wordCharacter = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(wordCharacter, digits, (before, number) => {
        fc.pre(/^[\p{L}\p{N}]$/u.test(before));
        expect(keysIn(`${before}NT-${number}`)).toEqual([]);
      }),
    );
  });

  it('the keys come in the order of the branch, whatever separates them', () => {
    const key = fc.constantFrom('NT-42', 'NT-7', 'NT-1f3a9c2e', 'OPS-9');
    const separator = fc.constantFrom('-', '/', '_', '.', ' - ', '-and-', '-client-');
    fc.assert(
      fc.property(fc.array(fc.tuple(key, separator)), (pairs) => {
        const branch = pairs.flat().join('');
        expect(keysIn(branch, ['NT', 'OPS'])).toEqual([...new Set(pairs.map(([written]) => written))]);
      }),
    );
  });

  it('agrees with the published pattern wherever that pattern finds a number', () => {
    const piece = fc.constantFrom('NT-', 'nt-', '42', '7', '-', '/', 'x', 'N', 'é', '_', ' ', 'Z');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const branch = pieces.join('');
        const published = [...branch.matchAll(/(?<![\p{L}\p{N}])NT-([1-9][0-9]*)/giu)].map(
          ([, number]) => `NT-${number}`,
        );
        expect(keysIn(branch)).toEqual([...new Set(published)]);
      }),
    );
  });

  it('a branch name of 100,000 characters is read in linear time', { timeout: 5000 }, () => {
    for (const unit of ['N', 'NT', 'NT-', '-', 'x-', 'é', 'NT-4']) {
      expect(keysIn(unit.repeat(100_000 / unit.length)).length).toBeLessThanOrEqual(1);
    }
  });
});
