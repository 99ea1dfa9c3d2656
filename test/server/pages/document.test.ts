import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { rows } from '../../../server/database/database.ts';
import type { IssueDocument } from '../../../shared/api/issues.ts';
import { propertyTexts } from '../../../server/notion/property-text.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { readIssue, setCapabilities } from '../sources/support.ts';
import { requestsSince } from '../worklogs/support.ts';
import { setStatus, type Told } from './support.ts';

describe('the page of a task', () => {
  const server = useTestServer();
  const people = () => server().sample.workspace.people;
  const pageId = (key = 'NT-42') => server().sample.workspace.findPage(key);
  const read = (key = 'NT-42', token?: string) =>
    server().call<Told<IssueDocument>>('GET', `/issues/${key}/document`, undefined, token);
  const requestsOf = async (work: () => Promise<unknown>) => {
    const from = server().sample.workspace.requestsLog.length;
    await work();
    return requestsSince(server(), from);
  };

  it('is read as it is now: its text as Markdown and its properties as people read them', async () => {
    const { connect, clock, sample } = server();
    await connect();
    clock.advance(minuteMs);
    people().rename(pageId(), 'Renamed a moment ago');
    people().setProperty(pageId(), 'Assignee', [sample.people['Mira Dahlgren'] ?? '', sample.people['Robin'] ?? '']);
    const { status, body } = await read();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      key: 'NT-42',
      title: 'Renamed a moment ago',
      markdown: 'Whoever signs in again should land where they left off.',
      truncated: false,
      readAt: clock.now().toISOString(),
      editedAt: '2026-03-02T09:01:00.000Z',
    });
    const names = body.properties.map(({ name }) => name);
    expect(names).toEqual(
      sample.workspace
        .dataSource(sample.tasksId)
        .properties.filter(({ type }) => type !== 'title')
        .map(({ name }) => name),
    );
    const values = Object.fromEntries(body.properties.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      ID: 'NT-42',
      Status: 'In Progress',
      Assignee: 'Mira Dahlgren, Robin',
      'Time Spent': '2.5',
      Area: 'Web',
      Due: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u) as unknown,
    });
    expect((await readIssue(server(), 'NT-42')).title).toBe('Renamed a moment ago');
  });

  it('is asked for once by editors that ask several times in a row, and again later or after a write', async () => {
    const { connect, clock } = server();
    await connect();
    const markdown = (requests: string[]) => requests.filter((request) => request.endsWith('/markdown')).length;
    const together = () => Promise.all([read(), read(), read()]);
    expect(markdown(await requestsOf(together))).toBe(1);
    clock.advance(29 * secondMs);
    expect(await requestsOf(read)).toEqual([]);
    await setStatus(server(), { status: 'QA' });
    const after = await read();
    expect(after.body.properties).toContainEqual({ name: 'Status', value: 'QA' });
    clock.advance(31 * secondMs);
    expect(markdown(await requestsOf(read))).toBe(1);
    const stored = rows<{ found: number }>(
      await server().services.db.execute(
        sql`select count(*)::int as found from issue where issue::text like '%land where they left off%'`,
      ),
    );
    expect(stored).toEqual([{ found: 0 }]);
  });

  it('names related tasks by their keys and people by their names, as far as they are known', async () => {
    const { connect, sample } = server();
    const { dataSourceId, databaseId } = { dataSourceId: sample.tasksId, databaseId: sample.databaseId };
    people().addProperty(sample.tasksId, 'Blocked by', { type: 'relation', dataSourceId, databaseId });
    people().setProperty(pageId(), 'Blocked by', [pageId('NT-44'), sample.plainPageId]);
    const left = people().addPerson({ name: 'Somebody who left' });
    people().setProperty(pageId(), 'Assignee', [left]);
    people().deactivatePerson(left);
    await connect();
    const { title } = await readIssue(server(), 'NT-44');
    const { properties } = (await read()).body;
    expect(properties).toContainEqual({ name: 'Blocked by', value: `NT-44 ${title}, ${sample.plainPageId}` });
    expect(properties).toContainEqual({ name: 'Assignee', value: left });
  });

  it('is refused when it is not shared, in the trash, or may not be read', async () => {
    await server().connect();
    people().restrictPage(pageId());
    expect((await read()).body).toMatchObject({ status: 409, code: 'notion.page_gone' });
    people().unrestrictPage(pageId());
    setCapabilities(server(), { readContent: false });
    const forbidden = await read();
    expect([forbidden.status, forbidden.body.code]).toEqual([403, 'notion.capability']);
    setCapabilities(server(), { readContent: true });
    people().trash(pageId());
    expect((await read()).body.code).toBe('notion.page_gone');
    expect((await read('NT-999999')).body.code).toBe('issue.not_found');
  });

  it('says when Notion is away, and is read again as soon as it is back', async () => {
    await server().connect();
    const failing = { answer: { kind: 'html', status: 502 } } as const;
    server().sample.workspace.faults.next({ method: 'GET', path: /\/markdown$/u, times: 2 }, failing);
    const { status, body } = await read();
    expect([status, body.code]).toEqual([503, 'notion.unavailable']);
    expect((await read()).status).toBe(200);
  });

  it('says when it is longer than what Notion answers', async () => {
    await server().connect();
    const body = JSON.stringify({ object: 'page_markdown', markdown: 'The start', truncated: true });
    server().sample.workspace.faults.next(
      { method: 'GET', path: /\/markdown$/u },
      { answer: { kind: 'status', status: 200, body } },
    );
    expect((await read()).body).toMatchObject({ markdown: 'The start', truncated: true });
  });
});

