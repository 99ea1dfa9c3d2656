import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { isUuid } from '../../shared/ids.ts';
import { describe } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import type { Services } from '../services.ts';
import type { EventFeed, Subscriber } from './feed.ts';

/** Proxies end a connection on which nothing moves, often after a minute. */
const keepAliveMs = 25_000;
/** A token that was revoked ends its open connections at the latest after this long. */
const lookAgainMs = 30_000;

/** Pushes changed tasks, worklogs, branches and runs to editors and pages. */
export function eventRoutes({ clock }: Pick<Services, 'clock'>, feed: EventFeed): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/events',
    describe({
      tag: 'Events',
      summary: 'What changes, as server-sent events',
      description:
        'Events `issue`, `worklog`, `branch` and `run`, each with the ids of what changed, after a first event `ready`. Send `Last-Event-ID` to go on where a connection ended; events are kept for a day. A comment every 25 seconds says that the connection lives. One person may have 32 of them.',
      who: 'developer',
      answers: { 200: { schema: z.string(), description: 'The stream', contentType: 'text/event-stream' } },
    }),
    async (c) => {
      const subscription = await feed.subscribe(subscriberOf(c));
      // nginx would collect the events until there are enough for it.
      c.header('X-Accel-Buffering', 'no');
      return streamSSE(c, async (stream) => {
        stream.onAbort(subscription.end);
        await stream.writeSSE({ event: 'ready', data: '{}' });
        let lookedAtMs = clock.now().getTime();
        for (;;) {
          const untilLookMs = lookedAtMs + lookAgainMs - clock.now().getTime();
          const next = await subscription.next(Math.min(keepAliveMs, untilLookMs));
          if (next === 'ended' || stream.aborted) break;
          if (next === 'quiet') await stream.write(': still here\n\n');
          else await stream.writeSSE({ id: next.id, event: next.type, data: JSON.stringify(next.data) });
          const nowMs = clock.now().getTime();
          if (nowMs - lookedAtMs < lookAgainMs) continue;
          if (!(await c.get('isStillSignedIn')())) break;
          lookedAtMs = nowMs;
        }
        subscription.end();
      });
    },
  );

  return routes;
}

function subscriberOf(c: Context<Env>): Subscriber {
  const { person, memberships } = c.get('signedIn');
  const lastId = c.req.header('last-event-id') ?? '';
  const departmentIds = memberships.map(({ id }) => id);
  return { departmentIds, personId: person.id, after: isUuid(lastId) ? lastId : undefined };
}
