import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';

/**
 * Lets the extension call from VS Code in a browser, which has the origin of that site and asks first. Nothing is sent
 * along by itself there: a call still needs a personal token.
 * @param allowed origins, of which the first part may be `*`; none lets nobody call
 */
export function webEditors(allowed: readonly string[]): MiddlewareHandler {
  return cors({
    origin: (origin) => (mayCall(origin, allowed) ? origin : null),
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposeHeaders: ['Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
}

/** True for an origin that was set. */
export function mayCall(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => isAllowed(origin, one));
}

function isAllowed(origin: string, allowed: string): boolean {
  const [scheme, host = ''] = allowed.split('://');
  if (!host.startsWith('*.')) return origin === allowed;
  return (
    origin.startsWith(`${scheme}://`) &&
    origin.endsWith(host.slice(1)) &&
    !/[/@]/u.test(origin.slice(`${scheme}://`.length))
  );
}
