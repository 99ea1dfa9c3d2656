import { Hono } from 'hono';
import { z } from 'zod';
import { pageOf, pageQuery } from '../../shared/api/common.ts';
import { sourceChoice, statusMapping, statusOverride } from '../../shared/api/departments.ts';
import * as api from '../../shared/api/notion.ts';
import { ProblemError } from '../../shared/errors.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, ctxOf, pathId } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { retryBlocked } from '../worklogs/outbox.usecases.ts';
import { readConnection, saveConnection } from './connection.usecases.ts';
import { listSourceChoices } from './choices.usecases.ts';
import { findRun, listRuns } from './runs.usecases.ts';
import { listStatuses, setStatus } from './statuses.usecases.ts';
import { startSync } from './sync.usecases.ts';
import { testConnection } from './test-connection.usecases.ts';

const tag = 'Notion';
const connection = { 200: { schema: api.notionConnection, description: 'The connection, without its token' } };

/** `nextRunAt` answers when the poller looks next. */
export function sourceRoutes(services: Services, nextRunAt: () => Date | null): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/departments/:departmentId/notion',
    describe({ tag, summary: 'The connection to Notion', who: 'administrator', answers: connection }),
    allow('administrator', 'path'),
    async (c) => c.json(await readConnection(services, ctxOf(c, services), nextRunAt())),
  );

  routes.put(
    '/departments/:departmentId/notion',
    describe({
      tag,
      summary: 'Connect to Notion',
      description: 'The token is stored encrypted and never answered again. A first sync starts at once.',
      who: 'administrator',
      answers: connection,
    }),
    allow('administrator', 'path'),
    input('json', api.notionSettings),
    async (c) => {
      const ctx = ctxOf(c, services);
      const settings = c.req.valid('json');
      await saveConnection(services, ctx, settings);
      await retryBlocked(ctx);
      if (settings.enabled) await startSync(services, ctx, 'settings');
      services.wake.outbox();
      return c.json(await readConnection(services, ctx, nextRunAt()));
    },
  );

  routes.post(
    '/departments/:departmentId/notion/test',
    describe({
      tag,
      summary: 'Test a connection without saving it',
      description: 'Passes on the token alone; every other finding is listed with its fix.',
      who: 'administrator',
      answers: { 200: { schema: api.notionTest, description: 'The findings' } },
    }),
    allow('administrator', 'path'),
    input('json', api.notionSettings),
    async (c) => {
      const ctx = ctxOf(c, services);
      const settings = c.req.valid('json');
      return c.json(await testConnection(services, ctx, settings));
    },
  );

  routes.post(
    '/notion/sync/:departmentId',
    describe({
      tag,
      summary: 'Read Notion now',
      description:
        'A run that is under way is joined. With reconcile=true everything is compared, also what was not edited. Worklogs that were refused are tried again.',
      who: 'administrator',
      answers: { 202: { schema: api.syncStarted, description: 'The run' } },
    }),
    allow('administrator', 'path'),
    input('query', api.syncQuery),
    async (c) => {
      const ctx = ctxOf(c, services);
      const trigger = c.req.valid('query').reconcile ? 'reconciliation' : 'manual';
      const started = await startSync(services, ctx, trigger);
      // Who syncs by hand has most likely mended something.
      await retryBlocked(ctx);
      services.wake.outbox();
      return c.json(started, 202);
    },
  );

  routes.get(
    '/departments/:departmentId/runs',
    describe({
      tag,
      summary: 'Runs of the sync',
      who: 'developer',
      answers: { 200: { schema: pageOf(api.run), description: 'One page of runs, newest first' } },
    }),
    allow('developer', 'path'),
    input('query', pageQuery),
    async (c) => {
      const { limit, cursor } = c.req.valid('query');
      return c.json(await listRuns(ctxOf(c, services), { limit, cursor }));
    },
  );

  routes.get(
    '/runs/:runId',
    describe({
      tag,
      summary: 'One run',
      who: 'developer',
      answers: { 200: { schema: api.run, description: 'The run' } },
    }),
    async (c) => {
      const run = await findRun(services.db, pathId(c, 'runId', 'run.not_found'));
      const mine = c.get('signedIn').memberships.some(({ id }) => id === run?.departmentId);
      if (run === undefined || !mine) throw new ProblemError('run.not_found');
      return c.json(run);
    },
  );

  routes.get(
    '/departments/:departmentId/sources',
    describe({
      tag,
      summary: 'The databases in which a task can be made',
      who: 'developer',
      answers: { 200: { schema: z.object({ items: z.array(sourceChoice) }), description: 'All that are read' } },
    }),
    allow('developer', 'path'),
    async (c) => c.json({ items: await listSourceChoices(ctxOf(c, services)) }),
  );

  routes.get(
    '/departments/:departmentId/statuses',
    describe({
      tag,
      summary: 'How each status is understood, and why',
      who: 'developer',
      answers: { 200: { schema: z.object({ items: z.array(statusMapping) }), description: 'All statuses' } },
    }),
    allow('developer', 'path'),
    async (c) => c.json({ items: await listStatuses(ctxOf(c, services)) }),
  );

  routes.put(
    '/departments/:departmentId/statuses/:sourceId/:optionId',
    describe({
      tag,
      summary: 'Decide what a status means',
      description: 'null gives the decision back to the rules.',
      who: 'administrator',
      answers: { 200: { schema: statusMapping, description: 'The status' } },
    }),
    allow('administrator', 'path'),
    input('json', statusOverride),
    async (c) => {
      const sourceId = pathId(c, 'sourceId', 'status.not_found');
      const { defaultStatus } = c.req.valid('json');
      return c.json(await setStatus(ctxOf(c, services), sourceId, c.req.param('optionId'), defaultStatus));
    },
  );

  return routes;
}
