import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paragraphsOf } from '../../../server/pages/paragraphs.ts';

const textOf = (text: string) =>
  paragraphsOf(text)
    .map((parts) => parts.map((part) => part.text).join(''))
    .join('\n\n');

describe('the content of a page that is made from the editor', () => {
  it('has a paragraph where an empty line starts one, and keeps single line ends', () => {
    expect(paragraphsOf('src/app.ts, line 12\r\nconst a = 1;\n \n\nWhy?')).toEqual([
      [{ text: 'src/app.ts, line 12\nconst a = 1;', url: null }],
      [{ text: 'Why?', url: null }],
    ]);
    expect(paragraphsOf(' \n\n')).toEqual([]);
  });

  it('links addresses, without the full stop behind them', () => {
    expect(paragraphsOf('See https://example.com/a?b=1#L12. And (http://x.test/y), or https://')).toEqual([
      [
        { text: 'See ', url: null },
        { text: 'https://example.com/a?b=1#L12', url: 'https://example.com/a?b=1#L12' },
        { text: '. And (', url: null },
        { text: 'http://x.test/y', url: 'http://x.test/y' },
        { text: '), or https://', url: null },
      ],
    ]);
  });

  it('cuts no character in two and loses none, however long it is', () => {
    const long = '😀'.repeat(3000);
    expect(textOf(`a${long}`)).toBe(`a${long}`);
    expect(paragraphsOf(`a${long}`)[0]?.map(({ text }) => text.length)).toEqual([1999, 2000, 2000, 2]);
  });

  it('fits what Notion takes at once, whatever the text is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 50 }),
      fc.constantFrom('\n', '\n\n', 'https://example.com/x ', 'http://a.b', 'x'.repeat(2500), ' '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        const text = pieces.join('').slice(0, 20_000);
        const paragraphs = paragraphsOf(text);
        expect(paragraphs.length).toBeLessThanOrEqual(100);
        for (const parts of paragraphs) {
          expect(parts.length).toBeLessThanOrEqual(100);
          for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(2000);
        }
        const squeezed = (some: string) => some.replaceAll(/\s+/gu, '');
        expect(squeezed(textOf(text))).toBe(squeezed(text));
      }),
    );
  });

  it('is made at once of a text that is nothing but full stops behind an address', () => {
    const began = performance.now();
    for (let count = 0; count < 20; count += 1) paragraphsOf(`http://${'.'.repeat(19_990)}x`);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
