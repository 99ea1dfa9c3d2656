import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { rows } from '../../../server/database/database.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, find, hours, posted, remove, requestsSince, texts } from './support.ts';

describe('changing a worklog', () => {
  const server = useTestServer();

  it('changes its comment and the number in Notion', async () => {
    const { connect, deliver } = server();
    await connect();
    const worklog = await book(server(), { text: 'fixed' });
    await deliver();
    const [before] = posted(server());
    const changed = await change(server(), worklog, { seconds: 7200, text: 'fixed and tested' });
    expect(changed).toMatchObject({ status: 200, body: { seconds: 7200, state: 'pending' } });
    await deliver();
    expect(posted(server())).toMatchObject([{ id: before?.id, text: '+2.00h — fixed and tested' }]);
    expect(hours(server())).toBe(4.5);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('before it was delivered posts only what it is now', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server(), { text: 'fixd' });
    await change(server(), worklog, { text: 'fixed' });
    const from = sample.workspace.requestsLog.length;
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — fixed']);
    expect(requestsSince(server(), from).filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });

  it('to what it is already costs nothing', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server(), { text: 'same' });
    await deliver();
    const from = sample.workspace.requestsLog.length;
    expect((await change(server(), worklog, { seconds: 5400, text: ' same ' })).body).toMatchObject({ state: 'done' });
    await deliver();
    expect(requestsSince(server(), from)).toEqual([]);
  });

  it('with bad input is refused, naming the field', async () => {
    const { connect } = server();
    await connect();
    const worklog = await book(server());
    for (const seconds of [0, -1, 86_401, 1.5, '1h']) {
      expect(await change(server(), worklog, { seconds })).toMatchObject({ status: 400, body: { field: 'seconds' } });
    }
    expect(await change(server(), worklog, { text: '\u0000' })).toMatchObject({ status: 400, body: { field: 'text' } });
    expect((await change(server(), worklog, { key: 'NT-43' })).status).toBe(400);
  });
});

describe('taking a worklog back', () => {
  const server = useTestServer();

  it('removes its comment and lowers the number', async () => {
    const { connect, deliver, call } = server();
    await connect();
    const worklog = await book(server());
    await deliver();
    expect((await remove(server(), worklog)).status).toBe(204);
    await deliver();
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(2.5);
    expect((await call('GET', `/worklogs/${worklog.id}`)).status).toBe(404);
    expect((await call<{ items: unknown[] }>('GET', '/worklogs')).body.items).toEqual([]);
  });

  it('before it was delivered asks Notion for no comment', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    await remove(server(), await book(server()));
    const from = sample.workspace.requestsLog.length;
    await deliver();
    expect(requestsSince(server(), from).filter((request) => request.includes('comments'))).toEqual([]);
    expect(hours(server())).toBe(2.5);
  });
});

describe('a comment that a person removed', () => {
  const server = useTestServer();

  it('is not posted again when its worklog changes, and the worklog says so', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server(), { text: 'fixed' });
    await deliver();
    sample.workspace.people.deleteComment(posted(server())[0]?.id ?? '');
    await change(server(), worklog, { seconds: 7200 });
    await deliver();
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(4.5);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'done',
      comment: { detail: expect.stringMatching(/removed.*not posted again/u) },
    });
  });

  it('needs no removal when its worklog is taken back', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server());
    await deliver();
    sample.workspace.people.deleteComment(posted(server())[0]?.id ?? '');
    await remove(server(), worklog);
    await deliver();
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(2.5);
  });

  it('is told from one on a page that is not shared at the moment: that one still goes later', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    const worklog = await book(server());
    await deliver();
    const pageId = sample.workspace.findPage('NT-42');
    sample.workspace.people.restrictPage(pageId);
    await remove(server(), worklog);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
    sample.workspace.people.unrestrictPage(pageId);
    clock.advance(11 * minuteMs);
    await deliver();
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(2.5);
  });
});

describe('the worklogs of others', () => {
  const server = useTestServer();

  it('are out of reach for developers: not seen, not changed, not taken back', async () => {
    const { connect, addDeveloper, call } = server();
    await connect();
    const [ann, ben] = [await addDeveloper('Ann Example'), await addDeveloper('Ben Example')];
    const worklog = await book(server(), { text: 'mine' }, ann.token);
    for (const answer of [
      await call('GET', `/worklogs/${worklog.id}`, undefined, ben.token),
      await change(server(), worklog, { seconds: 60 }, ben.token),
      await remove(server(), worklog, ben.token),
      await call('POST', `/worklogs/${worklog.id}/review`, { comment: 'post' }, ben.token),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: 'worklog.not_found' } });
      expect(JSON.stringify(answer.body)).not.toContain('mine');
    }
    expect(await find(server(), worklog, ann.token)).toMatchObject({ seconds: 5400 });
  });

  it('may be changed and taken back by administrators, which is on record with before and after', async () => {
    const { connect, addDeveloper, services, deliver, call } = server();
    await connect();
    const ann = await addDeveloper('Ann Example');
    const worklog = await book(server(), { text: 'mine' }, ann.token);
    expect((await change(server(), worklog, { seconds: 60 })).status).toBe(200);
    expect((await remove(server(), worklog)).status).toBe(204);
    await deliver();
    const { body: me } = await call<{ id: string }>('GET', '/me');
    const found = rows<{ actor: string; action: string; detail: unknown }>(
      await services.db.execute(
        sql`select actor, action, detail from audit_entry where subject = ${worklog.id} and actor like 'person:%' order by at, id`,
      ),
    );
    expect(found).toMatchObject([
      { actor: `person:${ann.id}`, action: 'worklog.added' },
      {
        actor: `person:${me.id}`,
        action: 'worklog.changed',
        detail: { before: { seconds: 5400, text: 'mine' }, after: { seconds: 60, text: 'mine' } },
      },
      { actor: `person:${me.id}`, action: 'worklog.deleted', detail: { before: { seconds: 60, text: 'mine' } } },
    ]);
  });
});
