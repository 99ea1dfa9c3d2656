import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdFactory, isUuid, uuidv7 } from '../../shared/ids.ts';

const maxTimeMs = 2 ** 48 - 1;
const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

function filled(byte: number): Uint8Array {
  return new Uint8Array(10).fill(byte);
}

describe('version 7 UUIDs', () => {
  it('the example of RFC 9562 comes out', () => {
    const random = Uint8Array.from([0xcc, 0x03, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('version and variant are set whatever the random bytes', () => {
    expect(uuidv7(0, filled(0))).toBe('00000000-0000-7000-8000-000000000000');
    expect(uuidv7(maxTimeMs, filled(255))).toBe('ffffffff-ffff-7fff-bfff-ffffffffffff');
  });

  it('the time reads back and earlier ids sort first', () => {
    const time = fc.integer({ min: 0, max: maxTimeMs });
    fc.assert(
      fc.property(time, time, bytes, bytes, (first, second, one, two) => {
        const [a, b] = [uuidv7(first, one), uuidv7(second, two)];
        expect(Number.parseInt(a.replaceAll('-', '').slice(0, 12), 16)).toBe(first);
        expect(isUuid(a)).toBe(true);
        if (first !== second) expect(a < b).toBe(first < second);
      }),
    );
  });

  it('impossible times and too few random bytes are refused', () => {
    for (const time of [-1, 1.5, maxTimeMs + 1, Number.NaN]) expect(() => uuidv7(time, filled(0))).toThrow(RangeError);
    expect(() => uuidv7(0, new Uint8Array(9))).toThrow(RangeError);
  });
});

describe('the id factory', () => {
  it('ids of one millisecond rise, 2,048 of them without touching the time', () => {
    const newId = createIdFactory({ nowMs: () => 1000, randomBytes: () => filled(255) });
    const ids = Array.from({ length: 2049 }, newId);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(new Set(ids.map((id) => id.slice(0, 13)))).toEqual(new Set(['00000000-03e8']));
    expect(ids[0]).toContain('-77ff-');
    expect(ids[2048]).toContain('-7fff-');
  });

  it('when a millisecond is used up the next one is borrowed', () => {
    const newId = createIdFactory({ nowMs: () => 1000, randomBytes: () => filled(255) });
    const ids = Array.from({ length: 5000 }, newId);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids[2049]).toMatch(/^00000000-03e9-77ff-/);
    expect(ids.at(-1)).toMatch(/^00000000-03ea-/);
  });

  it('a new millisecond starts at a random place again', () => {
    const clock = { nowMs: 1000 };
    const newId = createIdFactory({
      nowMs: () => clock.nowMs,
      randomBytes: (length) => new Uint8Array(length).fill(0x12),
    });
    expect(newId()).toMatch(/^00000000-03e8-7122-/);
    expect(newId()).toMatch(/^00000000-03e8-7123-/);
    expect(createIdFactory({ nowMs: () => 0, randomBytes: () => filled(0x12) })()).toMatch(/^00000000-0000-7122-/);
    clock.nowMs = 1001;
    expect(newId()).toMatch(/^00000000-03e9-7122-/);
  });

  it('ids rise whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 5 }), bytes), { maxLength: 100 }), (steps) => {
        let at = 0;
        const newId = createIdFactory({
          nowMs: () => steps[at]?.[0] ?? 0,
          randomBytes: () => steps[at]?.[1] ?? filled(0),
        });
        const ids = steps.map((_, index) => {
          at = index;
          return newId();
        });
        expect(ids).toEqual([...new Set(ids)].sort());
      }),
    );
  });

  it('it asks for ten random bytes each time', () => {
    const asked: number[] = [];
    const newId = createIdFactory({
      nowMs: () => 1,
      randomBytes: (length) => {
        asked.push(length);
        return new Uint8Array(length);
      },
    });
    newId();
    newId();
    expect(asked).toEqual([10, 10]);
  });
});

describe('the form of a UUID', () => {
  it.each([
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
    '2FFD528E-87EE-8160-9C01-000000123456',
    '00000000-0000-0000-0000-000000000000',
  ])('%s is a UUID, whatever its version', (text) => {
    expect(isUuid(text)).toBe(true);
  });

  it.each([
    '',
    '017f22e279b07cc398c4dc0c0c07398f',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f0',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398g',
    ' 017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n',
    '017f22e-279b0-7cc3-98c4-dc0c0c07398f',
    '{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}',
  ])('%j is not a UUID', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});
