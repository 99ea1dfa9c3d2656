import { Hono } from 'hono';
import { generateSpecs, openAPIRouteHandler } from 'hono-openapi';
import type { Env } from './env.ts';

const documentation = (version: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Tickmark',
    version,
    description:
      'The task behind your branch, and the time you spend on it, in Notion. Times are ISO 8601 UTC, durations whole seconds. Errors are problem details (RFC 9457) with a stable `code` and a `fix`.',
  },
  servers: [{ url: '/api/v1' }],
  components: { securitySchemes: { token: { type: 'http' as const, scheme: 'bearer' } } },
  security: [{ token: [] }],
});

/** The description of the API, made from its routes. */
export function openApiRoutes(api: Hono<Env>, version: string): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/openapi.json', openAPIRouteHandler(api, { documentation: documentation(version) }));
  return routes;
}

/** The same description without a server, for the copy that is kept beside the code. */
export function describeApi(api: Hono<Env>, version: string): Promise<unknown> {
  return generateSpecs(api, { documentation: documentation(version) });
}
