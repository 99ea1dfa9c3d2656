import type { z } from 'zod';
import { requireCapability, type NeededCapability } from './access.ts';
import type { CursorSessions } from './queries.ts';
import { parseId } from './ids.ts';
import { invalid, Problem } from './problem.ts';
import type { IntegrationRecord } from './records.ts';
import type { WorkspaceState } from './state.ts';
import type { Json } from './users.ts';

/** One accepted request: who asks, and what. */
export interface Call {
  state: WorkspaceState;
  sessions: CursorSessions;
  integration: IntegrationRecord;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  bodyText: string;
}

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  needs?: NeededCapability;
  handle(call: Call): Json;
}

/** An id in the path, in any accepted spelling. */
export function pathId(call: Call, name: string): string {
  const text = call.params[name] ?? '';
  const id = parseId(text);
  if (id === null)
    throw invalid(`path failed validation: path.${name} should be a valid uuid, instead was "${text.slice(0, 80)}".`);
  return id;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new Problem(400, 'invalid_json', 'Error parsing JSON body.');
  }
}

/** The request body, checked. */
export function readBody<Output>(call: Call, schema: z.ZodType<Output>): Output {
  const result = schema.safeParse(parseJson(call.bodyText));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(
    `body failed validation: ${['body', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'not valid'}`,
  );
}

/** Runs a route for a connection that may use it. */
export function runRoute(route: Route, call: Call): Json {
  if (route.needs !== undefined) requireCapability(call.integration, route.needs);
  return route.handle(call);
}
