import { describe, expect, it } from 'vitest';
import { branchWords, defaultTextTemplate, textByTemplate } from '../../shared/branch-words.ts';

describe('the words of a branch', () => {
  it.each([
    ['feature/NT-42-notion-integration', 'NT-42', 'notion integration'],
    ['feature/NT-42 - notion-integration', 'NT-42', 'notion integration'],
    ['bugfix/nt-1337_fix__status', 'NT-1337', 'fix status'],
    ['NT-42', 'NT-42', ''],
    ['NT-42-NT-43-both', 'NT-42', 'both'],
    ['client-42', 'NT-42', 'client 42'],
    ['users/ann/scratch', null, 'scratch'],
    ['feature/Prüfung-der-Ärzte', null, 'Prüfung der Ärzte'],
  ])('%s of %s are “%s”', (name, key, words) => {
    expect(branchWords(name, key)).toBe(words);
  });
});

describe('the text by a template', () => {
  const task = { branches: ['NT-42-one', 'feature/NT-42-two', 'NT-42-one'], key: 'NT-42', title: 'Sign-in {key}' };

  it('is that of the branches unless a person sets another', () => {
    expect(textByTemplate(defaultTextTemplate, task)).toBe('one; two');
    expect(textByTemplate('', task)).toBe('');
    expect(textByTemplate('{key}: {branch} of {nobody}', task)).toBe('NT-42: one; two of {nobody}');
  });

  it('fills in what a title says as it is', () => {
    expect(textByTemplate('{title}', task)).toBe('Sign-in {key}');
  });
});
