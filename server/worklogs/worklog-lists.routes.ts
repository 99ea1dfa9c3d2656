import { Hono } from 'hono';
import { z } from 'zod';
import * as api from '../../shared/api/worklog-lists.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { streamOf } from '../http/file-stream.ts';
import { allow, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { exportWorklogs } from './export-worklogs.usecases.ts';
import { filterOf } from './worklog-filter.usecases.ts';
import { readTotals } from './worklog-totals.usecases.ts';

const tag = 'Worklogs';
const kinds = { json: 'application/json', csv: 'text/csv; charset=utf-8' };

/** To be put before the calls for one worklog, whose address would take these for an id. */
export function worklogListRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/worklogs/totals',
    describe({
      tag,
      summary: 'What worklogs add up to',
      description:
        'By task, person or day, of the same worklogs that the list gives: one’s own; for administrators those of the department.',
      who: 'developer',
      answers: { 200: { schema: api.totals, description: 'The sums' } },
    }),
    allow('developer'),
    input('query', api.totalsQuery),
    async (c) => {
      const { groupBy, ...asked } = c.req.valid('query');
      const ctx = ctxOf(c, services);
      return c.json(await readTotals(ctx, await filterOf(ctx, asked), groupBy));
    },
  );

  routes.get(
    '/worklogs/export',
    describe({
      tag,
      summary: 'Worklogs as a file',
      description:
        'All worklogs of the filter, newest first, as JSON (an array) or CSV (RFC 4180, `format=csv`). In CSV a text that a spreadsheet would take for a formula begins with an apostrophe.',
      who: 'developer',
      answers: { 200: { schema: z.array(api.exportRow), description: 'The file' } },
    }),
    allow('developer'),
    input('query', api.exportQuery),
    async (c) => {
      const { format, bom, ...asked } = c.req.valid('query');
      const ctx = ctxOf(c, services);
      const text = exportWorklogs(ctx, await filterOf(ctx, asked), { format, hasMark: bom === 'true' });
      const body = await streamOf(text);
      return c.body(body, 200, {
        'Content-Type': kinds[format],
        'Content-Disposition': `attachment; filename="worklogs.${format}"`,
      });
    },
  );

  return routes;
}
