import { createMiddleware } from 'hono/factory';
import type { Env } from './env.ts';

const strict = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');
/** Swagger UI draws its icons from data addresses. */
const explorer = `${strict}; img-src 'self' data:`;

/** Nothing of the page comes from elsewhere, and nobody frames it. */
export const securityHeaders = createMiddleware<Env>(async (c, next) => {
  await next();
  c.header('Content-Security-Policy', c.req.path.startsWith('/explorer') ? explorer : strict);
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cross-Origin-Opener-Policy', 'same-origin');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  if (c.req.path.startsWith('/api/')) c.header('Cache-Control', 'no-store');
});
