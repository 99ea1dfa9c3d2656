import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watchesMet, watchesOf } from '../../../server/branches/watches.ts';
import { decideLink, findKeyCandidates } from '../../../shared/branch-key.ts';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const pageId = hex(32).map((id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
const number = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 100_000, max: 999_999 }));
const key = fc.option(fc.tuple(fc.constantFrom('NT', 'nt', 'WEB'), number).map(([prefix, own]) => `${prefix}-${own}`));
const page = fc.record({ pageId, key });

/** A branch name that holds the page's key, a part of its id, or something else. */
const nameFor = (one: { pageId: string; key: string | null }) => {
  const plain = one.pageId.replaceAll('-', '');
  const part = fc
    .tuple(fc.boolean(), fc.integer({ min: 4, max: 32 }))
    .map(([start, length]) => `NT-${start ? plain.slice(0, length) : plain.slice(-length)}`);
  const text = fc.oneof(part, fc.constant(one.key ?? 'none'), number.map(String), fc.constantFrom('NT-', 'fix'));
  return fc.array(text, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
};

describe('what a link depends on', () => {
  it('holds something of every page that the branch could be linked to', () => {
    let linked = 0;
    fc.assert(
      fc.property(
        page.chain((one) => fc.tuple(fc.constant(one), nameFor(one))),
        ([one, name]) => {
          const found = findKeyCandidates(name, ['NT', 'WEB']);
          const issue = { id: 'page', ...one };
          const { issue: decided } = decideLink(found, {
            byNumber: (prefix, own) => (one.key?.toUpperCase() === `${prefix}-${own}`.toUpperCase() ? [issue] : []),
            byFragment: () => [issue],
          });
          const met = watchesMet({ pageId: one.pageId, keys: one.key === null ? [] : [one.key] });
          const common = watchesOf(found.candidates).filter((watch) => met.includes(watch));
          if (decided === null) return;
          linked += 1;
          expect(common).not.toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
    expect(linked).toBeGreaterThan(200);
  });

  it('is nothing for a branch without a key', () => {
    expect(watchesOf(findKeyCandidates('main', ['NT']).candidates)).toEqual([]);
    expect(watchesOf(findKeyCandidates('NT-42', ['NT']).candidates)).toEqual(['NT-42']);
    expect(watchesOf(findKeyCandidates('nt-123456', ['NT']).candidates)).toEqual(['NT-123456', '^123456', '123456$']);
  });
});
