import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeUserCode, readUserCode, showUserCode, userCodeLetters } from '../../shared/user-code.ts';

test('a code has eight letters of which none is a vowel or looks like another one', () => {
  for (let made = 0; made < 1000; made += 1) expect(makeUserCode(randomBytes)).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/u);
  expect(userCodeLetters).toHaveLength(20);
  expect(userCodeLetters).not.toMatch(/[AEIOUY01]/u);
});

test('every letter is equally likely, also where the bytes do not divide evenly', () => {
  const counts = new Map<string, number>();
  const every = Array.from({ length: 256 }, (_, byte) => byte);
  let next = 0;
  const inTurn = (length: number) => Uint8Array.from({ length }, () => every[next++ % 256] ?? 0);
  for (let made = 0; made < 240; made += 1)
    for (const letter of makeUserCode(inTurn)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(20);
  expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(2);
});

test('a code is read however it is typed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...userCodeLetters.split('')), { minLength: 8, maxLength: 8 }),
      fc.array(fc.constantFrom('', '-', ' ', '–'), { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      (letters, between, isLower) => {
        const typed = letters.map((letter, place) => `${between[place]}${letter}`).join('');
        expect(readUserCode(isLower ? typed.toLowerCase() : typed)).toBe(letters.join(''));
        expect(readUserCode(showUserCode(letters.join('')))).toBe(letters.join(''));
      },
    ),
  );
});

test.each(['', 'BBBB', 'BBBB-BBBBB', 'ABCD-FGHJ', 'BBBB-BBB0', '<script>', 'ВВВВ-ВВВВ', 'ſſſſ-ſſſſ'])(
  '“%s” is no code',
  (text) => {
    expect(readUserCode(text)).toBeNull();
  },
);
