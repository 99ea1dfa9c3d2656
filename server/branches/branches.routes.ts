import { Hono } from 'hono';
import * as api from '../../shared/api/branches.ts';
import { pageOf } from '../../shared/api/common.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, allowFor, ctxOf, pathId } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { findColleagues } from './colleagues.usecases.ts';
import { endBranch, listBranches, resolveBranch, sayLink } from './branches.usecases.ts';

const tag = 'Branches';

export function branchRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/branches/resolve',
    describe({
      tag,
      summary: 'The task of a branch, and why',
      description: 'Always 200: "no task" is an answer, with the reason. Asking counts as having seen the branch.',
      who: 'developer',
      answers: { 200: { schema: api.branchLink, description: 'The link' } },
    }),
    allow('developer'),
    input('query', api.resolveQuery),
    async (c) => {
      const { branch, repository } = c.req.valid('query');
      return c.json(await resolveBranch(ctxOf(c, services), c.get('signedIn').person, repository, branch));
    },
  );

  routes.get(
    '/branches',
    describe({
      tag,
      summary: 'Branches, linked and unlinked',
      who: 'developer',
      answers: { 200: { schema: pageOf(api.branch), description: 'One page of branches, last seen first' } },
    }),
    allow('developer'),
    input('query', api.branchQuery),
    async (c) => {
      const { limit, cursor, repository, linked } = c.req.valid('query');
      const ctx = ctxOf(c, services);
      const filter = { repository, linked: linked === undefined ? undefined : linked === 'true' };
      return c.json(await listBranches(ctx, filter, { limit, cursor }));
    },
  );

  routes.get(
    '/issues/:key/colleagues',
    describe({
      tag,
      summary: 'Who else works on a task',
      description:
        'Names of others of the department who had coding time on a branch of the task lately, or linked one by hand. Only where an administrator lets the department show it, without those who hide, and never how long or when.',
      who: 'developer',
      answers: { 200: { schema: api.colleagues, description: 'Names, or that the department does not show them' } },
    }),
    allow('developer'),
    async (c) => {
      const ctx = ctxOf(c, services);
      return c.json(await findColleagues(ctx, c.get('signedIn').person.id, c.req.param('key')));
    },
  );

  routes.put(
    '/branches/link',
    describe({
      tag,
      summary: 'Say which task a branch belongs to',
      description:
        'Wins over every rule, for everybody of the department, until it is taken back. A key of null says that the branch belongs to no task. Another branch of the same name, made after this one was deleted, starts without it.',
      who: 'developer',
      answers: { 200: { schema: api.branchLink, description: 'The link' } },
    }),
    input('json', api.linkChange),
    async (c) => {
      const { repository, branch, key, departmentId } = c.req.valid('json');
      allowFor(c, 'developer', departmentId);
      const link = await sayLink(ctxOf(c, services), c.get('signedIn').person, { repository, name: branch }, key);
      services.wake.events();
      return c.json(link);
    },
  );

  routes.delete(
    '/branches/link',
    describe({
      tag,
      summary: 'Let the rules decide again which task a branch belongs to',
      who: 'developer',
      answers: { 200: { schema: api.branchLink, description: 'The link, by the rules' } },
    }),
    allow('developer'),
    input('query', api.resolveQuery),
    async (c) => {
      const { repository, branch } = c.req.valid('query');
      const name = { repository, name: branch };
      const link = await sayLink(ctxOf(c, services), c.get('signedIn').person, name, undefined);
      services.wake.events();
      return c.json(link);
    },
  );

  routes.delete(
    '/branches/:branchId',
    describe({ tag, summary: 'Note that a branch was deleted', who: 'developer', answers: {} }),
    allow('developer'),
    async (c) => {
      await endBranch(ctxOf(c, services), pathId(c, 'branchId', 'branch.not_found'));
      return c.body(null, 204);
    },
  );

  return routes;
}
