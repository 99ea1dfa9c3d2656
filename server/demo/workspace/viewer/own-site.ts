import type { HonoRequest } from 'hono';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Whether a form may change something: it was sent by a page of this server, or by a program that is no browser.
 * The server must also be called by a name of this machine, so that no site reaches it under a name of its own (DNS
 * rebinding) and then counts as the same site.
 */
export function isFromHere(request: HonoRequest): boolean {
  const own = new URL(request.url);
  const site = request.header('sec-fetch-site') ?? 'none';
  const origin = request.header('origin');
  const isOwnOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === own.host);
  return loopback.test(own.hostname) && isOwnOrigin && (site === 'same-origin' || site === 'none');
}
