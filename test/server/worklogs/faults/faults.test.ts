import { describe, expect, it } from 'vitest';
import { some } from '../../../support/effort.ts';
import { useTestServer } from '../../../support/server.ts';
import { booking, type Cells } from './cells-booking.ts';
import { people, refusals } from './cells-refused.ts';
import { servers } from './cells-servers.ts';
import { unclearEnds } from './cells-unclear.ts';
import { begin } from './story.ts';
import { cells, nameOf } from './table.ts';

const tests: Cells = { ...booking, ...unclearEnds, ...refusals, ...people, ...servers };

it('each marked cell of the table has a test, and no other', () => {
  expect(Object.keys(tests).toSorted()).toEqual([...cells].toSorted());
});

// Each cell is tried with the one or the other, and with both when there is more effort.
describe.each([
  ['with a public address', { PUBLIC_URL: 'https://time.example.com' }, 0],
  ['without a public address', {}, 1],
])('faults, %s', (_, environment: Record<string, string>, from) => {
  const server = useTestServer({ environment });

  for (const cell of some(cells, 2, from)) {
    it(
      nameOf(cell),
      async () => {
        await tests[cell](await begin(server()));
      },
      60_000,
    );
  }
});
