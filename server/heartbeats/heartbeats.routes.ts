import { Hono } from 'hono';
import * as api from '../../shared/api/heartbeats.ts';
import { ProblemError } from '../../shared/errors.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, allowFor, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { receiveHeartbeats } from './heartbeats.usecases.ts';
import { readTime } from './time.usecases.ts';

const tag = 'Time';
const longestSpanMs = 400 * 86_400_000;

export function heartbeatRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post(
    '/heartbeats',
    describe({
      tag,
      summary: 'Send signs of activity',
      description: 'Every item gets its own answer, in the same order. A repeated id is a duplicate and stored once.',
      who: 'developer',
      answers: { 200: { schema: api.heartbeatResults, description: 'One result per heartbeat' } },
    }),
    input('json', api.heartbeatBatch),
    async (c) => {
      const { heartbeats, departmentId } = c.req.valid('json');
      allowFor(c, 'developer', departmentId);
      const results = await receiveHeartbeats(ctxOf(c, services), c.get('signedIn').person.id, heartbeats);
      return c.json({ results });
    },
  );

  routes.get(
    '/time',
    describe({
      tag,
      summary: 'My coding time',
      description: 'Days begin at midnight in the time zone of the person.',
      who: 'developer',
      answers: { 200: { schema: api.time, description: 'Seconds by issue, day or branch' } },
    }),
    allow('developer'),
    input('query', api.timeQuery),
    async (c) => {
      const { from, to, groupBy } = c.req.valid('query');
      const span = { from: new Date(from), to: new Date(to) };
      if (span.to <= span.from) throw new ProblemError('request.invalid', '"to" must be after "from".', 'to');
      if (span.to.getTime() - span.from.getTime() > longestSpanMs) {
        throw new ProblemError('request.invalid', 'At most 400 days at once.', 'to');
      }
      return c.json(await readTime(ctxOf(c, services), c.get('signedIn').person, { ...span, groupBy }));
    },
  );

  return routes;
}
