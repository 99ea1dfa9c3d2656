import type { Context } from 'hono';
import type { Env } from './env.ts';

/**
 * The address that a request comes from. Behind proxies that is what the outermost of ours wrote down: everything
 * before it in the header is the caller's own claim.
 * @param proxies how many proxies in front of this server add the address to X-Forwarded-For
 */
export function addressOfCaller(c: Context<Env>, proxies: number): string {
  const bindings = c.env as Env['Bindings'] | undefined;
  const direct = bindings?.incoming?.socket?.remoteAddress ?? 'unknown';
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
  const told = proxies === 0 ? undefined : forwarded.at(-proxies);
  return plain(told === undefined || told === '' ? direct : told.slice(0, 64));
}

/** True behind a proxy that this server was not told of: everybody seems to have its address then. */
export function isBehindUnknownProxy(c: Context<Env>, proxies: number): boolean {
  return proxies === 0 && (c.req.header('x-forwarded-for') ?? c.req.header('forwarded')) !== undefined;
}

/** IPv4 is often written as IPv6. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/iu, '');
}
