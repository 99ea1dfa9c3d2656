import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { ExportRow } from '../../../shared/api/worklog-lists.ts';
import { useTestServer } from '../../support/server.ts';
import { track, bookTracked, part } from '../booking/support.ts';
import { furnishTwo } from '../http/two-departments.ts';
import { book } from './support.ts';

describe('worklogs as a file', () => {
  const server = useTestServer({ startAt: '2026-03-02T20:00:00.000Z' });

  function ask(query: string, token = server().token): Promise<Response> {
    return server().request(`/api/v1/worklogs/export?${query}`, { headers: { authorization: `Bearer ${token}` } });
  }
  const csv = async (query = '') => (await ask(`format=csv&${query}`)).text();
  const json = async (query = '') => (await (await ask(query)).json()) as ExportRow[];

  it('in CSV have a heading, exact seconds, hours with two decimals, and quotes where they are needed', async () => {
    await server().connect();
    await book(server(), { seconds: 5400, text: 'fixed "flaky", test\nand more' });
    const response = await ask('format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="worklogs.csv"');
    const text = await response.text();
    const [heading = ''] = text.split('\r\n');
    expect(heading).toBe(
      'day,key,title,person,seconds,hours,text,origin,trackedOn,bookedBy,isAutomatic,state,startedAt,createdAt,id,issueId,personId',
    );
    expect(text).toMatch(/^2026-03-02,NT-42,/mu);
    expect(text).toContain(',Administrator,5400,1.50,"fixed ""flaky"", test\nand more",manual,,,no,pending,');
    expect(text.endsWith('\r\n')).toBe(true);
  });

  it('run nothing in the spreadsheet of who opens them', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const mallory = await addDeveloper('@SUM(1+1)');
    await book(server(), { text: '=HYPERLINK("http://example.com")' }, mallory.token);
    await book(server(), { text: '- tidied up', seconds: 60 });
    const text = await csv();
    expect(text).toContain(`,'@SUM(1+1),5400,1.50,"'=HYPERLINK(""http://example.com"")",`);
    expect(text).toContain(",Administrator,60,0.02,'- tidied up,");
  });

  it('begin with a byte order mark when asked to, for spreadsheets that need one', async () => {
    await server().connect();
    const bytes = async (query: string) => [...new Uint8Array(await (await ask(`format=csv&${query}`)).arrayBuffer())];
    expect((await bytes('bom=true')).slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
    expect((await bytes('')).slice(0, 3)).toEqual([...new TextEncoder().encode('day')]);
  });

  it('say where their time comes from', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const ann = await addDeveloper('Ann Example');
    await track(server(), '2026-03-02T09:00:00Z', 60);
    await bookTracked(server(), { parts: [part('NT-43', 600, 'moved')] });
    await book(server(), { personId: ann.id, seconds: 60 });
    const told = (await json()).map(({ key, person, origin, trackedOn, bookedBy, hours }) => ({
      key,
      person,
      origin,
      trackedOn,
      bookedBy,
      hours,
    }));
    expect(told).toContainEqual({
      key: 'NT-43',
      person: 'Administrator',
      origin: 'coding_time',
      trackedOn: 'NT-42',
      bookedBy: null,
      hours: 0.17,
    });
    expect(told).toContainEqual({
      key: 'NT-42',
      person: 'Ann Example',
      origin: 'manual',
      trackedOn: null,
      bookedBy: 'Administrator',
      hours: 0.02,
    });
  });

  it('are those of the filter, and an empty file when there are none', async () => {
    await server().connect();
    expect(await json()).toEqual([]);
    expect((await csv()).split('\r\n')).toHaveLength(2);
    await book(server(), { seconds: 60 });
    await book(server(), { seconds: 61, key: 'NT-43' });
    expect((await json('key=NT-43')).map(({ seconds }) => seconds)).toEqual([61]);
    expect(await json('toDay=2026-03-01')).toEqual([]);
    expect((await ask('from=yesterday')).status).toBe(400);
  });

  it('are all of them, however many, newest first, and are read piece by piece', async () => {
    await server().connect();
    await book(server(), { seconds: 60 });
    const { db } = server().services;
    await db.execute(sql`
      insert into worklog select (jsonb_populate_record(one, jsonb_build_object(
        'id', md5('worklog' || n), 'seconds', n, 'created_at', (one).created_at - make_interval(secs => n / 3)))).*
      from generate_series(1, 2500) as n, (select worklog.*::worklog from worklog limit 1) as sample(one)`);
    const all = await json();
    expect(all).toHaveLength(2501);
    expect(new Set(all.map(({ id }) => id)).size).toBe(2501);
    expect(all.reduce((total, { seconds }) => total + seconds, 0)).toBe(60 + (2500 * 2501) / 2);
    expect(all.map(({ createdAt }) => createdAt)).toEqual(
      all
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .toReversed(),
    );
    expect((await csv()).split('\r\n')).toHaveLength(2503);
    const reader = (await ask('format=csv')).body?.getReader();
    const first = new TextDecoder().decode((await reader?.read())?.value);
    expect(first.split('\r\n')).toHaveLength(502);
    await reader?.cancel();
  });

  it('are a developer’s own, for an administrator those of the department, and never those of another one', async () => {
    const [ours, theirs] = await furnishTwo(server());
    const people = async (token: string) =>
      ((await (await ask('', token)).json()) as ExportRow[]).map(({ person }) => person);
    expect(await people(ours.administrator.token)).toEqual(['Anchor Developer']);
    expect(await people(theirs.developer.token)).toEqual(['Beacon Developer']);
    const foreign = await ask(`personId=${theirs.developer.id}`, ours.administrator.token);
    expect(await foreign.json()).toEqual([]);
    const forbidden = await ask(`personId=${ours.administrator.id}`, ours.developer.token);
    expect(forbidden.status).toBe(403);
  });
});
