import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { startTestServer } from '../../support/server.ts';
import { nextTick, sweep } from '../sources/support.ts';
import { book, change, remove } from '../worklogs/support.ts';
import { schemaChecker, type JsonSchema } from './json-schema.ts';

/** Path of the official OpenAPI description; it may not be shipped, so these tests run only where it is given. */
const path = process.env['NOTION_OPENAPI'];

interface Body {
  content: { 'application/json': { schema: JsonSchema } };
}
interface Operation {
  parameters?: { name?: string; in?: string; required?: boolean; schema?: JsonSchema }[];
  requestBody?: Body;
  responses: Record<string, Body>;
}
interface Description {
  components: { schemas: Record<string, JsonSchema> };
  paths: Record<string, Record<string, Operation>>;
}

/** One request of ours, and what came back. */
interface Exchange {
  method: string;
  url: URL;
  headers: Headers;
  body: unknown;
  status: number;
  answer: unknown;
}

/** Fields the description at hand does not have, though the API does. */
const newer: ReadonlySet<string> = new Set(['email_verified', 'request_status', 'request_id']);

/** Notes what goes to the workspace and what it answers. */
function listenIn(): Exchange[] {
  const heard: Exchange[] = [];
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    const response = await real(url, init);
    const text = await response.clone().text();
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const answer: unknown = JSON.parse(text, (key, value: unknown) => (newer.has(key) ? undefined : value));
    const { method = 'GET', headers } = init ?? {};
    const asked = new URL(url instanceof Request ? url.url : url);
    heard.push({ method, url: asked, headers: new Headers(headers), body, status: response.status, answer });
    return response;
  });
  return heard;
}

function complaintsAbout({ paths, components }: Description, { method, url, ...exchange }: Exchange): string[] {
  const check = schemaChecker({ components });
  const found = Object.entries(paths).find(([template]) => fits(template, url.pathname));
  const operation = found?.[1][method.toLowerCase()];
  const what = `${method} ${found?.[0] ?? url.pathname}`;
  if (operation === undefined) return [`${what} is not described`];
  const asked = operation.parameters?.filter((one) => one.in === 'query') ?? [];
  const names = new Set(asked.map(({ name }) => name));
  const unknown = [...new Set(url.searchParams.keys())].filter((name) => !names.has(name));
  const missing = asked.filter(({ required, name = '' }) => required === true && !url.searchParams.has(name));
  const schema = operation.requestBody?.content['application/json'].schema;
  // A cursor is no UUID any more, though the description says so.
  const { start_cursor: _cursor, ...sent } = (exchange.body ?? {}) as Record<string, unknown>;
  const answered = operation.responses[String(exchange.status)]?.content['application/json'].schema;
  return [
    ...unknown.map((name) => `${what} knows no parameter ${name}`),
    ...missing.map(({ name }) => `${what} lacks the parameter ${name}`),
    ...(exchange.headers.get('notion-version') === '2026-03-11' ? [] : [`${what} is of another version`]),
    ...(schema === undefined
      ? Object.keys(sent).map((key) => `${what} takes no body, but got ${key}`)
      : check(schema, sent, `${what}: body`)),
    ...(answered === undefined
      ? [`${what} does not answer ${exchange.status}`]
      : check(answered, exchange.answer, `${what}: answer`)),
  ];
}

function fits(template: string, pathname: string): boolean {
  const pattern = template.replaceAll(/\{\w+\}/gu, '[^/]+');
  return new RegExp(`^${pattern}$`, 'u').test(pathname);
}

describe.skipIf(path === undefined)('what the server and the workspace say to each other', () => {
  afterEach(() => void vi.restoreAllMocks());

  it(
    'is what the official description knows: every request we send, and every answer',
    { timeout: 120_000 },
    async () => {
      const description = JSON.parse(readFileSync(path ?? '', 'utf8')) as Description;
      const heard = listenIn();
      const server = await startTestServer({ workspace: { cap: 60 } });
      const { sample, departmentId, clock } = server;
      const { workspace } = sample;
      const settings = { enabled: true, database: sample.databaseUrl, token: sample.token };
      await server.call('POST', `/departments/${departmentId}/notion/test`, settings);
      await server.connect();
      for (let made = 0; made < 150; made += 1) workspace.people.createPage(sample.tasksId, { Name: `Made ${made}` });
      clock.advance(minuteMs);
      await nextTick(server);
      // A page that vanished, one that moved, and one that was never shown.
      const [trashed = '', moved = '', purged = ''] = workspace.rows(sample.tasksId).slice(-3);
      workspace.people.trash(trashed);
      workspace.people.movePage(moved, sample.bugsId);
      workspace.people.purge(purged);
      workspace.people.addProperty(sample.tasksId, 'More', { type: 'number', format: 'number' });
      await sweep(server);
      const worklog = await book(server, { text: 'described' });
      await book(server, { key: 'BUG-1', text: 'makes Time Spent' });
      await server.deliver();
      await change(server, worklog, { text: 'changed', seconds: 7200 });
      await server.deliver();
      await remove(server, worklog);
      await server.deliver();
      workspace.faults.next({ method: 'POST', path: '/v1/comments' }, { answer: { kind: 'reset' } });
      await book(server, { text: 'looked for' });
      await server.deliver();
      clock.advance(2 * minuteMs);
      await server.deliver();
      await server.close();
      const kindOf = ({ method, url }: Exchange) =>
        `${method} ${url.pathname.replaceAll(/[0-9a-f-]{36}|(?<=properties\/).+/gu, '…')}`;
      const asked = new Set(heard.map(kindOf));
      expect([...asked].toSorted()).toEqual([
        'DELETE /v1/comments/…',
        'GET /v1/comments',
        'GET /v1/data_sources/…',
        'GET /v1/databases/…',
        'GET /v1/pages/…',
        'GET /v1/pages/…/properties/…',
        'GET /v1/users',
        'GET /v1/users/me',
        'GET /v1/users/…',
        'PATCH /v1/comments/…',
        'PATCH /v1/data_sources/…',
        'PATCH /v1/pages/…',
        'POST /v1/comments',
        'POST /v1/data_sources/…/query',
      ]);
      expect([...new Set(heard.flatMap((exchange) => complaintsAbout(description, exchange)))]).toEqual([]);
    },
  );

  it('would be found to hold an address, a parameter, a field or an answer that nobody described', () => {
    const description = JSON.parse(readFileSync(path ?? '', 'utf8')) as Description;
    const id = '00000000-0000-8000-8000-000000000000';
    const headers = new Headers({ 'notion-version': '2026-03-11' });
    const about = (method: string, address: string, body: unknown, status = 200) =>
      complaintsAbout(description, {
        method,
        headers,
        body,
        status,
        answer: {},
        url: new URL(address, 'https://api.notion.com'),
      });
    expect(about('GET', '/v1/nonsense', undefined)).toEqual(['GET /v1/nonsense is not described']);
    expect(about('GET', `/v1/comments?nonsense=${id}`, undefined).slice(0, 2)).toEqual([
      'GET /v1/comments knows no parameter nonsense',
      'GET /v1/comments lacks the parameter block_id',
    ]);
    const query = about('POST', `/v1/data_sources/${id}/query`, { page_size: 1, nonsense: 1 }, 299);
    expect(query).toEqual([
      'POST /v1/data_sources/{data_source_id}/query: body.nonsense is unknown',
      'POST /v1/data_sources/{data_source_id}/query does not answer 299',
    ]);
  });
});
