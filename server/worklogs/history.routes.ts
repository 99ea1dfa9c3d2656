import { Hono } from 'hono';
import * as api from '../../shared/api/worklog-history.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, ctxOf, pathId } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { worklogHistory, worklogsNeedingAttention } from './history.usecases.ts';

const tag = 'Worklogs';

/** What became of worklogs, and which of them wait for a person. */
export function worklogHistoryRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/worklogs/attention',
    describe({
      tag,
      summary: 'Worklogs that need a person',
      description:
        'How many are blocked or need a look, by cause, with what to do: one’s own; for administrators those of the department.',
      who: 'developer',
      answers: { 200: { schema: api.worklogAttention, description: 'Counts, with what to do' } },
    }),
    allow('developer'),
    input('query', api.attentionQuery),
    async (c) => {
      const { role } = c.get('membership');
      const personId = role === 'administrator' ? undefined : c.get('signedIn').person.id;
      return c.json(await worklogsNeedingAttention(ctxOf(c, services), personId));
    },
  );

  routes.get(
    '/worklogs/:worklogId/history',
    describe({
      tag,
      summary: 'What happened to a worklog',
      description:
        'Booked and changed by whom, and each attempt of its comment and of its page’s number with what came of it, oldest first. Also of a worklog that was taken back.',
      who: 'developer',
      answers: { 200: { schema: api.worklogHistory, description: 'The history' } },
    }),
    allow('developer'),
    async (c) => c.json(await worklogHistory(ctxOf(c, services), pathId(c, 'worklogId', 'worklog.not_found'))),
  );

  return routes;
}
