import type { JsonSchema } from '../workspace/json-schema.ts';
import type { TestServer } from '../../support/server.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  schema: JsonSchema;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: { token?: string[]; notionSignature?: string[] }[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>;
}

/** The part of an OpenAPI document that the tests read. */
export interface Description {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, unknown> };
}

/** One described call. */
export interface Call {
  method: string;
  path: string;
  operation: Operation;
  /** The role of people that may make it, or "notion" for what a signature allows. */
  role: string;
}

export function callsOf(description: Description): Call[] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
      role: operation.security[0]?.token?.[0] ?? (operation.security[0]?.notionSignature === undefined ? '' : 'notion'),
    })),
  );
}

export async function readDescription(server: TestServer): Promise<Description> {
  const { body } = await server.call<Description>('GET', '/openapi.json');
  return body;
}

/** The address with each `{name}` replaced. */
export function fill(path: string, values: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? '00000000-0000-7000-8000-000000000000');
}
