import { Hono } from 'hono';
import { z } from 'zod';
import { ProblemError } from '../../shared/errors.ts';
import { isUuid } from '../../shared/ids.ts';
import { describe } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { contextOf, type Services } from '../services.ts';
import { receiverName, receiveWebhook } from './receive.usecases.ts';

/** What Notion calls. It has no personal token: the signature of the body says who calls, so nothing else is asked for. */
export function receiveRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post(
    '/notion/webhooks/:departmentId',
    describe({
      tag: 'Notion',
      summary: 'Take a webhook of Notion',
      description: 'Every signed body is answered with 200 at once. What an event is about is read afterwards.',
      who: 'notion',
      answers: { 200: { schema: z.object({ received: z.literal(true) }), description: 'Received' } },
    }),
    async (c) => {
      const departmentId = c.req.param('departmentId').toLowerCase();
      // A department that is none is told like one whose token is another.
      if (!isUuid(departmentId)) throw new ProblemError('webhook.signature_invalid');
      const ctx = contextOf(
        services,
        { kind: 'job', name: receiverName },
        departmentId,
        c.get('requestId'),
        c.get('log'),
      );
      const body = new Uint8Array(await c.req.arrayBuffer());
      await receiveWebhook(services, ctx, { body, signature: c.req.header('x-notion-signature') });
      return c.json({ received: true as const });
    },
  );

  return routes;
}
