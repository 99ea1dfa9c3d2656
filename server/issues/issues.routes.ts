import { Hono } from 'hono';
import { pageOf } from '../../shared/api/common.ts';
import * as api from '../../shared/api/issues.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { assigneesFor, findIssue, listIssues, readHistory, showIssue } from './issues.usecases.ts';

const tag = 'Tasks';

export function issueRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/issues',
    describe({
      tag,
      summary: 'Tasks of a department',
      description:
        'Newest edits first, or sorted by key; those that are in Notion now, unless another state is asked for.',
      who: 'developer',
      answers: { 200: { schema: pageOf(api.issue), description: 'One page of tasks' } },
    }),
    allow('developer'),
    input('query', api.issueQuery),
    async (c) => {
      const { limit, cursor, sort, assignee, ...filter } = c.req.valid('query');
      const ctx = ctxOf(c, services);
      const mine = assignee === 'me' ? await assigneesFor(ctx, c.get('signedIn').person) : undefined;
      const assignees = mine ?? (assignee === undefined ? undefined : [assignee]);
      return c.json(await listIssues(ctx, { ...filter, assignees }, { limit, cursor, sort }));
    },
  );

  routes.get(
    '/issues/:key',
    describe({
      tag,
      summary: 'One task, by key or id',
      who: 'developer',
      answers: { 200: { schema: api.issue, description: 'The task' } },
    }),
    allow('developer'),
    async (c) => {
      const ctx = ctxOf(c, services);
      return c.json(await showIssue(ctx, await findIssue(ctx, c.req.param('key'))));
    },
  );

  routes.get(
    '/issues/:key/history',
    describe({
      tag,
      summary: 'The statuses a task had',
      who: 'developer',
      answers: { 200: { schema: api.issueHistory, description: 'Status periods, oldest first' } },
    }),
    allow('developer'),
    async (c) => {
      const ctx = ctxOf(c, services);
      const { id } = await findIssue(ctx, c.req.param('key'));
      return c.json(await readHistory(ctx, id));
    },
  );

  return routes;
}
