import type { Answer } from '../core/failure.ts';

/** A server and the token that was stored for it. They travel together, so that a token never meets another server. */
export interface Connection {
  readonly address: string;
  readonly token: string;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the server's address, e.g. `/api/v1/me`. */
  path: string;
  query?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
  /** The answer is a file, handed on as it is; it may take its time. */
  isFile?: boolean;
  /** The server has much to do. */
  isSlow?: boolean;
}

export type Http = (connection: Connection, request: HttpRequest) => Promise<Answer>;

/** The part of the global `fetch` that is used. */
type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The way out of this machine, and the name we give ourselves there. */
export interface Network {
  fetch: Fetch;
  userAgent: string;
}

const timeoutMs = 15_000;
/** Timers take no more than 24 days: what is longer would be no waiting at all. */
const longestRetryAfterSeconds = 86_400;
const longTimeoutMs = 5 * 60_000;

/**
 * One request; never throws. Redirects are not followed: the token was stored for one address, and a sign-in page of the
 * network is no answer.
 */
export function createHttp(network: Network): Http {
  return async (connection, { method, path, query = {}, body, isFile = false, isSlow = isFile }) => {
    const url = new URL(connection.address + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const headers: Record<string, string> = { authorization: `Bearer ${connection.token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return exchange(network, url.href, {
      method,
      headers,
      isFile,
      isSlow,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
}

/** One request as it is, within the time and without following redirects; never throws. */
export async function exchange(
  { fetch, userAgent }: Network,
  url: string,
  {
    method,
    headers,
    body,
    isFile = false,
    isSlow = false,
  }: { method: string; headers: Record<string, string>; body?: string; isFile?: boolean; isSlow?: boolean },
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: isFile ? '*/*' : 'application/json', ...headers, 'user-agent': userAgent },
      redirect: 'manual',
      signal: AbortSignal.timeout(isSlow ? longTimeoutMs : timeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    if (!isFile || !response.ok) return await readAnswer(response);
    return { kind: 'answer', status: response.status, body: await response.text(), retryAfterMs: null };
  } catch (error) {
    return { kind: 'none', reason: reasonOf(error) };
  }
}

/** Reads an answer to its end. Rejects when the connection breaks. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
  return { kind: 'answer', status: response.status, body: parseJson(text), retryAfterMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function readRetryAfter(text: string | null): number | null {
  const seconds = Number(text ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, longestRetryAfterSeconds) * 1000 : null;
}

/** `fetch` hides the reason (`ECONNREFUSED`, a certificate) in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'No answer.';
  if (error.name === 'TimeoutError') return `No answer within ${timeoutMs / 1000} seconds.`;
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return known[code] ?? `No answer (${code === '' ? cause.message : code}).`;
}

const known: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at this address.',
  ENOTFOUND: 'The name of the server is not known.',
  EAI_AGAIN: 'The name of the server cannot be looked up.',
  ETIMEDOUT: 'No answer in time.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the server is not trusted here.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate of the server is not trusted here.',
  CERT_HAS_EXPIRED: 'The certificate of the server has expired.',
};
