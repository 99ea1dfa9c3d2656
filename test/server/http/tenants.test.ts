import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../shared/api/issues.ts';
import type { Problem } from '../../../shared/errors.ts';
import { schemaChecker } from '../workspace/json-schema.ts';
import { useTestServer } from '../../support/server.ts';
import { callsOf, fill, readDescription } from './description.ts';
import { furnishTwo } from './two-departments.ts';

const from = '2026-01-01T00:00:00Z';
const to = '2026-12-31T00:00:00Z';
/** What a call needs besides its address. */
const queries: Record<string, string> = {
  '/branches/resolve': '?branch=main&repository=local',
  '/time': `?from=${from}&to=${to}&groupBy=branch`,
};

describe('two departments on one server', () => {
  const server = useTestServer();

  it('show nothing of each other in any call', async () => {
    const { call } = server();
    // A backup holds all departments, and is for nobody who is not in all of them.
    const reading = callsOf(await readDescription(server())).filter(
      ({ method, path }) => method === 'GET' && path !== '/events' && path !== '/export',
    );
    const [one, other] = await furnishTwo(server());
    for (const { administrator } of [one, other]) {
      expect((await call('GET', '/export', undefined, administrator.token)).status).toBe(403);
    }
    for (const [mine, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      let seen = '';
      for (const { path } of reading) {
        const address = `${fill(path, mine.ids)}${queries[path] ?? ''}`;
        const answer = await call(`GET`, address, undefined, mine.administrator.token);
        expect([path, answer.status]).toEqual([path, 200]);
        seen += JSON.stringify(answer.body);
      }
      expect(mine.texts.filter((text) => !seen.includes(text))).toEqual([]);
      expect(theirs.texts.filter((text) => seen.includes(text))).toEqual([]);
    }
  });

  it('show to a developer their own worklogs only, to an administrator those of the department', async () => {
    const { call } = server();
    const [one] = await furnishTwo(server());
    const id = randomUUID();
    await call('POST', '/worklogs', { id, key: 'NT-42', seconds: 60 }, one.administrator.token);
    const list = async (token: string) => {
      const { body } = await call<{ items: { id: string }[] }>('GET', '/worklogs', undefined, token);
      return body.items.map((item) => item.id).toSorted();
    };
    expect(await list(one.developer.token)).toEqual([one.ids.worklogId]);
    expect(await list(one.administrator.token)).toEqual([id, one.ids.worklogId].toSorted());
    expect((await call('GET', `/worklogs/${id}`, undefined, one.developer.token)).status).toBe(404);
    expect((await call('DELETE', `/worklogs/${id}`, undefined, one.developer.token)).status).toBe(404);
    const others = `/worklogs?personId=${one.administrator.id}`;
    expect((await call('GET', others, undefined, one.developer.token)).status).toBe(403);
  });

  it('keep their own tasks apart where both read the same database', async () => {
    const { call } = server();
    const [one, other] = await furnishTwo(server());
    const task = async (token: string) => (await call<Issue>('GET', '/issues/NT-42', undefined, token)).body;
    await call('POST', '/worklogs', { id: randomUUID(), key: 'NT-42', seconds: 3600 }, one.developer.token);
    const [here, there] = [await task(one.developer.token), await task(other.developer.token)];
    expect(here.pageId).toBe(there.pageId);
    expect(here.id).not.toBe(there.id);
    expect([here.loggedSeconds, there.loggedSeconds]).toEqual([9000, 5400]);
  });

  it('do not share ids of worklogs: an id of the other is refused without saying whose it is', async () => {
    const { call } = server();
    const [one, other] = await furnishTwo(server());
    const answer = await call<Problem>(
      'POST',
      '/worklogs',
      { id: other.ids.worklogId, key: 'NT-42', seconds: 5400, text: 'Beacon wrote this' },
      one.developer.token,
    );
    expect([answer.status, answer.body.code]).toEqual([409, 'worklog.id_conflict']);
    expect(JSON.stringify(answer.body)).not.toMatch(/beacon/iu);
  });

  it('let an administrator make tokens for people of their own department only', async () => {
    const { call } = server();
    const [one, other] = await furnishTwo(server());
    const make = (personId: string, token: string) => call<Problem>('POST', '/tokens', { name: 'x', personId }, token);
    expect((await make(one.developer.id, one.administrator.token)).status).toBe(201);
    const foreign = await make(other.developer.id, one.administrator.token);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'person.not_found']);
    const colleague = await make(one.administrator.id, one.developer.token);
    expect([colleague.status, colleague.body.code]).toEqual([403, 'auth.forbidden']);
    // The first administrator belongs to both: a token for them would open the other department too.
    const me = await call<{ id: string }>('GET', '/me');
    const shared = await make(me.body.id, one.administrator.token);
    expect([shared.status, shared.body.code]).toEqual([403, 'auth.forbidden']);
  });
});

describe('answers', () => {
  const server = useTestServer();

  it('are what the description says, for every call that reads', async () => {
    const description = await readDescription(server());
    const check = schemaChecker(description);
    const [one] = await furnishTwo(server());
    await server().deliver();
    for (const { method, path, operation } of callsOf(description)) {
      // One is a stream, the other no JSON.
      if (method !== 'GET' || path === '/events' || path === '/export') continue;
      const address = `${fill(path, one.ids)}${queries[path] ?? ''}`;
      const { body, status } = await server().call('GET', address, undefined, one.administrator.token);
      const schema = operation.responses[status]?.content?.['application/json']?.schema;
      expect([path, schema === undefined ? 'not described' : check(schema, body)]).toEqual([path, []]);
    }
  });
});
