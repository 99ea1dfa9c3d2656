import { Hono } from 'hono';
import { pageOf } from '../../shared/api/common.ts';
import * as api from '../../shared/api/people.ts';
import type { Env } from '../http/env.ts';
import { describe, input } from '../http/describe.ts';
import { allow, allowFor, allowSomewhere, ctxOf, enterAny, pathId } from '../http/guard.ts';
import type { Services } from '../services.ts';
import {
  addPerson,
  changeEmail,
  changeMe,
  createToken,
  listPeople,
  listTokens,
  revokeToken,
  revokeTokensOf,
  type SignedIn,
} from './people.usecases.ts';

const tag = 'People';

export function peopleRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/me',
    describe({ tag, summary: 'Who I am, and my departments', who: 'developer', answers: { 200: ok(api.me) } }),
    (c) => c.json(meOf(c.get('signedIn'))),
  );

  routes.patch(
    '/me',
    describe({
      tag,
      summary: 'Change my name, my time zone, or whether I hide from colleagues',
      who: 'developer',
      answers: { 200: ok(api.me) },
    }),
    input('json', api.mePatch),
    async (c) => {
      enterAny(c);
      const { person, memberships } = c.get('signedIn');
      const changed = await changeMe(ctxOf(c, services), person, c.req.valid('json'));
      return c.json(meOf({ person: changed, memberships }));
    },
  );

  routes.get(
    '/people',
    describe({
      tag,
      summary: 'The people of a department',
      who: 'administrator',
      answers: { 200: ok(pageOf(api.person)) },
    }),
    allow('administrator'),
    async (c) => c.json(await listPeople(ctxOf(c, services))),
  );

  routes.post(
    '/people',
    describe({ tag, summary: 'Add a person to a department', who: 'administrator', answers: { 201: ok(api.person) } }),
    allowSomewhere('administrator'),
    input('json', api.newPerson),
    async (c) => {
      const body = c.req.valid('json');
      allowFor(c, 'administrator', body.departmentId);
      return c.json(await addPerson(ctxOf(c, services), body), 201);
    },
  );

  routes.patch(
    '/people/:personId',
    describe({
      tag,
      summary: 'Give a person another e-mail',
      description: 'By its e-mail a person is found in Notion, to be assigned to tasks. null takes it away.',
      who: 'administrator',
      answers: { 200: ok(api.person) },
    }),
    allow('administrator'),
    input('json', api.personPatch),
    async (c) => {
      const personId = pathId(c, 'personId', 'person.not_found');
      return c.json(await changeEmail(ctxOf(c, services), personId, c.req.valid('json').email));
    },
  );

  routes.delete(
    '/people/:personId/tokens',
    describe({
      tag,
      summary: 'End all tokens of a person',
      description:
        'For somebody who left, or whose machine was lost: nobody gets in with any of them from now on. What the person did stays.',
      who: 'administrator',
      answers: {},
    }),
    allow('administrator'),
    async (c) => {
      await revokeTokensOf(ctxOf(c, services), pathId(c, 'personId', 'person.not_found'));
      return c.body(null, 204);
    },
  );

  routes.get(
    '/tokens',
    describe({ tag, summary: 'My personal tokens', who: 'developer', answers: { 200: ok(pageOf(api.token)) } }),
    async (c) => c.json(await listTokens(services.db, c.get('signedIn').person.id)),
  );

  routes.post(
    '/tokens',
    describe({
      tag,
      summary: 'Make a personal token',
      description: 'The answer is the only place where the token is ever shown.',
      who: 'developer',
      answers: { 201: ok(api.createdToken) },
    }),
    input('json', api.newToken),
    async (c) => {
      enterAny(c);
      return c.json(await createToken(ctxOf(c, services), c.req.valid('json')), 201);
    },
  );

  routes.delete(
    '/tokens/:tokenId',
    describe({ tag, summary: 'Revoke one of my tokens', who: 'developer', answers: {} }),
    async (c) => {
      enterAny(c);
      await revokeToken(ctxOf(c, services), c.get('signedIn').person.id, pathId(c, 'tokenId', 'token.not_found'));
      return c.body(null, 204);
    },
  );

  return routes;
}

function meOf({ person, memberships }: SignedIn): api.Me {
  const { id, name, email, timeZone, hidesFromColleagues } = person;
  return { id, name, email, timeZone, hidesFromColleagues, departments: memberships };
}

function ok<S>(schema: S) {
  return { schema, description: 'Done' };
}
