import type { Context } from 'hono';
import { messagePage, type Html } from './layout.ts';

type Answer = Promise<Response>;
type Status = 200 | 400 | 403 | 404 | 409 | 413 | 415 | 500;

const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const common = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' };
// With no referrer at all, browsers would send `Origin: null` with the forms.
const headers = { ...common, 'Content-Security-Policy': contentSecurityPolicy, 'Referrer-Policy': 'same-origin' };

const allTasks = { href: '/', label: 'All tasks' };

export async function answer(c: Context, content: Html, status: Status = 200): Answer {
  return c.html(content, status, headers);
}

export function asset(c: Context, type: string, content: string): Response {
  return c.body(content, 200, { ...common, 'Content-Type': type });
}

export function unknownPage(c: Context): Answer {
  const text = 'The sample workspace has no such page. It was deleted, or the demo was started over.';
  return answer(c, messagePage('Page not found', text, allTasks), 404);
}

/** Says why a form changed nothing, and leads back to its page. */
export function refuse(c: Context, status: Status, text: string): Answer {
  const href = c.req.path.replace(/\/[^/]*$/, '');
  return answer(c, messagePage('Nothing was changed', text, { href, label: 'Back to the page' }), status);
}

export function somethingWrong(c: Context, error: Error): Answer {
  return answer(c, messagePage('Something went wrong', error.message, allTasks), 500);
}
