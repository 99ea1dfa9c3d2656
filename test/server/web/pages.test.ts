import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../server/web/state/failure.ts';
import { append, mostAtOnce, readUpTo, type Page } from '../../../server/web/state/pages.ts';

interface Item {
  id: string;
}

/** A server with so many items; the cursor is the place of the next one. */
function listOf(total: number) {
  const limits: number[] = [];
  const read = (limit: number, cursor: string | undefined): Promise<Answer<Page<Item>>> => {
    limits.push(limit);
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(limit, total - from) }, (_, index) => ({ id: String(from + index) }));
    const next = from + items.length;
    return Promise.resolve({ ok: true, value: { items, nextCursor: next < total ? String(next) : null } });
  };
  return { read, limits };
}

describe('refreshing a list', () => {
  test('reads as many items as are shown, in pages the server gives, and knows whether there is more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 900 }), fc.integer({ min: 1, max: 900 }), async (total, count) => {
        const { read, limits } = listOf(total);
        const answer = await readUpTo(read, count);
        const shown = Math.min(total, count);
        expect(answer).toEqual({
          ok: true,
          value: {
            items: Array.from({ length: shown }, (_, index) => ({ id: String(index) })),
            nextCursor: shown < total ? String(shown) : null,
          },
        });
        expect(Math.max(...limits)).toBeLessThanOrEqual(mostAtOnce);
      }),
    );
  });

  test('fails as a whole when one page fails, so that no half list replaces what is shown', async () => {
    const failure = { code: 'page.offline', detail: 'Away.', fix: 'Wait.' };
    const { read } = listOf(500);
    const answer = await readUpTo<Item>(
      (limit, cursor) => (cursor === undefined ? read(limit, cursor) : Promise.resolve({ ok: false, failure })),
      300,
    );
    expect(answer).toEqual({ ok: false, failure });
  });
});

test('an item that moved to the next page meanwhile is shown once', () => {
  const shown = { items: [{ id: 'a' }, { id: 'b' }], nextCursor: '2' };
  const next = { items: [{ id: 'b' }, { id: 'c' }], nextCursor: null };
  expect(append(shown, next)).toEqual({ items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], nextCursor: null });
});
