import { isHTTPResponseError } from '@notionhq/client';
import { z } from 'zod';
import { ProblemError, type ProblemCode } from '../../shared/errors.ts';

/**
 * What went wrong with a request to Notion, as far as it matters for what to do next.
 * `unavailable` leaves open whether a write was saved; every other kind means that it was not.
 */
export type NotionFailureKind =
  | 'auth'
  | 'capability'
  | 'not_found'
  | 'rejected'
  | 'stale_cursor'
  | 'rate_limited'
  | 'blocked'
  | 'conflict'
  | 'offline'
  | 'unavailable';

/** A failed request. `message` is for people; it holds neither the token nor what was sent. */
export class NotionFailure extends Error {
  override readonly name = 'NotionFailure';
  readonly kind: NotionFailureKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  /** False when Notion says that the write was saved although the answer failed. */
  readonly mayRepeat: boolean;
  /** Why requests are limited, in Notion's words; for the run log. */
  readonly limitReason: string | undefined;
  /** What was made although the answer failed, when Notion says so. */
  readonly committedId: string | undefined;

  constructor(
    kind: NotionFailureKind,
    message: string,
    more: {
      status?: number;
      retryAfterMs?: number | undefined;
      mayRepeat?: boolean;
      limitReason?: string | undefined;
      committedId?: string | undefined;
    } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = more.status;
    this.retryAfterMs = more.retryAfterMs;
    this.mayRepeat = more.mayRepeat ?? true;
    this.limitReason = more.limitReason;
    this.committedId = more.committedId;
  }
}

const errorBody = z.looseObject({
  code: z.string().catch(''),
  message: z.string().catch(''),
  additional_data: z.record(z.string(), z.unknown()).catch({}).default({}),
});

/** Reads any error of the SDK, of fetch or of a body that is not what it should be. `now` resolves a dated Retry-After. */
export function toNotionFailure(error: unknown, now: Date): NotionFailure {
  if (error instanceof NotionFailure) return error;
  if (!isHTTPResponseError(error)) {
    if (neverLeft(error)) return new NotionFailure('offline', 'Notion cannot be reached from this server.');
    return new NotionFailure('unavailable', brokenOff(error));
  }
  const body = readErrorBody(error.body);
  if (body === undefined) return fromStatus(error.status, retryAfterMs(error.headers, now));
  return fromCode(error.status, body, retryAfterMs(error.headers, now));
}

function brokenOff(error: unknown): string {
  if (error instanceof SyntaxError) return 'Notion answered something that is not JSON.';
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  return isLate ? 'Notion did not answer in time.' : 'The connection to Notion broke off.';
}

const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** True when no connection was made, so that surely nothing was written. */
function neverLeft(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if (current instanceof AggregateError) return current.errors.every(neverLeft);
    if ('code' in current && typeof current.code === 'string' && unsentCodes.has(current.code)) return true;
  }
  return false;
}

function readErrorBody(text: string): z.output<typeof errorBody> | undefined {
  try {
    const parsed = errorBody.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function fromStatus(status: number, retryAfter: number | undefined): NotionFailure {
  if (status === 429 || status === 529) {
    const limitReason = 'unknown';
    return new NotionFailure('rate_limited', 'Notion asks to wait.', { status, retryAfterMs: retryAfter, limitReason });
  }
  return new NotionFailure('unavailable', `Notion answered ${status} without an explanation.`, {
    status,
    retryAfterMs: retryAfter,
  });
}

function fromCode(
  status: number,
  { code, message, additional_data: more }: z.output<typeof errorBody>,
  retryAfter: number | undefined,
): NotionFailure {
  if (status === 401) return new NotionFailure('auth', 'Notion does not accept the token.', { status });
  if (status === 403) return forbidden(more, message);
  if (status === 404) return new NotionFailure('not_found', message, { status });
  if (status === 409 && code === 'conflict_error') return new NotionFailure('conflict', message, { status });
  if (status === 429 || status === 529) {
    const limitReason = typeof more['rate_limit_reason'] === 'string' ? more['rate_limit_reason'] : code;
    const kind = limitReason === 'public_api_request_blocked' ? 'blocked' : 'rate_limited';
    return new NotionFailure(kind, message || 'Notion asks to wait.', {
      status,
      retryAfterMs: retryAfter,
      limitReason,
    });
  }
  if (status >= 500) {
    // The guidance only comes with a write that may have been saved; its wording is free text.
    const committed = more['committed_resource_id'];
    const committedId = typeof committed === 'string' ? committed : undefined;
    const mayRepeat = more['retry_guidance'] === undefined && committedId === undefined;
    return new NotionFailure('unavailable', `Notion answered ${status}.`, {
      status,
      retryAfterMs: retryAfter,
      mayRepeat,
      committedId,
    });
  }
  if (/start_cursor/u.test(message)) return new NotionFailure('stale_cursor', message, { status });
  return new NotionFailure('rejected', message || `Notion answered ${status}.`, { status });
}

/** The block limit of free workspaces answers like a missing capability, but no capability mends it. */
function forbidden(more: Record<string, unknown>, message: string): NotionFailure {
  const status = 403;
  if (more['block_limit'] !== undefined) {
    return new NotionFailure('rejected', 'The free Notion workspace has reached its block limit.', { status });
  }
  return new NotionFailure('capability', message || 'The connection lacks a capability.', { status });
}

/** Longer than any server asks to wait; a time that lies further ahead could not be stored. */
const longestWaitMs = 100 * 365 * 86_400_000;

/** `Retry-After` in seconds or as an HTTP date, in milliseconds from now. */
function retryAfterMs(headers: unknown, now: Date): number | undefined {
  const text = headers instanceof Headers ? headers.get('retry-after') : null;
  if (text === null) return undefined;
  if (/^\d+(\.\d+)?$/u.test(text.trim())) return Math.min(Number(text) * 1000, longestWaitMs);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now.getTime()), longestWaitMs);
}

const codes: Record<NotionFailureKind, ProblemCode> = {
  auth: 'notion.auth',
  capability: 'notion.capability',
  not_found: 'notion.not_shared',
  rejected: 'notion.rejected',
  stale_cursor: 'notion.unavailable',
  rate_limited: 'notion.rate_limited',
  blocked: 'notion.blocked',
  conflict: 'notion.unavailable',
  offline: 'notion.unavailable',
  unavailable: 'notion.unavailable',
};

/** The failure as a problem for people. */
export function notionProblem(failure: NotionFailure, detail = failure.message): ProblemError {
  return new ProblemError(codes[failure.kind], detail);
}
