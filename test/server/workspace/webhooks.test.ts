import { signWebhookPayload, verifyWebhookSignature } from '@notionhq/client';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Send } from '../../../server/demo/workspace/webhooks.ts';
import { schemaChecker, type JsonSchema } from './json-schema.ts';
import { stage, type Stage } from './support.ts';

interface Received {
  url: string;
  signature: string;
  body: string;
}

/** A receiver that answers as told, with everything that came. */
function receiver(answer: () => number = () => 200): { received: Received[]; send: Send } {
  const received: Received[] = [];
  const send: Send = (url, { headers, body }) => {
    received.push({ url, signature: headers['x-notion-signature'] ?? '', body });
    return Promise.resolve({ status: answer() });
  };
  return { received, send };
}

const tokenIn = ({ body }: Received) => (JSON.parse(body) as { verification_token: string }).verification_token;

async function subscribed(scene: Stage, answer?: () => number) {
  const { received, send } = receiver(answer);
  const { webhooks } = scene.workspace;
  const id = await webhooks.subscribe({ url: 'https://example.com/hook', token: scene.token, send });
  const [handshake] = received;
  if (handshake === undefined) throw new Error('no handshake');
  webhooks.paste(id, tokenIn(handshake));
  received.length = 0;
  return { id, received, token: tokenIn(handshake), webhooks };
}

