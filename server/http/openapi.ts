import { Hono } from 'hono';
import { generateSpecs } from 'hono-openapi';
import { z } from 'zod';
import { problems } from '../../shared/errors.ts';
import { describe } from './describe.ts';
import type { Env } from './env.ts';

const introduction = `The task behind your branch, and the time you spend on it, in Notion.

Times are ISO 8601 UTC, durations whole seconds with the unit in the name. Lists take \`limit\` and \`cursor\` and answer \`items\` and \`nextCursor\`. Every call needs a personal token as \`Authorization: Bearer …\`; what Notion calls needs its signature.

Errors are problem details (RFC 9457) with a stable \`code\`, a \`fix\` that says what to do and, where one is to blame, the \`field\`. Later versions may add codes.`;

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer' },
  notionSignature: { type: 'apiKey', in: 'header', name: 'X-Notion-Signature' },
} as const;

function codeTable(): string {
  const rows = Object.entries(problems).map(
    ([code, { status, title, fix }]) => `| \`${code}\` | ${status} | ${title} | ${fix} |`,
  );
  return ['| Code | Status | What it means | What to do |', '|---|---|---|---|', ...rows].join('\n');
}

async function describeApi(api: Hono<Env>, version: string): Promise<unknown> {
  const description = await generateSpecs(api, {
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
    documentation: {
      openapi: '3.1.0',
      info: { title: 'Tickmark', version, description: `${introduction}\n\n${codeTable()}` },
      servers: [{ url: '/api/v1' }],
      components: { securitySchemes },
    },
  });
  return withoutNoise(description);
}

/** Leaves out what says nothing to a reader: the pattern of a named format, the range of all whole numbers. */
function withoutNoise(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutNoise);
  if (typeof part !== 'object' || part === null) return part;
  const isSchema = 'type' in part && typeof part.type === 'string';
  const kept = Object.entries(part).filter(([name, value]) => !(isSchema && isNoise(part, name, value)));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutNoise(value)]));
}

function isNoise(schema: object, name: string, value: unknown): boolean {
  if (name === 'pattern') return 'format' in schema;
  return value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER;
}

/** The description of the API, made from its routes. */
export function openApiRoutes(api: Hono<Env>, version: string): Hono<Env> {
  const routes = new Hono<Env>();
  let described: Promise<unknown> | undefined;
  routes.get(
    '/openapi.json',
    describe({
      tag: 'About',
      summary: 'This description',
      who: 'developer',
      answers: { 200: { schema: z.looseObject({ openapi: z.string() }), description: 'OpenAPI 3.1' } },
    }),
    async (c) => {
      described ??= describeApi(api, version);
      return c.json(await described);
    },
  );
  return routes;
}
