import { Hono } from 'hono';
import * as api from '../../shared/api/personal-data.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { streamOf } from '../http/file-stream.ts';
import { allow, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { deletePersonalData } from './delete.usecases.ts';
import { exportPersonalData } from './export.usecases.ts';

const tag = 'People';
const kinds = { json: 'application/json', csv: 'text/csv; charset=utf-8' } as const;

/** A person's own data. Nobody exports or deletes that of somebody else. */
export function personalDataRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/me/export',
    describe({
      tag,
      summary: 'My data as a file',
      description:
        'Heartbeats, coding time, worklogs, comments, links set by hand, names of tokens and the setting of automatic booking, of one department, as JSON or CSV (`format=csv`). In CSV a text that a spreadsheet would take for a formula begins with an apostrophe.',
      who: 'developer',
      answers: { 200: { schema: api.personalData, description: 'The file' } },
    }),
    allow('developer'),
    input('query', api.exportMeQuery),
    async (c) => {
      const { format } = c.req.valid('query');
      const { person } = c.get('signedIn');
      const { id, name, role } = c.get('membership');
      const subject = { person, department: { id, name, role } };
      const body = await streamOf(exportPersonalData(ctxOf(c, services), subject, format));
      return c.body(body, 200, {
        'Content-Type': kinds[format],
        'Content-Disposition': `attachment; filename="tickmark-my-data.${format}"`,
      });
    },
  );

  routes.delete(
    '/me/time',
    describe({
      tag,
      summary: 'Delete my coding time',
      description:
        'Heartbeats, coding time, what was taken of it for worklogs, and the setting of automatic booking, of one department. Heartbeats from before that arrive later are rejected one by one with the code `heartbeat.deleted`. Worklogs stay, because they are the team’s record in Notion, unless `worklogs=delete`; `tokens=end` ends all tokens of the person. May be repeated.',
      who: 'developer',
      answers: { 200: { schema: api.deleted, description: 'What there was' } },
    }),
    allow('developer'),
    input('query', api.deleteMeQuery),
    async (c) => {
      const { worklogs, tokens } = c.req.valid('query');
      const also = { worklogs: worklogs === 'delete', tokens: tokens === 'end' };
      const deleted = await deletePersonalData(ctxOf(c, services), c.get('signedIn').person.id, also);
      services.wake.outbox();
      return c.json(deleted);
    },
  );

  return routes;
}
