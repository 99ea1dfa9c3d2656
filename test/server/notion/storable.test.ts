import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storableJson } from '../../../server/notion/storable.ts';

/** UTF-8 knows no halves of characters. */
const clean = (text: string) => Buffer.from(text).toString().replaceAll('\u0000', '');

describe('JSON that a database can store', () => {
  it('is the same without NUL and with whole characters only', () => {
    const text = fc
      .string({ unit: 'binary' })
      .chain((whole) =>
        fc.array(fc.constantFrom('\u0000', '\ud83d', '\ude00', '\\', '\\u0000', '"', '😀', whole), { maxLength: 12 }),
      );
    fc.assert(
      fc.property(text, (parts) => {
        const value = { [parts.join('')]: [parts.join('')] };
        const expected = { [clean(parts.join(''))]: [clean(parts.join(''))] };
        expect(JSON.parse(storableJson(JSON.stringify(value)))).toEqual(expected);
      }),
    );
  });

  it('is what it was where nothing has to be left out', () => {
    for (const json of ['{"a":"b"}', '"\\\\u0000"', '"\\ud83d\\ude00"', '"\\n\\t\\"\\/"', 'not json \\u00']) {
      expect(storableJson(json)).toBe(json);
    }
  });

  it('is valid where an emoji was cut in two', () => {
    expect(JSON.parse(storableJson('"a\\ud83d"'))).toBe('a\ufffd');
    expect(JSON.parse(storableJson('"\\ude00\\ud83d"'))).toBe('\ufffd\ufffd');
  });
});
