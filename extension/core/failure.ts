/** Why the server gave no usable answer. One text, one icon and one action each: see display.ts. */
export type FailureKind =
  | 'offline'
  | 'unauthorised'
  | 'forbidden'
  | 'rate_limited'
  | 'server_fault'
  | 'server_too_old'
  | 'not_our_server'
  | 'too_large'
  | 'refused';

export interface Failure {
  kind: FailureKind;
  /** Stable code of the server's problem answer; null when the answer was not one. */
  code: string | null;
  /** What happened, a whole sentence. Never holds a token. */
  detail: string;
  /** What a person can do about it; empty when the server named nothing. */
  fix: string;
  retryAfterMs: number | null;
}

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** What came back from the network, before it is judged. `none` means that no HTTP answer came. */
export type Answer =
  | { kind: 'answer'; status: number; body: unknown; retryAfterMs: number | null }
  | { kind: 'none'; reason: string };

/**
 * Judges an answer. Only JSON of the expected shape is a success: a captive portal says 200 with a page of its own, and
 * that must not count as "stored".
 * @param read gives the typed value, or undefined when the body has another shape
 */
export function judge<T>(answer: Answer, read: (body: unknown) => T | undefined): Result<T> {
  if (answer.kind === 'none') return failed('offline', answer.reason);
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    const value = read(body);
    return value === undefined
      ? failed('not_our_server', `Status ${status} without the expected answer.`)
      : { ok: true, value };
  }
  const problem = readProblem(body);
  const kind = kindOf(status, problem?.code ?? null);
  return {
    ok: false,
    failure: {
      kind,
      code: problem?.code ?? null,
      detail: problem?.detail ?? `The answer was status ${status}.`,
      fix: problem?.fix ?? '',
      retryAfterMs: answer.retryAfterMs,
    },
  };
}

/** What a call comes to while there is no token to make it with. */
export const notSignedIn: { ok: false; failure: Failure } = failed('unauthorised', 'Nobody is signed in.');

/** True when sending the same again can never succeed, so that waiting would only hide it. */
export function isFinal(failure: Failure): boolean {
  return failure.kind === 'refused' || failure.kind === 'forbidden' || failure.kind === 'too_large';
}

function kindOf(status: number, code: string | null): FailureKind {
  if (status === 429) return 'rate_limited';
  if (status === 413) return 'too_large';
  if (status === 408 || status === 425 || status >= 500) return 'server_fault';
  // Without our problem document the sender is a proxy, a sign-in page or another program.
  if (code === null) return 'not_our_server';
  if (code === 'request.not_found' || code === 'request.method_not_allowed') return 'server_too_old';
  if (code === 'auth.required' || code === 'auth.invalid') return 'unauthorised';
  if (status === 403) return 'forbidden';
  return 'refused';
}

/** More is nothing that a person reads in a message. */
const longestText = 2000;

function readProblem(body: unknown): { code: string; detail: string; fix: string } | null {
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string') return null;
  const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, longestText) : '');
  const title = 'title' in body ? text(body.title) : '';
  const detail = 'detail' in body ? text(body.detail) : '';
  return { code: body.code, detail: detail === '' ? title : detail, fix: 'fix' in body ? text(body.fix) : '' };
}

function failed(kind: FailureKind, detail: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { kind, code: null, detail, fix: '', retryAfterMs: null } };
}