describe('webhooks of the sample workspace', () => {
  test('begin with a verification token, signed with itself, which a person pastes', async () => {
    const scene = await stage();
    const { received, send } = receiver();
    const { webhooks, people } = scene.workspace;
    const id = await webhooks.subscribe({ url: 'https://example.com/hook', token: scene.token, send });
    const [handshake] = received;
    const token = handshake === undefined ? '' : tokenIn(handshake);
    expect(token).toMatch(/^secret_\w{20,}$/u);
    expect(handshake?.signature).toBe(
      await signWebhookPayload({ body: handshake?.body ?? '', verificationToken: token }),
    );
    people.setStatus(scene.workspace.findPage('NT-42'), 'QA');
    expect(webhooks.waiting).toEqual([]);
    expect(webhooks.paste(id, `${token}x`)).toBe(false);
    expect(webhooks.paste(id, token)).toBe(true);
    expect(await webhooks.resendToken(id)).toBe(200);
    people.setStatus(scene.workspace.findPage('NT-42'), 'Icebox');
    expect(webhooks.waiting).toHaveLength(1);
    webhooks.remove(id);
    expect(await webhooks.deliver()).toEqual([]);
  });

  test('tell of what people and bots do, in the words of Notion', async () => {
    const scene = await stage();
    const { received, webhooks, token } = await subscribed(scene);
    const { people } = scene.workspace;
    const pageId = scene.workspace.findPage('NT-42');
    const made = people.createPage(scene.tasksId, { title: 'New' });
    people.setStatus(pageId, 'QA');
    people.rename(pageId, 'Another title');
    people.writeParagraph(pageId, 'More');
    people.movePage(pageId, scene.bugsId);
    people.trash(pageId);
    people.restore(pageId);
    people.setLocked(pageId, true);
    people.renameProperty(scene.tasksId, 'Priority', 'Weight');
    await scene.client.pages.update({ page_id: made, properties: { 'Time Spent': { number: 2 } } });
    await webhooks.deliver();
    const events = received.map(({ body }) => JSON.parse(body) as (typeof webhooks.waiting)[number]['event']);
    expect(events.map(({ type, entity }) => `${type} ${entity.type}`)).toEqual([
      'page.created page',
      'page.properties_updated page',
      'page.content_updated page',
      'page.content_updated page',
      'page.moved page',
      'page.deleted page',
      'page.undeleted page',
      'page.locked page',
      'data_source.schema_updated data_source',
      'page.properties_updated page',
    ]);
    const status = scene.workspace.dataSource(scene.tasksId).properties.find(({ name }) => name === 'Status');
    expect(events[1]).toMatchObject({
      timestamp: scene.clock.now().toISOString(),
      attempt_number: 1,
      authors: [{ type: 'person' }],
      entity: { id: pageId },
      data: {
        parent: { id: scene.databaseId, type: 'database', data_source_id: scene.tasksId },
        updated_properties: [status?.id],
      },
    });
    expect(events.at(-1)?.authors).toEqual([{ id: scene.botId, type: 'bot' }]);
    for (const { body, signature } of received) {
      expect(await verifyWebhookSignature({ body, signature, verificationToken: token })).toBe(true);
    }
  });

  test('tell nothing of what the connection cannot see', async () => {
    const scene = await stage();
    const { webhooks } = await subscribed(scene);
    const { people } = scene.workspace;
    const hidden =
      scene.workspace.snapshot().databases.find(({ id }) => id === scene.privateDatabaseId)?.dataSourceIds[0] ?? '';
    people.createPage(hidden, { Name: 'Another applicant' });
    people.renameProperty(hidden, scene.workspace.dataSource(hidden).properties[0]?.name ?? '', 'Who');
    people.restrictPage(scene.workspace.findPage('NT-42'));
    people.setStatus(scene.workspace.findPage('NT-42'), 'QA');
    expect(webhooks.waiting).toEqual([]);
  });

  test('come again, up to the eighth time, until they are answered with 200', async () => {
    const scene = await stage();
    let status = 500;
    const { received, webhooks } = await subscribed(scene, () => status);
    scene.workspace.people.setStatus(scene.workspace.findPage('NT-42'), 'QA');
    const attempts = () => received.map(({ body }) => (JSON.parse(body) as { attempt_number: number }).attempt_number);
    for (let time = 0; time < 10; time += 1) await webhooks.deliver();
    expect(attempts()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    received.length = 0;
    scene.workspace.people.setStatus(scene.workspace.findPage('NT-42'), 'Icebox');
    expect(await webhooks.deliver()).toEqual([500]);
    status = 200;
    expect(await webhooks.deliver()).toEqual([200]);
    expect(await webhooks.deliver()).toEqual([]);
    expect(new Set(received.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
  });

  test('may sum up what happened to a page, with everybody who had a hand in it', async () => {
    const scene = await stage();
    const { webhooks } = await subscribed(scene);
    const { people } = scene.workspace;
    const [robin, other] = Object.values(scene.people);
    people.setStatus(scene.workspace.findPage('NT-42'), 'QA', robin);
    people.setTimeSpent(scene.workspace.findPage('NT-42'), 3, other);
    people.setStatus(scene.workspace.findPage('NT-41'), 'QA', robin);
    webhooks.aggregate();
    expect(webhooks.waiting.map(({ event }) => event.authors.map(({ id }) => id))).toEqual([[robin, other], [robin]]);
    expect(webhooks.waiting[0]?.event.data['updated_properties']).toHaveLength(2);
  });
});

/** Path of the official OpenAPI description; it may not be shipped, so this runs only where it is given. */
const path = process.env['NOTION_OPENAPI'];

test.runIf(path !== undefined)('events are what the official description says', async () => {
  const description = JSON.parse(readFileSync(path ?? '', 'utf8')) as {
    components: { schemas: Record<string, JsonSchema> };
    webhooks: Record<string, { post: { requestBody: { content: Record<string, { schema: JsonSchema }> } } }>;
  };
  const check = schemaChecker(description);
  const scene = await stage();
  const { webhooks } = await subscribed(scene);
  const { people } = scene.workspace;
  people.createPage(scene.tasksId, { title: 'New' });
  people.setStatus(scene.workspace.findPage('NT-42'), 'QA');
  people.rename(scene.workspace.findPage('NT-42'), 'Another title');
  people.writeParagraph(scene.plainPageId, 'More');
  people.trash(scene.workspace.findPage('NT-42'));
  people.restore(scene.workspace.rows(scene.tasksId)[0] ?? '');
  people.movePage(scene.workspace.findPage('NT-41'), scene.bugsId);
  people.renameProperty(scene.tasksId, 'Priority', 'Weight');
  for (const { event } of webhooks.waiting) {
    const name = event.type.replaceAll(/[._](\w)/gu, (_, letter: string) => letter.toUpperCase());
    const schema = description.webhooks[name]?.post.requestBody.content['application/json']?.schema;
    expect([event.type, schema === undefined ? 'not described' : check(schema, event)]).toEqual([event.type, []]);
  }
});
