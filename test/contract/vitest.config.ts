import { defineConfig, mergeConfig } from 'vitest/config';
import { addressesOf } from '../support/postgres-addresses.ts';
import shared from '../vitest.config.ts';
import { filesUsing } from './files-using.ts';

const servers = addressesOf(process.env['TEST_DATABASE_URL']);
if (servers.length === 0) throw new Error('TEST_DATABASE_URL names no PostgreSQL to test with.');

const root = new URL('../..', import.meta.url).pathname;

/** The tests that open a database, on PostgreSQL: one file at a time on each server that there is. */
export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [] } },
  defineConfig({
    test: {
      include: filesUsing(root, ['test/server', 'test/contract'], 'test/support/database.ts'),
      fileParallelism: servers.length > 1,
      maxWorkers: servers.length,
    },
  }),
);
