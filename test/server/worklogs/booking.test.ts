import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { rows } from '../../../server/database/database.ts';
import { useTestServer } from '../../support/server.ts';
import { book, find, hours, texts, tryToBook } from './support.ts';

describe('booking time', () => {
  const server = useTestServer();

  it('answers as soon as it is stored, before Notion has it', async () => {
    const { connect } = server();
    await connect();
    const answer = await tryToBook(server(), { text: 'soon' });
    expect(answer).toMatchObject({
      status: 201,
      body: { key: 'NT-42', seconds: 5400, text: 'soon', state: 'pending', comment: { state: 'pending' } },
    });
    expect(texts(server())).toEqual([]);
  });

  it('works by the same call for the editor’s telemetry, for a person and for any other program', async () => {
    const { connect, deliver, addDeveloper } = server();
    await connect();
    const dev = await addDeveloper('Ann Example');
    await book(server(), { text: 'from the editor', startedAt: '2026-03-02T08:00:00Z' }, dev.token);
    await book(server(), { text: 'by hand' }, dev.token);
    await book(server(), { text: 'by a script' });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — from the editor', '+1.50h — by hand', '+1.50h — by a script']);
    expect(hours(server())).toBe(7);
  });

  it('of a day, sent again after the person went to another time zone, is still the same worklog', async () => {
    const { connect, call } = server();
    await connect();
    const booking = { id: randomUUID(), day: '2026-02-28' };
    expect((await tryToBook(server(), booking)).status).toBe(201);
    await call('PATCH', '/me', { timeZone: 'Asia/Tokyo' });
    const again = await tryToBook(server(), booking);
    expect(again).toMatchObject({ status: 200, body: { day: '2026-02-28', startedAt: '2026-02-28T00:00:00.000Z' } });
    expect((await tryToBook(server(), { ...booking, day: '2026-02-27' })).status).toBe(409);
  });

  it('twice with the same id and content is one worklog: 201, then 200 with the same body', async () => {
    const { connect, deliver } = server();
    await connect();
    const booking = { id: randomUUID(), text: 'once', startedAt: '2026-03-02T08:00:00+01:00' };
    const first = await tryToBook(server(), booking);
    const again = await tryToBook(server(), { ...booking, startedAt: '2026-03-02T07:00:00Z' });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — once']);
    expect((await tryToBook(server(), booking)).status).toBe(200);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — once']);
  });

  it('with a used id and other content is refused with 409', async () => {
    const { connect } = server();
    await connect();
    const id = randomUUID();
    await book(server(), { id, text: 'mine' });
    for (const other of [{ seconds: 60 }, { text: 'other' }, { key: 'NT-43' }, { startedAt: '2026-03-02T07:00:00Z' }]) {
      const answer = await tryToBook(server(), { id, text: 'mine', ...other });
      expect(answer).toMatchObject({ status: 409, body: { code: 'worklog.id_conflict', field: 'id' } });
    }
  });

  it('with the id of another person is refused without a word about theirs', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const [ann, ben] = [await addDeveloper('Ann Example'), await addDeveloper('Ben Example')];
    const booking = { id: randomUUID(), text: 'secret plans' };
    await book(server(), booking, ann.token);
    const same = await tryToBook(server(), booking, ben.token);
    expect(same.status).toBe(409);
    expect(JSON.stringify(same.body)).not.toMatch(/Ann|secret|NT-42|5400/u);
  });

  it('twenty times at once with one id is one worklog', async () => {
    const { connect, deliver } = server();
    await connect();
    const booking = { id: randomUUID(), text: 'impatient' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => tryToBook(server(), booking)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 19 }, () => 200),
      201,
    ]);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — impatient']);
    expect(hours(server())).toBe(4);
  });

  it('by twenty people at once counts every one', async () => {
    const { connect, deliver } = server();
    await connect();
    await Promise.all(Array.from({ length: 20 }, (_, index) => book(server(), { seconds: 60 * (index + 1) })));
    await deliver();
    expect(texts(server())).toHaveLength(20);
    expect(hours(server())).toBe(6);
  });

  it('takes the key in any case of letters, the id of the task, and its key from before the prefix was changed', async () => {
    const { connect, deliver, poll, sample, call } = server();
    await connect();
    const { body: issue } = await call<{ id: string }>('GET', '/issues/NT-42');
    sample.workspace.people.changeUniqueIdPrefix(sample.tasksId, 'TASK');
    await poll();
    for (const key of ['nt-42', 'TASK-42', issue.id])
      expect(await book(server(), { key })).toMatchObject({ key: 'TASK-42' });
    await deliver();
    expect(texts(server(), 'TASK-42')).toHaveLength(3);
  });

  it.each([
    ['nothing', 0],
    ['less than nothing', -60],
    ['more than a day', 86_401],
    ['half a second', 0.5],
    ['a text', '1h'],
    ['no number', null],
    ['more than a number', 1e300],
  ])('of %s is refused, naming the field', async (_, seconds) => {
    await server().connect();
    const answer = await tryToBook(server(), { seconds });
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', field: 'seconds' } });
  });

  it.each([
    ['a control character', { text: 'bell \u0007' }, 'text'],
    ['a NUL', { text: 'a\u0000b' }, 'text'],
    ['more text than fits', { text: 'x'.repeat(20_001) }, 'text'],
    ['a malformed id', { id: '42' }, 'id'],
    ['a time without zone', { startedAt: '2026-03-02 09:00' }, 'startedAt'],
  ])('with %s is refused, naming the field', async (_, booking, field) => {
    await server().connect();
    expect(await tryToBook(server(), booking)).toMatchObject({ status: 400, body: { field } });
  });

  it('on a key that no task has is refused, naming the field', async () => {
    await server().connect();
    for (const key of ['NT-9999', 'nonsense', 'NT-42\n', randomUUID()]) {
      const answer = await tryToBook(server(), { key });
      expect([400, 404]).toContain(answer.status);
      expect(answer.body).toMatchObject({ field: 'key' });
    }
  });

  it('on a key that two tasks have is refused with both of them, and the id of one decides', async () => {
    const { connect, poll, sample } = server();
    await connect();
    sample.workspace.people.changeUniqueIdPrefix(sample.bugsId, 'NT');
    await poll();
    const bugs = await server().call<{ items: { id: string; key: string }[] }>('GET', '/issues?limit=200');
    const keys = bugs.body.items.map(({ key }) => key);
    const shared = keys.find((key, index) => key !== null && keys.indexOf(key) !== index) ?? '';
    const twins = bugs.body.items.filter(({ key }) => key === shared);
    const answer = await tryToBook(server(), { key: shared });
    expect(answer).toMatchObject({ status: 409, body: { code: 'issue.ambiguous', field: 'key' } });
    for (const { id } of twins) expect(JSON.stringify(answer.body)).toContain(id);
    expect((await tryToBook(server(), { key: twins[1]?.id })).status).toBe(201);
  });

  it('on a task of another department is not possible', async () => {
    const { connect, call } = server();
    await connect();
    const { body: other } = await call<{ id: string }>('POST', '/departments', { name: 'Others', slug: 'others' });
    const answer = await tryToBook(server(), { departmentId: other.id });
    expect(answer).toMatchObject({ status: 404, body: { code: 'issue.not_found' } });
  });

  it('works before Notion is connected again: what is owed waits', async () => {
    const { connect, call, departmentId, sample, deliver } = server();
    await connect();
    const settings = { database: sample.databaseUrl, prefix: 'NT' };
    await call('PUT', `/departments/${departmentId}/notion`, { ...settings, enabled: false });
    const worklog = await book(server(), { text: 'later' });
    await deliver();
    expect(texts(server())).toEqual([]);
    expect(await find(server(), worklog)).toMatchObject({ state: 'pending' });
    await call('PUT', `/departments/${departmentId}/notion`, { ...settings, enabled: true });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — later']);
  });

  it('is on record with who did it', async () => {
    const { connect, addDeveloper, services } = server();
    await connect();
    const dev = await addDeveloper('Ann Example');
    const { id } = await book(server(), {}, dev.token);
    const found = rows<{ actor: string; action: string }>(
      await services.db.execute(sql`select actor, action from audit_entry where subject = ${id}`),
    );
    expect(found).toEqual([{ actor: `person:${dev.id}`, action: 'worklog.added' }]);
  });
});
