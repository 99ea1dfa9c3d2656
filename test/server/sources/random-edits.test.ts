import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { runs } from '../../support/effort.ts';
import { story } from './human-edits.ts';
import { tell, unsettled } from './telling.ts';

describe('after any days of edits, ticks and faults', () => {
  it(
    'one quiet tick and a sweep leave the store as the workspace is',
    { timeout: 120_000 + runs(4) * 5000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(story, unsettled, fc.constantFrom(10_000, 20), async (steps, open, cap) => {
          await tell(steps, { unsettled: open, cap });
        }),
        { numRuns: runs(4) },
      );
    },
  );
});
