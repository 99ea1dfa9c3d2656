import { addressesOf } from './postgres-addresses.ts';

/** Where several test files run side by side, each worker has a PostgreSQL server of its own. */
const addresses = addressesOf(process.env['TEST_DATABASE_URL']);
if (addresses.length > 1) {
  process.env['TEST_DATABASE_URL'] = addresses[(Number(process.env['VITEST_POOL_ID']) - 1) % addresses.length];
}
