import { timingSafeEqual } from 'node:crypto';
import { invalid, Problem, problemBody } from './problem.ts';
import type { CursorSessions } from './queries.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { IntegrationRecord, TokenRecord } from './records.ts';
import { runRoute, type Route } from './routes.ts';
import type { WorkspaceState } from './state.ts';
import type { Json } from './users.ts';

/** One line of the request log. Tokens appear by label only. */
export interface RequestEntry {
  at: string;
  method: string;
  path: string;
  query: string;
  /** Status sent, or null when no status line left the server. */
  status: number | null;
  tokenLabel: string | null;
  /** Whether the request changed the workspace. */
  changed: boolean;
}

export interface Incoming {
  requestId: string;
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | null;
  version: string | null;
  bodyText: string;
  /** Null when no endpoint has this method and path. */
  route: Route | null;
  params: Readonly<Record<string, string>>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Everything one request needs. */
export interface Desk {
  state: WorkspaceState;
  sessions: CursorSessions;
  limiter: RateLimiter;
  log: RequestEntry[];
  requests: { count: number };
}

const BODY_LIMIT_BYTES = 512_000;
/** A demo may run for weeks; the log keeps the newest lines. */
const LOG_LIMIT = 200_000;
const CURRENT_VERSION = '2026-03-11';

function sameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The token a request carries, or null. */
function findToken(state: WorkspaceState, authorization: string | null): TokenRecord | null {
  const text = /^Bearer (?<token>\S+)$/i.exec(authorization ?? '')?.groups?.['token'];
  if (text === undefined) return null;
  return state.tokens.find((one) => !one.revoked && sameText(one.token, text)) ?? null;
}

function authenticated(state: WorkspaceState, authorization: string | null): IntegrationRecord {
  const token = findToken(state, authorization);
  const integration = token === null ? undefined : state.integrations.get(token.integrationId);
  if (integration === undefined) throw new Problem(401, 'unauthorized', 'API token is invalid.');
  return integration;
}

function checkVersion(version: string | null): void {
  if (version === null) {
    const message =
      'Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.';
    throw new Problem(400, 'missing_version', message);
  }
  if (version !== CURRENT_VERSION) {
    throw invalid(
      `Notion-Version header failed validation: the sample workspace speaks "${CURRENT_VERSION}" only, instead was "${version}".`,
    );
  }
}

function accepted(desk: Desk, incoming: Incoming): Json {
  const { route } = incoming;
  if (route === null) throw new Problem(400, 'invalid_request_url', 'Invalid request URL.');
  const integration = authenticated(desk.state, incoming.authorization);
  checkVersion(incoming.version);
  desk.limiter.admit(desk.state, integration.id);
  if (Buffer.byteLength(incoming.bodyText) > BODY_LIMIT_BYTES) {
    throw invalid('body failed validation: the request body should be at most 500 KB.');
  }
  const { query, params, bodyText } = incoming;
  return runRoute(route, { state: desk.state, sessions: desk.sessions, integration, params, query, bodyText });
}

/** An error answer in the API's shape. */
export function problemAnswer(problem: Problem, id: string): Answer {
  return { status: problem.status, headers: problem.headers, body: JSON.stringify(problemBody(problem, id)) };
}

function attempt(desk: Desk, incoming: Incoming): Answer {
  try {
    return { status: 200, headers: {}, body: JSON.stringify(accepted(desk, incoming)) };
  } catch (error) {
    if (error instanceof Problem) return problemAnswer(error, incoming.requestId);
    throw error;
  }
}

/** Carries out one request on the model. Synchronous, so that each request is all or nothing. */
export function answerRequest(desk: Desk, incoming: Incoming): Answer & { changed: boolean } {
  const before = desk.state.revision;
  const result = attempt(desk, incoming);
  return { ...result, changed: desk.state.revision !== before };
}

/** Writes a line into the request log. */
export function logRequest(desk: Desk, incoming: Incoming, status: number | null, hasChanged: boolean): void {
  if (desk.log.length >= LOG_LIMIT) desk.log.splice(0, LOG_LIMIT / 2);
  desk.log.push({
    at: desk.state.clock.now().toISOString(),
    method: incoming.method,
    path: incoming.path,
    query: incoming.query.toString(),
    status,
    tokenLabel: findToken(desk.state, incoming.authorization)?.label ?? null,
    changed: hasChanged,
  });
}
