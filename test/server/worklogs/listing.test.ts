import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { hourMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, remove } from './support.ts';

const states = ['pending', 'done', 'blocked', 'needs_review'] as const;

describe('the list of worklogs', () => {
  const server = useTestServer();

  async function list(query = '', token?: string): Promise<Worklog[]> {
    const items: Worklog[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await server().call<{ items: Worklog[]; nextCursor: string | null }>(
        'GET',
        `/worklogs?${query}${next}`,
        undefined,
        token,
      );
      expect(answer.status).toBe(200);
      items.push(...answer.body.items);
      cursor = answer.body.nextCursor;
    }
    return items;
  }

  it('shows developers their own and administrators everybody’s, newest first, without those taken back', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const [ann, ben] = [await addDeveloper('Ann Example'), await addDeveloper('Ben Example')];
    await book(server(), { text: 'a' }, ann.token);
    await remove(server(), await book(server(), { text: 'gone' }, ann.token), ann.token);
    await book(server(), { text: 'b' }, ben.token);
    const shown = (worklogs: Worklog[]) => worklogs.map(({ text }) => text);
    expect(shown(await list('', ann.token))).toEqual(['a']);
    expect(shown(await list(`personId=${ann.id}`, ann.token))).toEqual(['a']);
    expect(shown(await list())).toEqual(['b', 'a']);
    expect(shown(await list(`personId=${ben.id}`))).toEqual(['b']);
    const refused = await server().call('GET', `/worklogs?personId=${ben.id}`, undefined, ann.token);
    expect(refused).toMatchObject({ status: 403, body: { code: 'auth.forbidden', field: 'personId' } });
  });

  it('can be narrowed to a key, and to the time when the work was done', async () => {
    const { connect, clock } = server();
    await connect();
    clock.set('2026-03-02T12:00:00Z');
    await book(server(), { text: 'yesterday', startedAt: '2026-03-01T15:00:00+01:00' });
    await book(server(), { text: 'now' });
    clock.advance(hourMs);
    await book(server(), { text: 'other task', key: 'NT-43' });
    const texts = async (query: string) => (await list(query)).map(({ text }) => text);
    expect(await texts('key=nt-42')).toEqual(['now', 'yesterday']);
    expect(await texts('from=2026-03-02T00:00:00Z')).toEqual(['other task', 'now']);
    expect(await texts('to=2026-03-02T00:00:00Z')).toEqual(['yesterday']);
    expect(await texts('from=2026-03-01T14:00:00Z&to=2026-03-02T12:30:00Z&key=NT-42')).toEqual(['now', 'yesterday']);
    expect(await texts('from=2026-03-01T14:00:01Z&to=2026-03-02T12:00:00Z')).toEqual([]);
  });

  it('refuses what it does not understand, naming the field', async () => {
    await server().connect();
    const refused = {
      'state=lost': 'state',
      'from=yesterday': 'from',
      'limit=0': 'limit',
      'key=NT-9999': 'key',
      'personId=me': 'personId',
    };
    for (const [query, field] of Object.entries(refused)) {
      const answer = await server().call('GET', `/worklogs?${query}`);
      expect([400, 404]).toContain(answer.status);
      expect(answer.body).toMatchObject({ field });
    }
  });

  it('comes in pages without gaps or repeats, also of worklogs of the same instant', async () => {
    const { connect, clock } = server();
    await connect();
    const at = clock.now();
    const made: string[] = [];
    for (let index = 0; index < 13; index += 1) {
      clock.set(at);
      made.push((await book(server(), { seconds: 60 })).id);
    }
    for (const limit of [1, 4, 13, 50]) {
      const ids = (await list(`limit=${limit}`)).map(({ id }) => id);
      expect(ids.toSorted()).toEqual(made.toSorted());
      expect(ids).toEqual((await list()).map(({ id }) => id));
    }
  });

  it('narrowed to a state holds exactly the worklogs that show it', async () => {
    const { connect, services } = server();
    await connect();
    for (const key of ['NT-42', 'NT-43', 'NT-44']) {
      for (const seconds of [10, 10, 3600, 1800, 12]) await book(server(), { key, seconds });
    }
    const effectStates = fc.constantFrom('pending', 'held', 'done', 'blocked', 'needs_review');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(effectStates, fc.nat(6), fc.boolean()), { minLength: 18, maxLength: 18 }),
        async (rolls) => {
          for (const [index, [state, delivered, onItsWay]] of rolls.entries()) {
            await services.db.execute(sql`
            update effect set state = ${state}, delivered = ${delivered},
              sent_at = case when ${onItsWay} then now() end
            where id = (select id from effect order by id limit 1 offset ${index})`);
          }
          const all = await list();
          for (const state of states) {
            const expected = all.filter((worklog) => worklog.state === state).map(({ id }) => id);
            expect((await list(`state=${state}`)).map(({ id }) => id)).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
