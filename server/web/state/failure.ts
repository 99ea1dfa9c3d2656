/** Why a call failed, in words for the person who sees it. */
export interface Failure {
  code: string;
  detail: string;
  fix: string;
  /** Name of the input that is wrong. */
  field?: string;
  /** For the administrator who reads the server's log. */
  requestId?: string;
}

/** The answer of a call: what was asked for, or why not. */
export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** No answer at all. */
export const offline: Failure = {
  code: 'page.offline',
  detail: 'The server cannot be reached.',
  fix: 'Check that it is running and that you are online. This page tries again by itself.',
};

/** An answer took too long. */
export const timedOut: Failure = {
  code: 'page.timeout',
  detail: 'The server did not answer in time.',
  fix: 'Try again in a moment.',
};

/** An answer came that is not the server's: something stands between us and it. */
export const notUnderstood: Failure = {
  code: 'page.unknown',
  detail: 'Something that is not this server answered.',
  fix: 'Sign in to your network, or ask who looks after it, and try again.',
};

/** Reads the problem details of an answer; something between us and the server may have written anything else. */
export function readProblem(status: number, body: unknown): Failure {
  const code = textOf(body, 'code');
  const detail = textOf(body, 'detail');
  const fix = textOf(body, 'fix');
  if (code === undefined || detail === undefined) {
    const why = `The server answered ${status} without saying why.`;
    return { code: 'page.unknown', detail: why, fix: 'Try again in a moment.' };
  }
  const field = textOf(body, 'field');
  const requestId = textOf(body, 'requestId');
  return {
    code,
    detail: sentence(detail),
    fix: fix ?? '',
    ...(field === undefined ? {} : { field }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** True when the personal token of this page is the trouble; Notion's token has codes of its own. */
export function isSignedOut({ code }: Failure): boolean {
  return code === 'auth.required' || code === 'auth.invalid';
}

/** What to do, unless the detail says it already. */
export function fixBeside(detail: string, fix: string | null | undefined): string | null {
  return fix === null || fix === undefined || fix === '' || detail.includes(fix) ? null : fix;
}

function sentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}

function textOf(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !(name in body)) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : undefined;
}
