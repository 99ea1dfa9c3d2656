import { Hono } from 'hono';
import * as api from '../../shared/api/booking.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, allowFor, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { bookTracked } from './book.usecases.ts';
import { leaveOutTracked, readProposals } from './proposals.usecases.ts';
import { changeSetting, readSetting } from './settings.usecases.ts';

const tag = 'Time';
const setting = { 200: { schema: api.bookingSetting, description: 'The setting' } };

/** A person's own coding time on its way to worklogs. Nobody books, or sees, the coding time of somebody else. */
export function bookingRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/proposals',
    describe({
      tag,
      summary: 'My coding time that is not logged yet',
      description:
        'By day and task, with what was booked, logged by hand and left out. Time logged by hand on a task covers what was tracked on it the same day, then on days before.',
      who: 'developer',
      answers: { 200: { schema: api.proposals, description: 'The proposals' } },
    }),
    allow('developer'),
    input('query', api.proposalQuery),
    async (c) => c.json(await readProposals(ctxOf(c, services), c.get('signedIn').person, c.req.valid('query'))),
  );

  routes.post(
    '/proposals/book',
    describe({
      tag,
      summary: 'Book my coding time',
      description:
        'Of one day and task, all that is left or a part of it; or in parts, each on a task of its own. No second is booked twice: when less is left than is asked for, nothing is booked and the answer is 409 `proposal.exceeded`.',
      who: 'developer',
      answers: {
        201: { schema: api.bookedWorklogs, description: 'Booked' },
        200: { schema: api.bookedWorklogs, description: 'Booked before' },
      },
    }),
    input('json', api.newBooking),
    async (c) => {
      const body = c.req.valid('json');
      allowFor(c, 'developer', body.departmentId);
      const { worklogs, created } = await bookTracked(ctxOf(c, services), c.get('signedIn').person, body);
      services.wake.outbox();
      return c.json({ items: worklogs }, created ? 201 : 200);
    },
  );

  routes.post(
    '/proposals/omit',
    describe({
      tag,
      summary: 'Leave coding time out of the proposals, or propose it again',
      description: 'What of a day and task is not logged yet. It stays tracked, and is in no worklog.',
      who: 'developer',
      answers: {},
    }),
    input('json', api.leaveOut),
    async (c) => {
      const body = c.req.valid('json');
      allowFor(c, 'developer', body.departmentId);
      await leaveOutTracked(ctxOf(c, services), c.get('signedIn').person, body);
      return c.body(null, 204);
    },
  );

  routes.get(
    '/me/booking',
    describe({ tag, summary: 'When my coding time is booked by itself', who: 'developer', answers: setting }),
    allow('developer'),
    async (c) => c.json(await readSetting(ctxOf(c, services), c.get('signedIn').person.id)),
  );

  routes.patch(
    '/me/booking',
    describe({
      tag,
      summary: 'Change when my coding time is booked by itself',
      description: 'Off until one switches it on. Days before that are never booked by themselves.',
      who: 'developer',
      answers: setting,
    }),
    allow('developer'),
    input('json', api.bookingSettingPatch),
    async (c) => c.json(await changeSetting(ctxOf(c, services), c.get('signedIn').person, c.req.valid('json'))),
  );

  return routes;
}
