import { Hono } from 'hono';
import { notionWebhooks, verificationToken } from '../../shared/api/webhooks.ts';
import { describe } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { readWebhooks, removeWebhooks, showWebhookToken, startWebhooks } from './webhooks.usecases.ts';

const tag = 'Notion';
const address = '/departments/:departmentId/notion/webhooks';
const state = { 200: { schema: notionWebhooks, description: 'The webhooks, without their token' } };

export function webhookRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    address,
    describe({ tag, summary: 'Webhooks from Notion', who: 'administrator', answers: state }),
    allow('administrator', 'path'),
    async (c) => c.json(await readWebhooks(services, ctxOf(c, services))),
  );

  routes.put(
    address,
    describe({
      tag,
      summary: 'Set webhooks up, or up anew',
      description:
        'For an hour, the next verification token that Notion sends to the address is taken. One from before counts until then.',
      who: 'administrator',
      answers: state,
    }),
    allow('administrator', 'path'),
    async (c) => c.json(await startWebhooks(services, ctxOf(c, services))),
  );

  routes.delete(
    address,
    describe({ tag, summary: 'Remove webhooks', who: 'administrator', answers: {} }),
    allow('administrator', 'path'),
    async (c) => {
      await removeWebhooks(ctxOf(c, services));
      return c.body(null, 204);
    },
  );

  routes.post(
    `${address}/token`,
    describe({
      tag,
      summary: 'Show the verification token, to paste it in Notion',
      description: 'From when Notion sent it until its first event. Who asked for it is noted.',
      who: 'administrator',
      answers: { 200: { schema: verificationToken, description: 'The token' } },
    }),
    allow('administrator', 'path'),
    async (c) => c.json({ token: await showWebhookToken(services, ctxOf(c, services)) }),
  );

  return routes;
}
