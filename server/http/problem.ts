import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { problems, ProblemError, type Problem, type ProblemCode } from '../../shared/errors.ts';
import { isDatabaseAway, isDatabaseFull } from '../database/database.ts';
import type { Env } from './env.ts';

/** The one mapper from a failure to an RFC 9457 answer. What is not known is a 500 and says nothing of its inside. */
export function problemAnswer(c: Context<Env>, error: unknown): Response {
  const problem = toProblemError(error);
  if (problems[problem.code].status >= 500) {
    c.get('log').error({ err: error, code: problem.code }, 'request failed');
  }
  const { status } = problems[problem.code];
  return c.json(problemBody(problem, c.get('requestId')), status, problemHeaders(problem.code));
}

export function problemBody(problem: ProblemError, requestId: string): Problem {
  const { status, title, fix } = problems[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    fix,
    ...(problem.field === undefined ? {} : { field: problem.field }),
    requestId,
  };
}

export function problemHeaders(code: ProblemCode): Record<string, string> {
  return { 'Content-Type': 'application/problem+json', ...extraHeaders(code) };
}

function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isDatabaseFull(error)) return new ProblemError('server.unavailable', 'The database of the server is full.');
  if (isDatabaseAway(error)) return new ProblemError('server.unavailable');
  if (error instanceof HTTPException) return fromHttpException(error);
  return new ProblemError('server.internal', 'The request could not be handled. Nothing half done was kept.');
}

function fromHttpException(error: HTTPException): ProblemError {
  if (error.status === 400 && /json/iu.test(error.message)) {
    return new ProblemError('request.json_invalid', 'The body is not valid JSON.');
  }
  if (error.status === 413) return new ProblemError('request.too_large');
  return new ProblemError('request.invalid', error.message);
}

function extraHeaders(code: ProblemCode): Record<string, string> {
  if (code === 'auth.required' || code === 'auth.invalid') return { 'WWW-Authenticate': 'Bearer realm="tickmark"' };
  if (code === 'server.unavailable') return { 'Retry-After': '5' };
  if (code === 'events.too_many') return { 'Retry-After': '60' };
  if (code === 'signin.too_many') return { 'Retry-After': '600' };
  return {};
}
