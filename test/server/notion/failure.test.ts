import { APIErrorCode, APIResponseError, UnknownHTTPResponseError } from '@notionhq/client';
import { describe, expect, it } from 'vitest';
import { isProblemCode } from '../../../shared/errors.ts';
import { notionProblem, toNotionFailure, type NotionFailure } from '../../../server/notion/failure.ts';

const now = new Date('2026-03-02T09:00:00.000Z');

function answered(status: number, body: object | string, headers: Record<string, string> = {}): NotionFailure {
  const rawBodyText = typeof body === 'string' ? body : JSON.stringify(body);
  return toNotionFailure(
    new UnknownHTTPResponseError({ status, message: undefined, headers: new Headers(headers), rawBodyText }),
    now,
  );
}

describe('what went wrong with a request to Notion', () => {
  it.each([
    [401, { code: 'unauthorized' }, 'auth'],
    [403, { code: 'restricted_resource' }, 'capability'],
    [404, { code: 'object_not_found' }, 'not_found'],
    [400, { code: 'validation_error', message: 'body.filter is wrong' }, 'rejected'],
    [400, { code: 'validation_error', message: 'The start_cursor provided is invalid: x' }, 'stale_cursor'],
    [409, { code: 'conflict_error' }, 'conflict'],
    [409, { code: 'row_limit_exceeded' }, 'rejected'],
    [429, { code: 'rate_limited' }, 'rate_limited'],
    [429, { code: 'rate_limited', additional_data: { rate_limit_reason: 'public_api_request_blocked' } }, 'blocked'],
    [529, { code: 'service_overload' }, 'rate_limited'],
    [500, { code: 'internal_server_error' }, 'unavailable'],
    [502, '<html>Bad gateway</html>', 'unavailable'],
    [503, { code: 'service_unavailable' }, 'unavailable'],
    [504, '', 'unavailable'],
    [401, '<html>A proxy wants a password</html>', 'unavailable'],
    [404, '<html>Nobody knows this page</html>', 'unavailable'],
    [429, '<html>Slow down</html>', 'rate_limited'],
  ] as const)('is told by status %i and the body %j', (status, body, kind) => {
    expect(answered(status, body).kind).toBe(kind);
  });

  it('is read in the same way from the errors that the client of Notion knows', () => {
    const error = new APIResponseError({
      code: APIErrorCode.RateLimited,
      status: 429,
      message: 'Slow down',
      headers: new Headers({ 'retry-after': '7' }),
      rawBodyText: JSON.stringify({ code: 'rate_limited', message: 'Slow down' }),
      additional_data: undefined,
      request_id: undefined,
    });
    expect(toNotionFailure(error, now)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 7000 });
  });

  it.each([
    ['120', 120_000],
    ['0.5', 500],
    ['8640000', 100 * 86_400_000],
    ['9'.repeat(300), 100 * 365 * 86_400_000],
    ['Mon, 02 Mar 2026 09:02:00 GMT', 120_000],
    ['Mon, 02 Mar 2026 08:00:00 GMT', 0],
    ['soon', undefined],
  ])('says how long to wait when Retry-After is %j', (text, waitMs) => {
    expect(answered(429, { code: 'rate_limited' }, { 'retry-after': text }).retryAfterMs).toBe(waitMs);
  });

  it('names the reason of a limit, in the words of Notion', () => {
    const body = {
      code: 'rate_limited',
      additional_data: { rate_limit_reason: 'public_api_space_request_rate_limit' },
    };
    expect(answered(429, body).limitReason).toBe('public_api_space_request_rate_limit');
    expect(answered(529, { code: 'service_overload' }).limitReason).toBe('service_overload');
  });

  it('is told apart when nothing was sent at all, when the answer broke off and when it never came', () => {
    const refused = new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    });
    const both = new TypeError('fetch failed', {
      cause: new AggregateError([
        refused.cause as Error,
        Object.assign(new Error('no route'), { code: 'ENETUNREACH' }),
      ]),
    });
    const reset = new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
    expect(toNotionFailure(refused, now).kind).toBe('offline');
    expect(toNotionFailure(both, now).kind).toBe('offline');
    expect(toNotionFailure(reset, now)).toMatchObject({
      kind: 'unavailable',
      message: 'The connection to Notion broke off.',
    });
    expect(toNotionFailure(new DOMException('slow', 'TimeoutError'), now).message).toBe(
      'Notion did not answer in time.',
    );
    expect(toNotionFailure(new SyntaxError('Unexpected token <'), now).message).toContain('not JSON');
  });

  it('has a problem code of ours for people', () => {
    for (const status of [400, 401, 403, 404, 409, 429, 500]) {
      expect(isProblemCode(notionProblem(answered(status, { code: 'x', message: 'A sentence.' })).code)).toBe(true);
    }
  });
});
