import { describe, expect, test } from 'vitest';
import { fixBeside, isSignedOut, readProblem } from '../../../server/web/state/failure.ts';

const problem = {
  type: '/problems/notion.not_shared',
  title: 'Not shared',
  status: 404,
  code: 'notion.not_shared',
  detail: 'Notion shows no such database',
  fix: 'Add your connection.',
  field: 'database',
  requestId: 'r1',
};

describe('a failed call', () => {
  test('says what is wrong, what to do, and which field it is about', () => {
    expect(readProblem(404, problem)).toEqual({
      code: 'notion.not_shared',
      detail: 'Notion shows no such database.',
      fix: 'Add your connection.',
      field: 'database',
      requestId: 'r1',
    });
  });

  test.each([null, undefined, 'Bad Gateway', [], { code: 7, detail: true }, { error: 'no' }])(
    'answered by something that is not our server still says something: %j',
    (body) => {
      const failure = readProblem(502, body);
      expect(failure.detail).toContain('502');
      expect(failure.fix).not.toBe('');
    },
  );

  test('does not repeat a fix that the detail holds already', () => {
    expect(fixBeside('It is gone. Put it back.', 'Put it back.')).toBeNull();
    expect(fixBeside('It is gone.', 'Put it back.')).toBe('Put it back.');
    expect(fixBeside('It is gone.', '')).toBeNull();
  });
});

describe('signing out by force', () => {
  const withCode = (code: string) => readProblem(401, { ...problem, code });

  test('follows when the server does not accept the personal token', () => {
    expect(isSignedOut(withCode('auth.invalid'))).toBe(true);
    expect(isSignedOut(withCode('auth.required'))).toBe(true);
  });

  test('does not follow when Notion does not accept its token, although the status is the same', () => {
    expect(isSignedOut(withCode('notion.auth'))).toBe(false);
  });
});
