import { Hono } from 'hono';
import * as api from '../../shared/api/sign-ins.ts';
import { addressOfCaller, isBehindUnknownProxy } from '../http/caller.ts';
import { describe } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allowAny, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { decideSignIn, showSignIn } from './sign-ins.usecases.ts';

const tag = 'People';

/** The decision of a person about an editor that asks to be signed in. Only ever made with their token, never by a link. */
export function signInRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();
  const proxies = services.environment.TRUSTED_PROXIES;

  routes.get(
    '/signins/:userCode',
    describe({
      tag,
      summary: 'Which editor asks to be signed in',
      description: 'The code is the one that the editor shows. It counts for ten minutes and once.',
      who: 'developer',
      answers: { 200: { schema: api.signIn, description: 'Done' } },
    }),
    allowAny(),
    async (c) => {
      const address = isBehindUnknownProxy(c, proxies) ? undefined : addressOfCaller(c, proxies);
      return c.json(await showSignIn(ctxOf(c, services), c.req.param('userCode'), address));
    },
  );

  for (const [word, state] of [
    ['approve', 'approved'],
    ['deny', 'denied'],
  ] as const) {
    routes.post(
      `/signins/:userCode/${word}`,
      describe({
        tag,
        summary: state === 'approved' ? 'Let an editor sign in as me' : 'Refuse an editor that asks to sign in',
        description:
          state === 'approved'
            ? 'The editor gets a personal token of yours, named after it. It is listed with your tokens, where it can be revoked.'
            : 'The editor is told so.',
        who: 'developer',
        answers: { 200: { schema: api.signInDecided, description: 'Done' } },
      }),
      allowAny(),
      async (c) => c.json(await decideSignIn(ctxOf(c, services), c.req.param('userCode') ?? '', state)),
    );
  }

  return routes;
}
