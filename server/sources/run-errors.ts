import { ProblemError, problems, type ProblemCode } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { LeaseLostError } from '../jobs/lease.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import type { RunRow } from './runs.repository.ts';

export type RunError = NonNullable<RunRow['error']>;

/** Of a run that a server left behind when it ended. */
export const abandoned: RunError = {
  ...explained('server.unavailable'),
  detail: 'The server ended during this run; the next one goes on.',
};

/** Why a run failed, for people. What is nobody's mistake but ours goes to the log as well. */
export function explainRunError(error: unknown, log: Ctx['log']): RunError {
  if (error instanceof NotionFailure) return problemOf(notionProblem(error));
  if (error instanceof ProblemError) return problemOf(error);
  if (isStopped(error)) {
    const detail = 'The server was stopped during this run; the next one goes on.';
    return { ...explained('server.unavailable'), detail };
  }
  if (!(error instanceof LeaseLostError)) log.error({ err: error }, 'sync failed');
  return explained('server.internal');
}

/** True when the work ended because the server stops. */
export function isStopped(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function problemOf({ code, message }: ProblemError): RunError {
  return { ...explained(code), detail: message };
}

function explained(code: ProblemCode): RunError {
  return { code, detail: problems[code].title, fix: problems[code].fix };
}
