import { defineConfig, mergeConfig } from 'vitest/config';
import { addressesOf } from '../support/postgres-addresses.ts';
import shared from '../vitest.config.ts';
import { filesUsing } from './files-using.ts';

const servers = addressesOf(process.env['TEST_DATABASE_URL']);

const root = new URL('../..', import.meta.url).pathname;

/** The tests that open a database, on PostgreSQL: one file at a time on each server that there is. */
export default mergeConfig(
  { ...shared, test: { ...shared.test, include: [] } },
  defineConfig({
    test: {
      // Without a server to test with no file is found, and that is a failure.
      include:
        servers.length === 0 ? [] : filesUsing(root, ['test/server', 'test/contract'], 'test/support/database.ts'),
      fileParallelism: servers.length > 1,
      maxWorkers: Math.max(1, servers.length),
    },
  }),
);
