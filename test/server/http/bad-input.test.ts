import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rows } from '../../../server/database/database.ts';
import type { Problem } from '../../../shared/errors.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const nul = '\u0000';
const half = '\ud83d';
const worklog = (change: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  key: 'NT-42',
  seconds: 5400,
  text: 'fixed flaky test',
  ...change,
});

describe('a request with something wrong in it', () => {
  // One server for all: none of these requests changes anything.
  let running: TestServer;
  const server = () => running;
  beforeAll(async () => {
    running = await startTestServer();
    await running.connect();
  });
  afterAll(() => running.close());

  /** How many rows there are of everything. */
  async function countRows(): Promise<Record<string, number>> {
    const { db } = server().services;
    const tables = rows<{ name: string }>(
      await db.execute(sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`),
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = rows<{ count: number }>(await db.execute(sql.raw(`select count(*)::int as count from "${name}"`)));
      counts[name] = row?.count ?? 0;
    }
    return counts;
  }

  async function expectRefusal(answer: Promise<{ status: number; body: Problem }>, wanted: Partial<Problem>) {
    const before = await countRows();
    const { status, body } = await answer;
    expect({ ...body, status }).toMatchObject({ status: 400, code: 'request.invalid', ...wanted });
    expect(body).toMatchObject({ type: `/problems/${body.code}`, fix: expect.any(String) as unknown });
    expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/u);
    expect(await countRows()).toEqual(before);
  }

  const post = (address: string, body: unknown) => server().call<Problem>('POST', address, body);
  const get = (address: string) => server().call<Problem>('GET', address);

  it.each([
    ['a missing field', { seconds: undefined }, 'seconds'],
    ['a field of another type', { seconds: '5400' }, 'seconds'],
    ['a list where a number belongs', { seconds: [5400] }, 'seconds'],
    ['null where a number belongs', { seconds: null }, 'seconds'],
    ['a fraction of a second', { seconds: 0.5 }, 'seconds'],
    ['no time at all', { seconds: 0 }, 'seconds'],
    ['negative time', { seconds: -3600 }, 'seconds'],
    ['more than a day', { seconds: 86_401 }, 'seconds'],
    ['an absurd number', { seconds: 1e308 }, 'seconds'],
    ['a field that is not known', { minutes: 90 }, 'minutes'],
    ['a field named like a part of every object', JSON.parse('{"__proto__": {"seconds": 1}}') as object, '__proto__'],
    ['an id that is none', { id: '42' }, 'id'],
    ['an empty key', { key: '' }, 'key'],
    ['a key as long as a page', { key: 'N'.repeat(101) }, 'key'],
    ['NUL in a text', { text: `a${nul}b` }, 'text'],
    ['a control character in a text', { text: 'a\u001bb' }, 'text'],
    ['half a character in a text', { text: `a${half}b` }, 'text'],
    ['a text as long as a book', { text: 'x'.repeat(20_001) }, 'text'],
    ['a time that is none', { startedAt: 'yesterday' }, 'startedAt'],
    ['a day that does not exist', { startedAt: '2026-02-30T09:00:00Z' }, 'startedAt'],
    ['a time without a zone', { startedAt: '2026-03-02T09:00:00' }, 'startedAt'],
    ['a time before there were computers', { startedAt: '0000-01-01T00:00:00Z' }, 'startedAt'],
    ['a department id that is none', { departmentId: 'mine' }, 'departmentId'],
  ])('is refused with the field that holds %s, and nothing is stored', async (_, change, field) => {
    const body = Object.assign(Object.create(null) as object, worklog(), Object.fromEntries(Object.entries(change)));
    const text = JSON.stringify(body).replace('{', Object.hasOwn(change, '__proto__') ? '{"__proto__":{},' : '{');
    await expectRefusal(server().call<Problem>('POST', '/worklogs', text), { field });
  });

  it('is refused without repeating the value that is wrong', async () => {
    const secret = 'ntn_this-is-a-token-in-the-wrong-place';
    const answers = [
      await post('/worklogs', worklog({ seconds: secret })),
      await post('/worklogs', worklog({ id: secret })),
      await post('/worklogs', worklog({ startedAt: secret })),
      await post('/tokens', { name: 'x', personId: secret }),
      await get(`/issues?limit=${secret}`),
      await get(`/issues?defaultStatus=${secret}`),
      await get(`/issues?cursor=${secret}`),
      await get(`/departments/${secret}`),
      await get(`/runs/${secret}`),
      await server().call<Problem>('PUT', `/departments/${server().departmentId}/notion`, {
        database: 'x'.repeat(32),
        token: `${secret} with spaces`,
      }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(JSON.stringify(body)).not.toContain(secret);
    }
  });

  it.each(['{', '', '{"id":}', 'null garbage', '[1,2', '"', '\u0000', '{"a":1}}'])(
    'is refused as "not JSON" where the body is %j',
    async (body) => {
      const answer = await server().call<Problem>('POST', '/worklogs', body === '' ? ' ' : body);
      expect([answer.status, answer.body.code]).toEqual([400, 'request.json_invalid']);
    },
  );

  it.each([null, [], 'text', 42, true])('is refused where the body is JSON, but %j', async (body) => {
    await expectRefusal(post('/worklogs', JSON.stringify(body)), {});
  });

  it('is refused when it has no body', async () => {
    await expectRefusal(post('/worklogs', undefined), {});
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'x',
  ])('is refused as %s, so that no form of another site can send it', async (type) => {
    const response = await server().request('/api/v1/worklogs', {
      method: 'POST',
      headers: { authorization: `Bearer ${server().token}`, 'content-type': type },
      body: JSON.stringify(worklog()),
    });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([400, 'request.json_invalid']);
  });

  it('is accepted as JSON however that is written', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
      const response = await server().request('/api/v1/worklogs', {
        method: 'POST',
        headers: { authorization: `Bearer ${server().token}`, 'content-type': type },
        body: JSON.stringify(worklog()),
      });
      expect([type, response.status]).toEqual([type, 201]);
    }
  });

  it('is refused when it is larger than a megabyte', async () => {
    const { status, body } = await post('/worklogs', worklog({ text: 'x'.repeat(1_000_000) }));
    expect([status, body.code]).toEqual([413, 'request.too_large']);
  });

  it('is refused when it is nested deeper than anybody writes by hand, and answers in time', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const asItem = await server().call<{ results: unknown[] }>('POST', '/heartbeats', `{"heartbeats":[${deep}]}`);
    expect(asItem.body.results).toMatchObject([{ id: null, status: 'rejected' }]);
    await expectRefusal(server().call<Problem>('POST', '/worklogs', `{"text":${deep}}`), {});
    await expectRefusal(server().call<Problem>('POST', '/worklogs', deep), {});
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1e9', 'limit'],
    ['limit=many', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['defaultStatus=FINISHED', 'defaultStatus'],
    ['search=%00', 'search'],
    [`search=${'x'.repeat(201)}`, 'search'],
    ['statsu=Done', 'statsu'],
    ['status=Done&Status=Done', 'Status'],
  ])('is refused with the field in the query ?%s', async (query, field) => {
    await expectRefusal(get(`/issues?${query}`), { field });
  });

  it.each([
    'x',
    '%00',
    Buffer.from('2026-03-02T09:00:00.000Z').toString('base64url'),
    Buffer.from(`2026-03-02T09:00:00.000Z ${nul}`).toString('base64url'),
    Buffer.from('2026-03-02T09:00:00.000Z 42').toString('base64url'),
    Buffer.from(`never ${randomUUID()}`).toString('base64url'),
    Buffer.from(`-271821-04-20T00:00:00.000Z ${randomUUID()}`).toString('base64url'),
    Buffer.from(`+275760-09-13T00:00:00.000Z ${randomUUID()}`).toString('base64url'),
    Buffer.from(`0001-01-01T00:00:00.000Z ${randomUUID()}`).toString('base64url'),
    Buffer.from(`2026-03-02 ${randomUUID()}`).toString('base64url'),
    `${Buffer.from(`2026-03-02T09:00:00.000Z ${randomUUID()}`).toString('base64url')}=`,
  ])('is refused with the cursor %s, which no list has given', async (cursor) => {
    for (const list of ['/issues', '/branches', '/worklogs', `/departments/${server().departmentId}/runs`]) {
      await expectRefusal(get(`${list}?cursor=${cursor}`), { code: 'request.cursor_invalid', field: 'cursor' });
    }
  });

  it('may carry the cursor of another list: it is only a place in time', async () => {
    const first = await server().call<{ nextCursor: string }>('GET', '/issues?limit=1');
    expect((await get(`/worklogs?cursor=${first.body.nextCursor}`)).status).toBe(200);
  });

  it.each(['%00', '%zz', '%e0%a4%a', '%2e%2e%2f%2e%2e', '..%5c', '%f0%9f', "';--", '%ed%a0%80', 'x'.repeat(3000)])(
    'is answered 404 where an address holds %s',
    async (part) => {
      const addresses = [
        `/issues/${part}`,
        `/issues/${part}/history`,
        `/worklogs/${part}`,
        `/runs/${part}`,
        `/departments/${part}`,
        `/departments/${server().departmentId}/statuses/${part}/x`,
      ];
      for (const address of addresses.slice(0, 5)) {
        const { status, body } = await get(address);
        expect([address, status, body.code.split('.').at(-1)]).toEqual([address, 404, 'not_found']);
      }
      const decided = await server().call<Problem>('PUT', addresses[5] ?? '', { defaultStatus: 'DONE' });
      expect(decided.status).toBe(404);
    },
  );

  it('is answered 404 where the id of a status holds what no id holds', async () => {
    const { departmentId, call } = server();
    const { body } = await call<{ items: { sourceId: string }[] }>('GET', `/departments/${departmentId}/statuses`);
    const sourceId = body.items[0]?.sourceId ?? '';
    for (const part of ['%00', '%zz', 'x'.repeat(3000), 'unknown']) {
      const answer = await call<Problem>('PUT', `/departments/${departmentId}/statuses/${sourceId}/${part}`, {
        defaultStatus: 'DONE',
      });
      expect([part, answer.status, answer.body.code]).toEqual([part, 404, 'status.not_found']);
    }
  });

  it('is refused where a span of time is turned around or longer than a year and a bit', async () => {
    const span = (from: string, to: string) => get(`/time?from=${from}&to=${to}`);
    await expectRefusal(span('2026-03-02T00:00:00Z', '2026-03-01T00:00:00Z'), { field: 'to' });
    await expectRefusal(span('2020-03-02T00:00:00Z', '2026-03-01T00:00:00Z'), { field: 'to' });
    await expectRefusal(span('2026-03-02T00:00:00Z', ''), { field: 'to' });
  });

  it('does not spoil the other heartbeats of a batch, and says of each what is wrong with it', async () => {
    const beat = (change: Record<string, unknown> = {}) => ({
      id: randomUUID(),
      at: server().clock.now().toISOString(),
      repository: 'example.org/team/app',
      branch: 'main',
      entity: 'a.ts',
      ...change,
    });
    const heartbeats = [
      beat(),
      beat({ at: '0000-01-01T00:00:00Z' }),
      beat({ entity: half }),
      beat({ branch: nul }),
      beat({ id: 7 }),
      beat({ more: 1 }),
      null,
      beat(),
    ];
    const { status, body } = await server().call<{ results: { status: string; reason?: string }[] }>(
      'POST',
      '/heartbeats',
      { heartbeats },
    );
    expect(status).toBe(200);
    expect(body.results.map((result) => result.status)).toEqual([
      'stored',
      ...Array.from({ length: 6 }, () => 'rejected'),
      'stored',
    ]);
    expect(body.results.slice(1, 5).map(({ reason }) => reason?.split(':')[0])).toEqual([
      'at',
      'entity',
      'branch',
      'id',
    ]);
  });

  it('names what has no meaning: a name of spaces, two lines in a name, a time zone nobody has', async () => {
    await expectRefusal(post('/departments', { name: '   ' }), { field: 'name' });
    await expectRefusal(post('/people', { name: 'two\nlines' }), { field: 'name' });
    await expectRefusal(post('/people', { name: 'A', email: 'no address' }), { field: 'email' });
    await expectRefusal(post('/people', { name: 'A', role: 'owner' }), { field: 'role' });
    await expectRefusal(post('/departments', { name: 'A', slug: 'Not A Slug' }), { field: 'slug' });
    await expectRefusal(server().call<Problem>('PATCH', '/me', { timeZone: 'Mars/Olympus' }), { field: 'timeZone' });
    const { body } = await post('/people', { name: '  Ada Lovelace ' });
    expect(body).toMatchObject({ name: 'Ada Lovelace' });
  });
});