describe('a property as people read it', () => {
  const names = { person: (id: string) => `name of ${id}`, page: (id: string) => `page ${id}` };
  const shown = (type: string, value: unknown, more: object = {}) =>
    propertyTexts({ properties: { P: { id: 'p', type, [type]: value, ...more } } }, names)[0]?.value;
  const part = (text: string) => ({ plain_text: text, type: 'text' });

  it.each([
    ['rich_text', [part('a'), part('b')], 'ab'],
    ['number', 0, '0'],
    ['number', -1.5, '-1.5'],
    ['select', { id: '1', name: 'High', color: 'red' }, 'High'],
    ['multi_select', [{ name: 'a' }, { name: 'b' }], 'a, b'],
    ['status', { name: 'Done' }, 'Done'],
    ['date', { start: '2026-03-02', end: null, time_zone: null }, '2026-03-02'],
    ['date', { start: '2026-03-02', end: '2026-03-04' }, '2026-03-02 to 2026-03-04'],
    [
      'people',
      [
        { object: 'user', id: 'u1', name: 'Ada' },
        { object: 'user', id: 'u2' },
      ],
      'Ada, name of u2',
    ],
    ['files', [{ name: 'a.png', type: 'file', file: { url: 'https://signed.example/?token' } }], 'a.png'],
    ['files', [{ type: 'external', external: { url: 'https://example.com/x' } }], 'https://example.com/x'],
    ['checkbox', true, 'yes'],
    ['checkbox', false, 'no'],
    ['url', 'https://example.com', 'https://example.com'],
    ['email', 'a@example.com', 'a@example.com'],
    ['phone_number', '+49 1', '+49 1'],
    ['created_time', '2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.000Z'],
    ['created_by', { object: 'user', id: 'u3' }, 'name of u3'],
    ['last_edited_by', { object: 'user', id: 'u3', name: 'Bob' }, 'Bob'],
    ['unique_id', { prefix: 'NT', number: 7 }, 'NT-7'],
    ['unique_id', { prefix: null, number: 7 }, '7'],
    ['unique_id', { prefix: 'NT', number: null }, ''],
    ['relation', [{ id: 'x' }, { id: 'y' }], 'page x, page y'],
    ['formula', { type: 'string', string: 'made' }, 'made'],
    ['formula', { type: 'number', number: null }, ''],
    ['formula', { type: 'boolean', boolean: true }, 'yes'],
    ['formula', { type: 'date', date: { start: '2026-03-02' } }, '2026-03-02'],
    ['formula', { type: 'unsupported', unsupported: {} }, ''],
    ['rollup', { type: 'number', number: 3, function: 'sum' }, '3'],
    [
      'rollup',
      {
        type: 'array',
        array: [
          { type: 'title', title: [part('t')] },
          { type: 'number', number: 2 },
        ],
      },
      't, 2',
    ],
    ['rollup', { type: 'unsupported', function: 'sum' }, ''],
    ['verification', { state: 'verified' }, 'verified'],
    ['place', { lat: 1, lon: 2, name: 'Office', address: null }, 'Office'],
    ['button', {}, ''],
    ['select', null, ''],
    ['hologram', { beam: 1 }, '{"beam":1}'],
    ['select', 'no object', '"no object"'],
    ['hologram', 'x'.repeat(600), `"${'x'.repeat(499)}…`],
  ])('of type %s is text: %j', (type, value, text) => {
    expect(shown(type, value)).toBe(text);
  });

  it('says that there is more where Notion shows only the first of many', () => {
    expect(shown('relation', [{ id: 'x' }], { has_more: true })).toBe('page x, …');
    const crowd = Array.from({ length: 25 }, (_, index) => ({ id: `u${index}`, name: 'A' }));
    expect(shown('people', crowd)).toMatch(/, …$/u);
  });

  it('is never the reason to fail, whatever Notion answers', () => {
    for (const answer of [null, {}, { properties: null }, { properties: { P: null, Q: { type: 7 }, R: 'x' } }]) {
      expect(Array.isArray(propertyTexts(answer, names))).toBe(true);
    }
  });
});
