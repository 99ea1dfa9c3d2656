import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { textParts } from '../../../server/demo/workspace/rich-text.ts';

test('text of any length is cut into parts of at most 2,000 units that join to the same text', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 5000, size: 'max' }), (text) => {
      const parts = textParts(text).map((part) => (part.kind === 'text' ? part.text : ''));
      expect(parts.join('')).toBe(text);
      expect(parts.every((part) => part.length > 0 && part.length <= 2000)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('a character of two units is never cut in half', () => {
  const parts = textParts(`x${'😀'.repeat(2000)}`).map((part) => (part.kind === 'text' ? part.text : ''));
  expect(parts.every((part) => Buffer.from(part).toString() === part)).toBe(true);
});
