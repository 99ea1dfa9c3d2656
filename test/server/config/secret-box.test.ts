import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretBox } from '../../../server/config/secret-box.ts';

const box = createSecretBox('the secret of this installation');
const place = 'notion_connection:42:sealed_token';

describe('a sealed secret', () => {
  it('opens at its place to what was sealed, whatever that was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, anywhere) => {
        expect(box.open(box.seal(text, anywhere), anywhere)).toBe(text);
      }),
    );
  });

  it('does not show what it holds, and looks different every time', () => {
    const sealed = box.seal('ntn_secret', place);
    expect(sealed).not.toContain('ntn_secret');
    expect(Buffer.from(sealed.split('.')[4] ?? '', 'base64url').toString()).not.toContain('ntn_secret');
    expect(box.seal('ntn_secret', place)).not.toBe(sealed);
    expect(sealed).toMatch(/^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/u);
  });

  it('does not open in another row', () => {
    const sealed = box.seal('ntn_secret', place);
    expect(() => box.open(sealed, 'notion_connection:43:sealed_token')).toThrow();
  });

  it('does not open with another secret', () => {
    expect(() => createSecretBox('another secret').open(box.seal('x', place), place)).toThrow(
      'Sealed with another secret.',
    );
  });

  it('does not open when any of its characters was changed', () => {
    const sealed = box.seal('ntn_secret', place);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'b', '7', '.'), (at, letter) => {
        const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
        fc.pre(!sameBytes(changed, sealed));
        expect(() => box.open(changed, place)).toThrow();
      }),
    );
  });

  it('is refused when it is no sealed secret at all', () => {
    for (const text of ['', 'v1', 'v2.a.b.c.d', 'ntn_secret', 'v1.a.b']) {
      expect(() => box.open(text, place)).toThrow();
    }
  });
});

/** The last character of base64 may differ without changing a byte. */
function sameBytes(one: string, other: string): boolean {
  const bytes = (text: string) => text.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
  return one.split('.')[1] === other.split('.')[1] && JSON.stringify(bytes(one)) === JSON.stringify(bytes(other));
}
