import { describe, expect, it } from 'vitest';
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

describe.each([
  ['with a public address', { PUBLIC_URL: 'https://time.example.com' }],
  ['without a public address', {}],
])('faults, %s', (_, environment: Record<string, string>) => {
  const server = useTestServer({ environment });

  for (const cell of cells) {
    it(
      nameOf(cell),
      async () => {
        await tests[cell](await begin(server()));
      },
      60_000,
    );
  }
});
