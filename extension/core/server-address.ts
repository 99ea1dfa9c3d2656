import { message } from './translate.ts';

export type ServerAddress =
  | { ok: true; address: string; /** The token could be read on its way. */ insecure: boolean }
  | { ok: false; detail: string };

const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/** True for a name of the machine itself. */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/**
 * Reads the setting `tickmark.server`. The result has no trailing slash, no credentials, no query and a lower-case host,
 * so that one server has one spelling: tokens are stored under it.
 */
export function readServerAddress(text: string): ServerAddress {
  const written = text.trim();
  if (!URL.canParse(written))
    return { ok: false, detail: message('This is not an address such as http://127.0.0.1:4242.') };
  const url = new URL(written);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { ok: false, detail: message('The address must begin with https:// or http://.') };
  }
  if (url.username !== '' || url.password !== '') {
    return { ok: false, detail: message('The address must not hold a name or password.') };
  }
  const path = url.pathname.replace(/\/+$/u, '');
  return {
    ok: true,
    address: `${url.origin}${path}`,
    insecure: url.protocol === 'http:' && !isLoopback(url.hostname),
  };
}
