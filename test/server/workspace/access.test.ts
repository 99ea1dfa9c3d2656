import { describe, expect, test } from 'vitest';
import { clientFor, failure, stage, titleOf } from './support.ts';

const notFound = { status: 404, code: 'object_not_found' };
const unauthorized = { status: 401, code: 'unauthorized' };
const restricted = { status: 403, code: 'restricted_resource' };

describe('tokens', () => {
  test('a wrong, a missing and a revoked token are refused with 401', async () => {
    const { client, url, workspace, token, raw } = await stage();
    expect(await failure(clientFor(url, 'ntn_wrong').users.me({}))).toMatchObject(unauthorized);
    expect((await raw('/v1/users/me', { headers: { 'notion-version': '2026-03-11' } })).status).toBe(401);
    workspace.people.revokeToken(token);
    expect(await failure(client.users.me({}))).toMatchObject(unauthorized);
  });

  test('a token has the shape tokens have today, and another one of the same connection has the same bot', async () => {
    const { token, botId, url, workspace } = await stage();
    const second = workspace.people.issueSecondToken(token, 'second');
    expect(token).toMatch(/^ntn_[A-Za-z0-9]{40,}$/);
    expect(second.token).not.toBe(token);
    workspace.people.revokeToken(token);
    expect((await clientFor(url, second.token).users.me({})).id).toBe(botId);
  });

  test('the request log names tokens by label, never by their text', async () => {
    const { client, workspace, token, url } = await stage();
    await client.users.me({});
    await failure(clientFor(url, 'ntn_wrong').users.me({}));
    expect(workspace.requestsLog).toMatchObject([
      { method: 'GET', path: '/v1/users/me', status: 200, tokenLabel: 'sample token', changed: false },
      { status: 401, tokenLabel: null },
    ]);
    expect(JSON.stringify(workspace.requestsLog)).not.toContain(token);
  });
});

describe('what is shared', () => {
  test('an unshared database, an unknown id and the wrong kind of id look the same: 404', async () => {
    const { client, privateDatabaseId, linkedViewId, databaseId, tasksId, plainPageId, workspace } = await stage();
    for (const id of [privateDatabaseId, linkedViewId, tasksId, plainPageId, workspace.findPage('NT-42')]) {
      expect(await failure(client.databases.retrieve({ database_id: id }))).toMatchObject(notFound);
    }
    expect(await failure(client.dataSources.query({ data_source_id: databaseId }))).toMatchObject(notFound);
    expect(await failure(client.pages.retrieve({ page_id: databaseId }))).toMatchObject(notFound);
  });

  test('removing the connection ends access to the database, its data sources and its rows at once', async () => {
    const { client, workspace, databaseId, tasksId } = await stage();
    const pageId = workspace.findPage('NT-42');
    workspace.people.unshareDatabase(databaseId);
    expect(await failure(client.databases.retrieve({ database_id: databaseId }))).toMatchObject(notFound);
    expect(await failure(client.dataSources.query({ data_source_id: tasksId }))).toMatchObject(notFound);
    expect(await failure(client.pages.retrieve({ page_id: pageId }))).toMatchObject(notFound);
    workspace.people.shareDatabase(databaseId);
    expect((await client.pages.retrieve({ page_id: pageId })).id).toBe(pageId);
  });

  test('a page below a shared page is shared with it', async () => {
    const { client, workspace, plainPageId } = await stage();
    const child = workspace.people.createPlainPage('Below the handbook', plainPageId);
    expect(titleOf(await client.pages.retrieve({ page_id: child }))).toBe('Below the handbook');
  });

  test('search finds what is shared by its title, and nothing else', async () => {
    const { client } = await stage();
    const found = await client.search({ query: 'last workspace' });
    expect(found.results.map(titleOf)).toEqual(['Sign-in page remembers the last workspace']);
    const sources = await client.search({ query: 'product', filter: { property: 'object', value: 'data_source' } });
    expect(sources.results).toHaveLength(2);
    expect((await client.search({ query: 'applicant' })).results).toEqual([]);
  });
});

