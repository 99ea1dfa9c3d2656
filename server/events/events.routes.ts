import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { isUuid } from '../../shared/ids.ts';
import { describe } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import type { EventFeed } from './feed.ts';

const keepAliveMs = 25_000;

/** Pushes changed tasks, worklogs, branches and runs to editors and pages. */
export function eventRoutes(feed: EventFeed): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/events',
    describe({
      tag: 'Events',
      summary: 'What changes, as server-sent events',
      description:
        'Events `issue`, `worklog`, `branch` and `run`, each with the ids of what changed. Send `Last-Event-ID` to go on where a connection ended; events are kept for a day.',
      who: 'developer',
      answers: { 200: { schema: z.string(), description: 'The stream', contentType: 'text/event-stream' } },
    }),
    (c) => {
      const { person, memberships } = c.get('signedIn');
      const lastId = c.req.header('last-event-id') ?? '';
      const departments = memberships.map(({ id }) => id);
      return streamSSE(c, async (stream) => {
        const subscription = feed.subscribe({
          departmentIds: departments,
          personId: person.id,
          after: isUuid(lastId) ? lastId : undefined,
        });
        stream.onAbort(() => subscription.end());
        await stream.writeSSE({ event: 'ready', data: '{}' });
        for (;;) {
          const next = await subscription.next(keepAliveMs);
          if (next === 'ended' || stream.aborted) return;
          if (next === 'quiet') await stream.write(': still here\n\n');
          else await stream.writeSSE({ id: next.id, event: next.type, data: JSON.stringify(next.data) });
        }
      });
    },
  );

  return routes;
}
