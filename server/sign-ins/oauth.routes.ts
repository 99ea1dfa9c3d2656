import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import * as api from '../../shared/api/sign-ins.ts';
import { deviceGrant } from '../../shared/device-grant.ts';
import { ProblemError } from '../../shared/errors.ts';
import { addressOfCaller } from '../http/caller.ts';
import type { Env } from '../http/env.ts';
import { mayCall, webEditors } from '../http/web-editors.ts';
import { endToken } from '../people/people.usecases.ts';
import type { Services } from '../services.ts';
import {
  isTooMuchGuessing,
  pollSignIn,
  requestSignIn,
  windowMs,
  type Caller,
  type Refusal,
} from './device-flow.usecases.ts';

const maxBodyBytes = 10_000;

/** What the answers say to a developer of a client. */
const descriptions: Readonly<Record<Refusal, string>> = {
  authorization_pending: 'Nobody has decided yet. Ask again after the interval.',
  slow_down: 'Asked too early. Wait five seconds longer from now on.',
  access_denied: 'The person said no.',
  expired_token: 'Nobody approved it in time. Begin again.',
  invalid_grant: 'This code is unknown here, belongs to another client, or was used.',
  too_many: 'Too many requests from this address. Wait ten minutes.',
};

/**
 * Sign-in by browser for editors: RFC 8628, and RFC 7009 to end a token. Nobody is signed in here; forms and errors are
 * those of the RFCs, not those of the API.
 */
export function oauthRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();
  const { PUBLIC_URL: publicUrl, TRUSTED_PROXIES: proxies, WEB_EDITOR_ORIGINS: origins } = services.environment;
  const callerOf = (c: Context<Env>): Caller => ({
    address: addressOfCaller(c, proxies),
    requestId: c.get('requestId'),
  });

  routes.use('/oauth/*', webEditors(origins), refuseOtherSites(origins));
  routes.use('/oauth/*', bodyLimit({ maxSize: maxBodyBytes, onError: refuseLarge }), async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    c.header('Pragma', 'no-cache');
  });

  routes.post('/oauth/device_authorization', async (c) => {
    const form = await readForm(c, api.deviceAuthorizationForm);
    if (!form.ok) return invalid(c, form.why);
    const page = `${publicUrl ?? new URL(c.req.url).origin}/device`;
    const asked = await requestSignIn(services, callerOf(c), form.value, page);
    return asked.ok ? c.json(asked.value) : refuse(c, asked.refusal);
  });

  routes.post('/oauth/token', async (c) => {
    const fields = await readFields(c);
    const grant = fields?.get('grant_type');
    if (grant !== undefined && grant !== deviceGrant) {
      return c.json({ error: 'unsupported_grant_type', error_description: `Only ${deviceGrant} is known.` }, 400);
    }
    const form = check(fields, api.deviceTokenForm);
    if (!form.ok || grant === undefined) return invalid(c, form.ok ? 'grant_type is missing.' : form.why);
    const asked = await pollSignIn(services, callerOf(c), form.value);
    return asked.ok ? c.json({ access_token: asked.value.token, token_type: 'Bearer' }) : refuse(c, asked.refusal);
  });

  routes.post('/oauth/revoke', async (c) => {
    const form = await readForm(c, api.revocationForm);
    if (!form.ok) return invalid(c, form.why);
    const caller = callerOf(c);
    // A token that is unknown is as good as ended (RFC 7009, 2.2).
    if (
      !(await endToken(services, form.value.token, caller.requestId)) &&
      (await isTooMuchGuessing(services, caller))
    ) {
      return refuse(c, 'too_many');
    }
    // The RFC gives the body no meaning; as JSON it is told from a page of something in between.
    return c.json({});
  });

  return routes;
}

/**
 * A browser sends a form to any address without asking first. No page but an editor has anything to do here, and what it
 * begins would count for the person who looks at that page.
 */
function refuseOtherSites(origins: readonly string[]): MiddlewareHandler<Env> {
  return async (c, next) => {
    const origin = c.req.header('origin') ?? '';
    // A frame that hides where it is from says "null", and the browser adds that it is some page.
    const isHidden = origin === 'null' && (c.req.header('sec-fetch-site') ?? 'none') !== 'none';
    if (isHidden || (/^https?:/iu.test(origin) && !mayCall(origin, origins))) {
      const error_description = 'This page may not call here. WEB_EDITOR_ORIGINS names those that may.';
      return c.json({ error: 'invalid_request', error_description }, 403);
    }
    return next();
  };
}

type Fields = ReadonlyMap<string, string>;

/** Undefined when it is not a form, or names something twice, which RFC 6749, 3.2, does not allow. */
async function readFields(c: Context<Env>): Promise<Fields | undefined> {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') return undefined;
  const entries = [...new URLSearchParams(await c.req.text())];
  const fields = new Map(entries);
  return fields.size === entries.length ? fields : undefined;
}

type Read<T> = { ok: true; value: T } | { ok: false; why: string };

async function readForm<S extends z.ZodType>(c: Context<Env>, schema: S): Promise<Read<z.output<S>>> {
  return check(await readFields(c), schema);
}

function check<S extends z.ZodType>(fields: Fields | undefined, schema: S): Read<z.output<S>> {
  if (fields === undefined) {
    return { ok: false, why: 'Send each parameter once, as application/x-www-form-urlencoded.' };
  }
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return { ok: true, value: parsed.data };
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  return { ok: false, why: fields.has(field) ? `${field} is not usable.` : `${field} is missing.` };
}

function invalid(c: Context<Env>, why: string): Response {
  return c.json({ error: 'invalid_request', error_description: why }, 400);
}

function refuse(c: Context<Env>, refusal: Refusal): Response {
  const error_description = descriptions[refusal];
  if (refusal !== 'too_many') return c.json({ error: refusal, error_description }, 400);
  c.get('log').warn({ path: c.req.path }, 'too many sign-ins or unknown codes from one address');
  c.header('Retry-After', String(windowMs / 1000));
  return c.json({ error: 'slow_down', error_description }, 429);
}

function refuseLarge(): never {
  throw new ProblemError('request.too_large', `A request may hold ${maxBodyBytes / 1000} kB at most.`);
}
