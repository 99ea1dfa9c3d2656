import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { schemaChecker, type JsonSchema } from './json-schema.ts';
import { stage, type RawRequest, type Stage } from './support.ts';

/** Path of the official OpenAPI description; it may not be shipped, so these tests run only where it is given. */
const path = process.env['NOTION_OPENAPI'];

type Responses = Record<string, { content: { 'application/json': { schema: JsonSchema } } }>;
interface OpenApi {
  components: { schemas: Record<string, JsonSchema> };
  paths: Record<string, Record<string, { responses: Responses }>>;
}

/** Fields the description at hand does not have, though the API does. */
const newer: ReadonlySet<string> = new Set(['email_verified', 'request_status', 'request_id']);

async function describedBody(response: Response): Promise<unknown> {
  return JSON.parse(await response.text(), (key, value: unknown) => (newer.has(key) ? undefined : value)) as unknown;
}

interface Ask extends RawRequest {
  /** Path as the description has it. */
  path: string;
  url: string;
}

function asksOf({ workspace, tasksId, bugsId, databaseId, people, plainPageId }: Stage): Ask[] {
  const pageId = workspace.findPage('NT-42');
  const crowded = workspace.findPage('NT-44');
  const commentId = workspace.comments(pageId)[0]?.id ?? '';
  const columns = workspace.dataSource(tasksId).properties;
  const post = (body: object) => ({ method: 'POST', body: JSON.stringify(body) });
  const patch = (body: object) => ({ method: 'PATCH', body: JSON.stringify(body) });
  const text = [{ text: { content: 'text', link: { url: 'https://example.com' } } }];
  workspace.people.writeParagraph(plainPageId, 'More');
  return [
    { path: '/v1/users/me', url: '/v1/users/me' },
    { path: '/v1/users', url: '/v1/users' },
    { path: '/v1/users/{user_id}', url: `/v1/users/${people['Robin']}` },
    { path: '/v1/databases/{database_id}', url: `/v1/databases/${databaseId}` },
    { path: '/v1/data_sources/{data_source_id}', url: `/v1/data_sources/${tasksId}` },
    {
      path: '/v1/data_sources/{data_source_id}',
      url: `/v1/data_sources/${bugsId}`,
      ...patch({ properties: { 'Time Spent': { number: {} } } }),
    },
    {
      path: '/v1/data_sources/{data_source_id}/query',
      url: `/v1/data_sources/${tasksId}/query`,
      ...post({ page_size: 30 }),
    },
    { path: '/v1/data_sources/{data_source_id}/query', url: `/v1/data_sources/${bugsId}/query`, ...post({}) },
    { path: '/v1/search', url: '/v1/search', ...post({}) },
    { path: '/v1/pages', url: '/v1/pages', ...post({ parent: { data_source_id: tasksId }, properties: {} }) },
    {
      path: '/v1/pages',
      url: '/v1/pages',
      ...post({
        parent: { type: 'data_source_id', data_source_id: tasksId },
        properties: { Name: { title: text }, Status: { status: { name: 'QA' } } },
        children: [{ object: 'block', type: 'paragraph', paragraph: { rich_text: text } }],
      }),
    },
    { path: '/v1/pages/{page_id}', url: `/v1/pages/${pageId}` },
    { path: '/v1/pages/{page_id}', url: `/v1/pages/${plainPageId}` },
    {
      path: '/v1/pages/{page_id}',
      url: `/v1/pages/${pageId}`,
      ...patch({ properties: { 'Time Spent': { number: 3 } } }),
    },
    {
      path: '/v1/pages/{page_id}',
      url: `/v1/pages/${pageId}`,
      ...patch({
        properties: {
          Status: { status: { name: 'In Review' } },
          Assignee: { people: [{ object: 'user', id: people['Robin'] }] },
        },
      }),
    },
    ...columns.map(({ id }) => ({
      path: '/v1/pages/{page_id}/properties/{property_id}',
      url: `/v1/pages/${crowded}/properties/${id}`,
    })),
    { path: '/v1/pages/{page_id}/markdown', url: `/v1/pages/${plainPageId}/markdown` },
    { path: '/v1/blocks/{block_id}', url: `/v1/blocks/${plainPageId}` },
    { path: '/v1/blocks/{block_id}/children', url: `/v1/blocks/${plainPageId}/children` },
    { path: '/v1/comments', url: `/v1/comments?block_id=${pageId}` },
    { path: '/v1/comments', url: '/v1/comments', ...post({ parent: { page_id: pageId }, rich_text: text }) },
    { path: '/v1/comments/{comment_id}', url: `/v1/comments/${commentId}` },
  ];
}

const failing: readonly Ask[] = [
  { path: '/v1/users/me', url: '/v1/users/me', headers: { 'notion-version': '2026-03-11' } },
  { path: '/v1/pages/{page_id}', url: '/v1/pages/nonsense' },
  { path: '/v1/pages/{page_id}', url: '/v1/pages/00000000-0000-8000-8000-000000000000' },
  { path: '/v1/search', url: '/v1/search', method: 'POST', body: '{' },
];

describe.skipIf(path === undefined)('answers against the official description', () => {
  const document = path === undefined ? null : (JSON.parse(readFileSync(path, 'utf8')) as OpenApi);

  function schemaFor(ask: Ask, status: number): JsonSchema {
    const operation = document?.paths[ask.path]?.[(ask.method ?? 'GET').toLowerCase()];
    const schema = operation?.responses[String(status)]?.content['application/json'].schema;
    if (schema === undefined)
      throw new Error(`The description has no ${status} for ${ask.method ?? 'GET'} ${ask.path}`);
    return schema;
  }

  async function complaints(scene: Stage, asks: readonly Ask[], expectOk: boolean): Promise<string[]> {
    const check = schemaChecker(document ?? { components: { schemas: {} } });
    const found: string[] = [];
    for (const ask of asks) {
      const response = await scene.raw(ask.url, ask);
      const errors = check(schemaFor(ask, response.status), await describedBody(response));
      if (response.ok !== expectOk) found.push(`${ask.url} answered ${response.status}`);
      found.push(...errors.map((error) => `${ask.path}: ${error}`));
    }
    return found;
  }

  test('every answer has the described shape, with no field missing and none invented', async () => {
    const scene = await stage();
    expect(await complaints(scene, asksOf(scene), true)).toEqual([]);
  });

  test('error answers have the described shape', async () => {
    expect(await complaints(await stage(), failing, false)).toEqual([]);
  });

  test('an answer with a field too many or too few would be found', () => {
    const check = schemaChecker(document ?? { components: { schemas: {} } });
    const user = { $ref: '#/components/schemas/partialUserObjectResponse' };
    expect(check(user, { object: 'user' })).toEqual(['answer.id is missing']);
    const id = '00000000-0000-8000-8000-000000000000';
    expect(check(user, { object: 'user', id, extra: 1 })).toEqual(['answer.extra is unknown']);
  });
});
