import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { describeError, errorText } from '../../../server/config/describe-error.ts';
import { openTestDatabase } from '../../support/database.ts';

const secret = 'sealed-token-or-a-text-of-somebody';

async function failedStatement(): Promise<unknown> {
  const { db, close } = await openTestDatabase();
  try {
    await db.execute(sql`insert into server_setting (name, value) values (${secret}, null)`);
  } catch (error) {
    return error;
  } finally {
    await close();
  }
  throw new Error('the statement worked');
}

describe('an error that is written down', () => {
  it('tells the statement that failed and why, without the values in it', async () => {
    const error = await failedStatement();
    const described = describeError(error);
    expect(described).toMatchObject({
      message: 'A statement failed.',
      query: expect.stringContaining('insert into server_setting') as unknown,
      cause: { code: '23502', message: expect.stringContaining('null value in column "value"') as unknown },
    });
    expect(JSON.stringify(described)).not.toContain(secret);
    expect(errorText(error)).not.toContain(secret);
  });

  it('is as careful with a failed statement behind another error', async () => {
    const wrapped = new Error('The worklog was not stored.', { cause: await failedStatement() });
    expect(JSON.stringify(describeError(wrapped))).not.toContain(secret);
    expect(errorText(wrapped)).not.toContain(secret);
    expect(errorText(wrapped)).toContain('The worklog was not stored.');
    expect(errorText(wrapped)).toContain('null value in column "value"');
  });

  it('keeps where it was thrown', () => {
    expect(describeError(new Error('x')).stack).toMatch(/^\s+at .*describe-error\.test\.ts/u);
  });

  it('survives what is not an error, and errors that cause each other', () => {
    expect(describeError(secret)).toEqual({ type: 'string', message: 'not an error' });
    const one = new Error('one');
    one.cause = new Error('two', { cause: one });
    expect(JSON.stringify(describeError(one)).match(/"one"/gu)).toHaveLength(3);
  });
});
