import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Heading, withAllHeadings } from '../../extension/core/pickers.ts';

type Row = { label: string; detail?: string } | Heading;

test('headings one after the other become one, which stands at the row after them', () => {
  const rows: Row[] = [{ heading: 'No push' }, { heading: 'No pull request' }, { label: 'Go back' }];
  expect(withAllHeadings(rows)).toEqual([{ heading: 'No push · No pull request' }, { label: 'Go back' }]);
});

test('headings after the last row stand below it', () => {
  const rows: Row[] = [{ label: 'Stop here', detail: 'It stays.' }, { heading: 'Done: branch' }, { heading: 'Mine' }];
  expect(withAllHeadings(rows)).toEqual([{ label: 'Stop here', detail: 'It stays. · Done: branch · Mine' }]);
});

test('without a row the headings are left', () => {
  expect(withAllHeadings<{ label: string }>([{ heading: 'Nothing found' }])).toEqual([{ heading: 'Nothing found' }]);
});

test('whatever the order, each row is kept, no heading is lost, and each has a row behind or around it', () => {
  const row = fc.oneof(
    fc.integer().map((n): Row => ({ label: `row ${n}` })),
    fc.integer().map((n): Row => ({ heading: `heading ${n}` })),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      const drawn = withAllHeadings(rows.map((each, index) => mark(each, index)));
      const text = drawn.map((each) => ('heading' in each ? each.heading : `${each.label} ${each.detail ?? ''}`));
      for (const index of rows.keys()) expect(text.join('\n')).toContain(`#${index};`);
      const isRow = drawn.map((each) => !('heading' in each));
      expect(isRow.filter(Boolean)).toHaveLength(rows.filter((each) => !('heading' in each)).length);
      if (isRow.includes(true)) {
        for (const [index, is] of isRow.entries()) if (!is) expect(isRow[index + 1]).toBe(true);
      }
    }),
  );
});

function mark(row: Row, index: number): Row {
  return 'heading' in row ? { heading: `${row.heading}#${index};` } : { label: `${row.label}#${index};` };
}
