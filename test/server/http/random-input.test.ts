import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../shared/errors.ts';
import { runs } from '../../support/effort.ts';
import { useTestServer } from '../../support/server.ts';
import { callsOf, readDescription, type Call } from './description.ts';
import { furnishTwo, type Furnished } from './two-departments.ts';

const strangeText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud83d',
    "'; drop table issue; --",
    '%',
    '\\',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '2026-03-02T09:00:00+23:59',
    '-271821-04-20T00:00:00.000Z',
    '00000000-0000-0000-0000-000000000000',
    '99999999999999999999',
    '-1',
    'NaN',
    'NT-42',
    'NT-99999999999999999999',
    'me',
    'DONE',
    'https://www.notion.so/acme/My-Tasks-1f3a9c2e8b7d4f5a8e2b1c4d6e9a0f3b?v=1',
    'x'.repeat(25_000),
  ),
);
const strangeValue: fc.Arbitrary<unknown> = fc.oneof(
  strangeText,
  fc.constantFrom(null, true, 0, -1, 0.5, 1e308, -0, 2 ** 53, 5400, [], {}, [[[]]], { toString: 1 }),
  fc.jsonValue({ maxDepth: 4 }),
);

const namesIn = ({ operation }: Call) =>
  Object.keys(operation.requestBody?.content['application/json']?.schema.properties ?? {});
const queryOf = ({ operation }: Call) =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name);

/** A body of the right names and strange values, or anything. */
function bodies(call: Call): fc.Arbitrary<string> {
  const fields = Object.fromEntries(namesIn(call).map((name) => [name, strangeValue]));
  return fc.oneof(
    { weight: 4, arbitrary: fc.record(fields, { requiredKeys: [] }).map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: strangeValue.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: strangeText },
  );
}

function queries(call: Call): fc.Arbitrary<Record<string, string | undefined>> {
  const fields = Object.fromEntries(queryOf(call).map((name) => [name, strangeText]));
  return fc.record(fields, { requiredKeys: [] });
}

/** The address with real ids or strange ones. */
function addresses(call: Call, ids: Record<string, string>): fc.Arbitrary<string> {
  const names = [...call.path.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name);
  const value = (name: string) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(ids[name] ?? '') },
      {
        weight: 1,
        arbitrary: strangeText.map(
          (text) => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '%')).slice(0, 2000) || 'x',
        ),
      },
    );
  return fc
    .tuple(...names.map(value))
    .map((values) => names.reduce((path, name, index) => path.replace(`{${name}}`, values[index] ?? ''), call.path));
}

describe('whatever is sent to a call', () => {
  const server = useTestServer();
  let furnished: Furnished;
  let calls: Call[] = [];
  beforeEach(async () => {
    [furnished] = await furnishTwo(server());
    // One that may be revoked without ending the test.
    const spare = await server().call<{ id: string }>('POST', '/tokens', { name: 'x' }, furnished.developer.token);
    furnished.ids.tokenId = spare.body.id;
    calls = callsOf(await readDescription(server())).filter(({ path }) => path !== '/events');
  });

  it.each(['administrator', 'developer'] as const)(
    'is answered to a %s, and never by a fault of the server',
    async (role) => {
      for (const call of calls) {
        const hasBody = !['GET', 'DELETE'].includes(call.method);
        await fc.assert(
          fc.asyncProperty(
            addresses(call, furnished.ids),
            queries(call),
            bodies(call),
            async (address, query, body) => {
              const given = Object.entries(query).flatMap(([name, text]) =>
                text === undefined ? [] : [[name, text] as [string, string]],
              );
              const search = new URLSearchParams(given).toString();
              const target = `${address}${search === '' ? '' : `?${search}`}`;
              const answer = await server().call<Problem>(
                call.method,
                target,
                hasBody ? body : undefined,
                furnished[role].token,
              );
              expect([call.method, call.path, answer.status < 500, answer.body]).toEqual([
                call.method,
                call.path,
                true,
                answer.body,
              ]);
              expect(answer.body).not.toMatchObject({ code: 'auth.invalid' });
              if (answer.status >= 400) expect(answer.headers.get('content-type')).toBe('application/problem+json');
            },
          ),
          { numRuns: runs(5) },
        );
        await server().settled();
      }
    },
    120_000,
  );
});
