import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, environmentSchema, readEnvironment } from '../../../server/config/environment.ts';

const names = Object.keys(environmentSchema.shape);
const defaults = readEnvironment({});

function refusal(variables: Record<string, string>): string {
  try {
    readEnvironment(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error(`accepted: ${JSON.stringify(variables)}`);
}

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(defaults).toMatchObject({
      PORT: 4242,
      HOST: '127.0.0.1',
      TICKMARK_DATA: './.tickmark',
      NOTION_ISSUE_PREFIX: 'NT',
      NOTION_SYNC_CRON: '0 */10 * * * *',
      NOTION_RECONCILE_CRON: '0 30 2 * * *',
      NOTION_REQUESTS_PER_MINUTE: 180,
      NOTION_BASE_URL: 'https://api.notion.com',
      LOG_LEVEL: 'info',
    });
    const optional = [
      'PUBLIC_URL',
      'DATABASE_URL',
      'TICKMARK_SECRET',
      'TICKMARK_ADMIN_TOKEN',
      'NOTION_TOKEN',
      'NOTION_DATABASE_ID',
    ];
    for (const name of optional) expect(Reflect.get(defaults, name)).toBeUndefined();
  });

  it.each(names)('takes an empty %s, or one of spaces only, for one that is not set', (name) => {
    expect(readEnvironment({ [name]: '' })).toEqual(defaults);
    expect(readEnvironment({ [name]: '  \t ' })).toEqual(defaults);
  });

  it('cannot be changed after it was read', () => {
    expect(Object.isFrozen(defaults)).toBe(true);
  });

  it.each([
    ['PORT', 'abc', 'must be a whole number from 0 to 65535'],
    ['PORT', '65536', 'must be a whole number from 0 to 65535'],
    ['PORT', '-1', 'must be a whole number from 0 to 65535'],
    ['PORT', '42.5', 'must be a whole number from 0 to 65535'],
    ['PORT', '0x1092', 'must be a whole number from 0 to 65535'],
    ['PORT', '1e3', 'must be a whole number from 0 to 65535'],
    ['HOST', 'http://127.0.0.1', 'must be an address or a name of this machine, such as 127.0.0.1'],
    ['PUBLIC_URL', 'tickmark.example.com', 'must be an address such as https://tickmark.example.com'],
    ['PUBLIC_URL', 'ftp://tickmark.example.com', 'must be an address such as https://tickmark.example.com'],
    ['PUBLIC_URL', 'https://tickmark.example.com/?a=b', 'must be an address such as https://tickmark.example.com'],
    ['PUBLIC_URL', 'https://user:word@example.com', 'must be an address such as https://tickmark.example.com'],
    ['DATABASE_URL', 'mysql://host/db', 'must be an address such as postgres://user:password@host:5432/database'],
    ['DATABASE_URL', 'host=localhost', 'must be an address such as postgres://user:password@host:5432/database'],
    [
      'DATABASE_URL',
      'postgres://u:50%@host/db',
      'must be an address such as postgres://user:password@host:5432/database',
    ],
    ['TICKMARK_SECRET', 'short', 'must hold 16 characters or more'],
    ['TICKMARK_SECRET', 'x'.repeat(1001), 'must hold 1000 characters at most'],
    ['TICKMARK_ADMIN_TOKEN', 'short', 'must hold 20 to 200 printable characters without spaces'],
    [
      'TICKMARK_ADMIN_TOKEN',
      'twenty characters but with spaces',
      'must hold 20 to 200 printable characters without spaces',
    ],
    ['NOTION_ISSUE_PREFIX', '4U', 'must start with a letter and hold only letters and digits'],
    ['NOTION_ISSUE_PREFIX', 'N-T', 'must start with a letter and hold only letters and digits'],
    ['NOTION_ISSUE_PREFIX', 'x'.repeat(21), 'must hold 20 characters at most'],
    ['NOTION_REQUESTS_PER_MINUTE', '0', 'must be a whole number from 1 to 6000'],
    ['NOTION_REQUESTS_PER_MINUTE', 'many', 'must be a whole number from 1 to 6000'],
    ['NOTION_BASE_URL', 'api.notion.com', 'must be an address such as https://tickmark.example.com'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
  ])('refuses %s = %j and says why', (name, value, reason) => {
    expect(refusal({ [name]: value })).toBe(
      `The configuration is wrong, so the server did not start:\n  ${name} ${reason}`,
    );
  });

  it('names every wrong variable at once', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'y', HOST: '::1' }).split('\n').slice(1)).toEqual([
      '  PORT must be a whole number from 0 to 65535',
      '  LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
    ]);
  });

  it('never repeats a value, which may be a secret, when it refuses it', () => {
    const value = fc.string({
      minLength: 6,
      maxLength: 15,
      unit: fc.constantFrom('q', 'x', 'z', 'Q', 'Z', '!', '$', '%', '^', 'ü'),
    });
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, text) => {
        try {
          readEnvironment({ [name]: text });
        } catch (error) {
          expect((error as Error).message).not.toContain(text);
        }
      }),
    );
  });

  it('takes addresses without the slash at their end', () => {
    const read = readEnvironment({
      PUBLIC_URL: ' https://example.com/tickmark/ ',
      NOTION_BASE_URL: 'http://localhost:1/',
    });
    expect(read.PUBLIC_URL).toBe('https://example.com/tickmark');
    expect(read.NOTION_BASE_URL).toBe('http://localhost:1');
  });

  it('ignores variables that are not its own', () => {
    expect(readEnvironment({ PATH: '/bin', TICKMARK: 'x' })).toEqual(defaults);
  });
});

describe("the README's table of variables", () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../../../README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `(?<name>[A-Z_]+)`\s*\|(?<fallback>[^|]*)\|(?<text>[^|]*)\|$/gmu)].map(
    ({ groups }) => ({
      name: groups?.['name'] ?? '',
      fallback: groups?.['fallback']?.trim().replaceAll('`', '') ?? '',
      text: groups?.['text']?.trim() ?? '',
    }),
  );

  it('names every variable with its default and what it is for, and no other', () => {
    const wanted = Object.entries(environmentSchema.shape).map(([name, schema]) => ({
      name,
      fallback: String(Reflect.get(defaults, name) ?? ''),
      text: schema.description,
    }));
    expect(rows).toEqual(wanted);
  });
});
