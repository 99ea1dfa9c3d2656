import { Hono } from 'hono';
import { pageOf } from '../../shared/api/common.ts';
import * as api from '../../shared/api/worklogs.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, allowFor, ctxOf, pathId } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { listWorklogs, showWorklog } from './show-worklogs.usecases.ts';
import { filterOf } from './worklog-filter.usecases.ts';
import { addWorklog, changeWorklog, deleteWorklog, findMine, reviewWorklog } from './worklogs.usecases.ts';

const tag = 'Worklogs';
const one = { 200: { schema: api.worklog, description: 'The worklog' } };

export function worklogRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post(
    '/worklogs',
    describe({
      tag,
      summary: 'Book time on a task',
      description:
        'Answers when it is stored. The comment and the number in Notion follow; see `state`. An administrator may book for a person of the department: their name stands in the comment, and who booked in the worklog and the audit.',
      who: 'developer',
      answers: {
        201: { schema: api.worklog, description: 'Booked' },
        200: { schema: api.worklog, description: 'Booked before' },
      },
    }),
    input('json', api.newWorklog),
    async (c) => {
      const body = c.req.valid('json');
      allowFor(c, 'developer', body.departmentId);
      const { worklog, created } = await addWorklog(ctxOf(c, services), c.get('signedIn').person, body);
      services.wake.outbox();
      return c.json(worklog, created ? 201 : 200);
    },
  );

  routes.get(
    '/worklogs',
    describe({
      tag,
      summary: 'Worklogs',
      description: 'One’s own; for administrators those of the department. Newest first.',
      who: 'developer',
      answers: { 200: { schema: pageOf(api.worklog), description: 'One page of worklogs' } },
    }),
    allow('developer'),
    input('query', api.worklogQuery),
    async (c) => {
      const { limit, cursor, ...asked } = c.req.valid('query');
      const ctx = ctxOf(c, services);
      return c.json(await listWorklogs(ctx, await filterOf(ctx, asked), { limit, cursor }));
    },
  );

  routes.get(
    '/worklogs/:worklogId',
    describe({ tag, summary: 'One worklog', who: 'developer', answers: one }),
    allow('developer'),
    async (c) => {
      const ctx = ctxOf(c, services);
      const { row } = await findMine(ctx, pathId(c, 'worklogId', 'worklog.not_found'));
      return c.json(await showWorklog(ctx, row.id));
    },
  );

  routes.patch(
    '/worklogs/:worklogId',
    describe({
      tag,
      summary: 'Change a worklog',
      description: 'Its comment and the number in Notion follow.',
      who: 'developer',
      answers: one,
    }),
    allow('developer'),
    input('json', api.worklogPatch),
    async (c) => {
      const changed = await changeWorklog(
        ctxOf(c, services),
        pathId(c, 'worklogId', 'worklog.not_found'),
        c.req.valid('json'),
      );
      services.wake.outbox();
      return c.json(changed);
    },
  );

  routes.delete(
    '/worklogs/:worklogId',
    describe({
      tag,
      summary: 'Take a worklog back',
      description: 'Its comment is deleted and the number lowered.',
      who: 'developer',
      answers: {},
    }),
    allow('developer'),
    async (c) => {
      await deleteWorklog(ctxOf(c, services), pathId(c, 'worklogId', 'worklog.not_found'));
      services.wake.outbox();
      return c.body(null, 204);
    },
  );

  routes.post(
    '/worklogs/:worklogId/review',
    describe({
      tag,
      summary: 'Say what became of a comment that needs a look',
      description: 'For a worklog in the state needs_review: `post` it again, or it was `posted`.',
      who: 'developer',
      answers: one,
    }),
    allow('developer'),
    input('json', api.worklogReview),
    async (c) => {
      const id = pathId(c, 'worklogId', 'worklog.not_found');
      const reviewed = await reviewWorklog(ctxOf(c, services), id, c.req.valid('json'));
      services.wake.outbox();
      return c.json(reviewed);
    },
  );

  return routes;
}
