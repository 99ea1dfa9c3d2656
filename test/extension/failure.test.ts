import { expect, test } from 'vitest';
import { failureText } from '../../extension/core/failure-text.ts';
import { type Translate, untranslated } from '../../extension/core/translate.ts';
import { isFinal, judge } from '../../extension/core/failure.ts';
import { problems } from '../../shared/errors.ts';

const read = (body: unknown): string | undefined => (typeof body === 'string' ? body : undefined);
const answer = (status: number, body?: unknown, retryAfterMs: number | null = null) =>
  judge({ kind: 'answer', status, body, retryAfterMs }, read);
const kindOf = (result: ReturnType<typeof answer>): string => (result.ok ? 'ok' : result.failure.kind);

test('only an answer of the expected shape is a success', () => {
  expect(answer(200, 'yes')).toEqual({ ok: true, value: 'yes' });
  expect(answer(201, 'yes')).toEqual({ ok: true, value: 'yes' });
});

test('a sign-in page of the network that says 200 is no answer', () => {
  expect(kindOf(answer(200))).toBe('not_our_server');
  expect(kindOf(answer(200, { welcome: true }))).toBe('not_our_server');
});

test.each([301, 302, 307, 401, 403, 404, 400])(
  'status %i without our problem document comes from something else',
  (status) => {
    expect(kindOf(answer(status))).toBe('not_our_server');
  },
);

test.each([
  ['auth.invalid', 'unauthorised'],
  ['auth.required', 'unauthorised'],
  ['auth.forbidden', 'forbidden'],
  ['request.not_found', 'server_too_old'],
  ['request.method_not_allowed', 'server_too_old'],
  ['request.too_large', 'too_large'],
  ['request.invalid', 'refused'],
  ['issue.not_found', 'refused'],
  ['worklog.id_conflict', 'refused'],
  ['server.unavailable', 'server_fault'],
  ['server.internal', 'server_fault'],
  ['notion.auth', 'refused'],
] as const)('the problem %s is %s', (code, kind) => {
  const { status, title, fix } = problems[code];
  const result = answer(status, { code, title, detail: 'Because.', fix, status, type: '/', requestId: 'r' });
  expect(result).toMatchObject({ ok: false, failure: { kind, code, detail: 'Because.', fix } });
});

test('a code that is newer than this extension is still understood by its status', () => {
  expect(kindOf(answer(403, { code: 'future.code', title: 'New' }))).toBe('forbidden');
  expect(kindOf(answer(422, { code: 'future.code', title: 'New' }))).toBe('refused');
  expect(kindOf(answer(503, { code: 'future.code', title: 'New' }))).toBe('server_fault');
});

test('waiting is asked for with 429 and kept in milliseconds', () => {
  expect(answer(429, undefined, 7000)).toMatchObject({ failure: { kind: 'rate_limited', retryAfterMs: 7000 } });
});

test.each([408, 425, 500, 502, 503, 504])('status %i passes by itself', (status) => {
  const result = answer(status);
  expect(result.ok ? null : isFinal(result.failure)).toBe(false);
});

test('no answer at all is offline', () => {
  expect(kindOf(judge({ kind: 'none', reason: 'Nothing listens.' }, read))).toBe('offline');
});

test('what can never succeed is told apart from what only has to wait', () => {
  const final = (code: keyof typeof problems): boolean => {
    const result = answer(problems[code].status, { code });
    return !result.ok && isFinal(result.failure);
  };
  expect(final('issue.not_found')).toBe(true);
  expect(final('auth.forbidden')).toBe(true);
  expect(final('auth.invalid')).toBe(false);
  expect(final('server.unavailable')).toBe(false);
  expect(final('request.not_found')).toBe(false);
});

const german = {
  'issue.not_found': 'Diese Aufgabe gibt es hier nicht.',
  'The Tickmark server refused the question.': 'Der Tickmark-Server hat die Frage abgelehnt.',
};
const inGerman: Translate = Object.assign((text: string) => Reflect.get(german, text) ?? text, { language: 'de' });

test.each([
  ['a code with a text of its own', { code: 'issue.not_found' }, 'Diese Aufgabe gibt es hier nicht.'],
  ['a code from a newer server', { code: 'issue.new' }, 'No such task. Check the key.'],
  ['no code', { code: null }, 'Der Tickmark-Server hat die Frage abgelehnt.'],
])('in another language than English, %s is worded so that as much as possible is understood', (_what, code, said) => {
  const failure = {
    kind: 'refused',
    detail: 'No such task.',
    fix: 'Check the key.',
    retryAfterMs: null,
    ...code,
  } as const;
  expect(failureText(failure, inGerman)).toBe(said);
  expect(failureText(failure, untranslated)).toBe('No such task. Check the key.');
});
