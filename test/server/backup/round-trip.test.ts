import * as fc from 'fast-check';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyTables } from '../../../server/backup/backup.repository.ts';
import type { Database, OpenDatabase } from '../../../server/database/database.ts';
import { onPostgres, openTestDatabase } from '../../support/database.ts';
import { runs } from '../../support/effort.ts';
import { fill, randomStore } from './random-rows.ts';
import { asRestored, contentsOf, exportTo, importFrom, linesOf, openEmpty, useFolder } from './support.ts';

describe('a backup', () => {
  const file = useFolder();
  let first: Awaited<ReturnType<typeof openEmpty>>;
  let last: Awaited<ReturnType<typeof openEmpty>>;
  /** PostgreSQL when the tests have one, else embedded too. */
  let between: OpenDatabase;

  beforeAll(async () => {
    [first, last] = await Promise.all([openEmpty(), openEmpty()]);
    between = await openTestDatabase();
  });
  afterAll(async () => {
    await Promise.all([first.close(), last.close(), between.close()]);
  });

  async function restore(from: Database, to: Database, name: string): Promise<void> {
    rmSync(file(name), { force: true });
    await exportTo(from, file(name));
    await importFrom(to, file(name), { replace: true, forgetTokens: false });
  }

  const way = onPostgres
    ? 'from the embedded database to PostgreSQL and back'
    : 'from one embedded database to another';

  it(`takes every row of every table ${way}, each value as it was`, async () => {
    await fc.assert(
      fc.asyncProperty(randomStore, async (store) => {
        await emptyTables(first.db);
        await fill(first.db, store);
        const before = await contentsOf(first.db);
        await restore(first.db, between.db, 'out');
        expect(asRestored(await contentsOf(between.db))).toEqual(asRestored(before));
        await restore(between.db, last.db, 'back');
        expect(asRestored(await contentsOf(last.db))).toEqual(asRestored(before));
      }),
      { numRuns: runs(3) },
    );
  }, 300_000);

  it('of the same data is the same file but for its first line', async () => {
    const [store = {}] = fc.sample(randomStore, { numRuns: 1, seed: 7 });
    await emptyTables(first.db);
    await fill(first.db, { ...store, department: [], effect: [], issue: [], time_spent: [] });
    await restore(first.db, last.db, 'once');
    await exportTo(last.db, file('again'));
    expect(linesOf(file('again')).length).toBeGreaterThan(40);
    expect(linesOf(file('again')).slice(1)).toEqual(linesOf(file('once')).slice(1));
  });
});