describe('capabilities', () => {
  test('a read-only connection reads and is refused every write', async () => {
    const { workspace, tasksId, clientWith } = await stage();
    const client = clientWith({ capabilities: { updateContent: false, insertContent: false, insertComments: false } });
    const pageId = workspace.findPage('NT-42');
    expect((await client.dataSources.query({ data_source_id: tasksId })).results.length).toBeGreaterThan(0);
    const writes = [
      client.pages.update({ page_id: pageId, properties: {} }),
      client.dataSources.update({ data_source_id: tasksId, properties: {} }),
      client.pages.create({ parent: { data_source_id: tasksId }, properties: {} }),
      client.comments.create({ parent: { page_id: pageId }, rich_text: [{ text: { content: 'hi' } }] }),
    ];
    for (const write of writes) expect(await failure(write)).toMatchObject(restricted);
  });

  test('without reading comments there is no list, and a new comment comes back as an id only', async () => {
    const { workspace, clientWith } = await stage();
    const client = clientWith({ capabilities: { readComments: false } });
    const pageId = workspace.findPage('NT-42');
    expect(await failure(client.comments.list({ block_id: pageId }))).toMatchObject(restricted);
    const made = await client.comments.create({
      parent: { page_id: pageId },
      rich_text: [{ text: { content: 'hi' } }],
    });
    expect(Object.keys(made).toSorted()).toEqual(['id', 'object']);
  });

  test('without reading content a page written comes back as an id only', async () => {
    const { workspace, clientWith } = await stage();
    const client = clientWith({ capabilities: { readContent: false } });
    const pageId = workspace.findPage('NT-42');
    expect(await failure(client.pages.retrieve({ page_id: pageId }))).toMatchObject(restricted);
    const written = await client.pages.update({ page_id: pageId, properties: { 'Time Spent': { number: 9 } } });
    expect(written).toEqual({ object: 'page', id: pageId });
    expect(workspace.value(pageId, 'Time Spent')).toBe(9);
  });
});

describe('requests that are wrong in themselves', () => {
  test('no version, an unknown path, broken JSON and a malformed id have their own codes', async () => {
    const { token, raw } = await stage();
    const code = async (answer: Promise<Response>) => {
      const response = await answer;
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    const authorization = `Bearer ${token}`;
    expect(await code(raw('/v1/users/me', { headers: { authorization } }))).toEqual([400, 'missing_version']);
    const old = { authorization, 'notion-version': '2022-06-28' };
    expect(await code(raw('/v1/users/me', { headers: old }))).toEqual([400, 'validation_error']);
    expect(await code(raw('/v1/nowhere'))).toEqual([400, 'invalid_request_url']);
    expect(await code(raw('//v1/users/me'))).toEqual([400, 'invalid_request_url']);
    expect(await code(raw('/v1/search', { method: 'POST', body: '{"query":' }))).toEqual([400, 'invalid_json']);
    expect(await code(raw('/v1/pages/nonsense'))).toEqual([400, 'validation_error']);
    const huge = JSON.stringify({ query: 'x'.repeat(600_000) });
    expect(await code(raw('/v1/search', { method: 'POST', body: huge }))).toEqual([400, 'validation_error']);
  });

  test('an error body has the shape of the API, and answers carry the workspace’s own date', async () => {
    const { raw } = await stage();
    const response = await raw('/v1/pages/nonsense');
    const body = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(['object', 'status', 'code', 'message', 'request_id']);
    expect(body['request_id']).toBe(response.headers.get('x-notion-request-id'));
    expect(response.headers.get('date')).toBe('Wed, 18 Mar 2026 09:30:40 GMT');
    expect(response.headers.get('content-type')).toContain('application/json');
  });
});
