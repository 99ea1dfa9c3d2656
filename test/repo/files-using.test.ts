import { expect, it } from 'vitest';
import { filesUsing } from '../contract/files-using.ts';

const files = filesUsing(process.cwd(), ['test/server', 'test/contract'], 'test/support/database.ts');

it('the tests that open a database are found by what they import, and run on PostgreSQL too', () => {
  expect(files).toContain('test/contract/driver.test.ts');
  expect(files).toContain('test/server/worklogs/booking.test.ts');
  expect(files).toContain('test/server/worklogs/faults/faults.test.ts');
});

it('rules without a database are not run a second time', () => {
  expect(files).not.toContain('test/server/cron-expression.test.ts');
  expect(files).not.toContain('test/server/database/embedded.test.ts');
});
