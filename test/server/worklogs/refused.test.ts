import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, find, hours, requestsSince, texts } from './support.ts';

describe('a worklog that Notion refuses', () => {
  const server = useTestServer();

  const settings = () => ({ enabled: true, database: server().sample.databaseUrl, prefix: 'NT' });
  const save = (body: object = {}) =>
    server().call('PUT', `/departments/${server().departmentId}/notion`, { ...settings(), ...body });
  const integrationId = () => {
    const { workspace, botId } = server().sample;
    return workspace.snapshot().integrations.find((one) => one.botId === botId)?.id ?? '';
  };

  it('because comments may not be inserted names that capability, and Time Spent is still written', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    sample.workspace.people.setCapabilities(integrationId(), { insertComments: false });
    const worklog = await book(server());
    await deliver();
    expect(hours(server())).toBe(4);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'blocked',
      comment: {
        state: 'blocked',
        code: 'notion.capability',
        detail: expect.stringMatching(/"Insert comments".*Grant the named capability/u),
        nextAttemptAt: expect.any(String),
      },
      timeSpent: { state: 'done' },
    });
  });

  it('because the connection is read-only names the missing capability, and the comment is still posted', async () => {
    const { connect, deliver, sample, poll } = server();
    await connect();
    sample.workspace.people.setCapabilities(integrationId(), { updateContent: false });
    const worklog = await book(server());
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'blocked',
      comment: { state: 'done' },
      timeSpent: { state: 'blocked', code: 'notion.capability', detail: expect.stringMatching(/"Update content"/u) },
    });
    await poll();
    const answer = await server().call<{ items: { state: string }[] }>(
      'GET',
      `/departments/${server().departmentId}/runs`,
    );
    expect(answer.body.items[0]).toMatchObject({ state: 'done' });
  });

  it('because the integration may only read names every missing capability, while the sync goes on', async () => {
    const { connect, deliver, sample, poll, clock } = server();
    await connect();
    const { workspace } = sample;
    workspace.people.setCapabilities(integrationId(), {
      updateContent: false,
      insertContent: false,
      insertComments: false,
    });
    const worklog = await book(server());
    await deliver();
    expect([texts(server()), hours(server())]).toEqual([[], 2.5]);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'blocked',
      comment: { state: 'blocked', code: 'notion.capability', detail: expect.stringMatching(/"Insert comments"/u) },
      timeSpent: { state: 'blocked', code: 'notion.capability', detail: expect.stringMatching(/"Update content"/u) },
    });
    workspace.people.rename(workspace.findPage('NT-42'), 'Read all the same');
    clock.advance(10 * minuteMs);
    await poll();
    expect((await server().call('GET', '/issues/NT-42')).body).toMatchObject({ title: 'Read all the same' });
  });

  it('because pages may not be read names that capability', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    sample.workspace.people.setCapabilities(integrationId(), { readContent: false });
    const worklog = await book(server());
    await deliver();
    expect((await find(server(), worklog)).timeSpent.detail).toMatch(/"Read content"/u);
  });

  it('because the property may not be added names the missing capability', async () => {
    const { connect, deliver, sample } = server();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    await connect();
    sample.workspace.people.setCapabilities(integrationId(), { updateContent: false });
    const worklog = await book(server());
    await deliver();
    expect((await find(server(), worklog)).timeSpent).toMatchObject({
      state: 'blocked',
      detail: expect.stringMatching(/"Update content"/u),
    });
  });

  it('after an unclear end, where comments may not be read, names that capability and posts nothing until it may look', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    sample.workspace.people.setCapabilities(integrationId(), { readComments: false });
    const worklog = await book(server(), { text: 'unseen' });
    const fault = { answer: { kind: 'reset' }, effect: 'applied' } as const;
    sample.workspace.faults.next({ method: 'POST', path: '/v1/comments' }, fault);
    for (let round = 0; round < 10; round += 1) {
      await deliver();
      clock.advance(61 * minuteMs);
    }
    expect(texts(server())).toEqual(['+1.50h — unseen']);
    expect((await find(server(), worklog)).comment).toMatchObject({
      state: 'blocked',
      detail: expect.stringMatching(/"Read comments"/u),
    });
    sample.workspace.people.setCapabilities(integrationId(), { readComments: true });
    await save();
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — unseen']);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('because the free workspace is full is not mistaken for a missing capability', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server());
    const additionalData = { block_limit: '1000' };
    sample.workspace.faults.next(
      { method: 'POST', path: '/v1/comments' },
      { answer: { kind: 'status', status: 403, additionalData } },
    );
    await deliver();
    expect((await find(server(), worklog)).comment).toMatchObject({
      state: 'blocked',
      code: 'notion.rejected',
      detail: expect.stringMatching(/block limit/u),
    });
  });

  it('because the page is in the trash says so, shows the task as trashed, and comes when it is restored', async () => {
    const { connect, deliver, sample, clock, call } = server();
    await connect();
    const pageId = sample.workspace.findPage('NT-42');
    sample.workspace.people.trash(pageId);
    const worklog = await book(server());
    await deliver();
    expect(await find(server(), worklog)).toMatchObject({
      state: 'blocked',
      comment: { code: 'notion.page_gone', detail: expect.stringMatching(/in the trash.*Restore the page/u) },
      timeSpent: { code: 'notion.page_gone' },
    });
    expect((await call('GET', '/issues/NT-42')).body).toMatchObject({ state: 'trashed' });
    sample.workspace.people.restore(pageId);
    clock.advance(11 * minuteMs);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
    expect(hours(server())).toBe(4);
    await server().poll();
    expect((await call('GET', '/issues/NT-42')).body).toMatchObject({ state: 'active' });
  });

  it('because the page is not shared says so, and comes by itself once it is', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    const pageId = sample.workspace.findPage('NT-42');
    sample.workspace.people.restrictPage(pageId);
    const worklog = await book(server());
    await deliver();
    expect(await find(server(), worklog)).toMatchObject({
      state: 'blocked',
      comment: { code: 'notion.page_gone', detail: expect.stringMatching(/not shared/u) },
      timeSpent: { code: 'notion.page_gone', detail: expect.stringMatching(/not shared/u) },
    });
    sample.workspace.people.unrestrictPage(pageId);
    await deliver();
    expect(texts(server())).toEqual([]);
    clock.advance(11 * minuteMs);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
    expect(hours(server())).toBe(4);
  });

  it('for long is tried at most once an hour, and goes at once when the settings are saved', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    sample.workspace.people.setCapabilities(integrationId(), { insertComments: false });
    await book(server());
    for (let minute = 0; minute < 600; minute += 10) {
      await deliver();
      clock.advance(10 * minuteMs);
    }
    const from = sample.workspace.requestsLog.length;
    for (let minute = 0; minute < 120; minute += 1) {
      await deliver();
      clock.advance(minuteMs);
    }
    const tries = requestsSince(server(), from).filter((request) => request === 'POST /v1/comments');
    expect(tries.length).toBeLessThanOrEqual(3);
    expect(tries.length).toBeGreaterThanOrEqual(1);
    sample.workspace.people.setCapabilities(integrationId(), { insertComments: true });
    await save();
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
  });
});

describe('a worklog that waits because it was refused', () => {
  const server = useTestServer();

  it('goes at once when somebody syncs by hand', async () => {
    const { connect, deliver, sample, call, departmentId, settled } = server();
    await connect();
    sample.workspace.people.restrictPage(sample.workspace.findPage('NT-42'));
    await book(server());
    await deliver();
    sample.workspace.people.unrestrictPage(sample.workspace.findPage('NT-42'));
    expect((await call('POST', `/notion/sync/${departmentId}`)).status).toBe(202);
    await settled();
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
  });
});

describe('switching the connection off', () => {
  const server = useTestServer();

  it('stops writing at once and keeps what is owed until it is switched on again', async () => {
    const { connect, deliver, sample, call, departmentId, clock } = server();
    await connect();
    const { faults } = sample.workspace;
    const worklogs = [await book(server(), { text: 'one' }), await book(server(), { text: 'two' })];
    const held = faults.next({ method: 'POST', path: '/v1/comments' }, { answer: { kind: 'real' }, hold: true });
    const delivering = deliver();
    await held.reached;
    const settings = { database: sample.databaseUrl, prefix: 'NT' };
    await call('PUT', `/departments/${departmentId}/notion`, { ...settings, enabled: false });
    held.release();
    await delivering;
    clock.advance(60 * minuteMs);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — one']);
    expect(hours(server())).toBe(2.5);
    expect(await find(server(), worklogs[1] ?? { id: '' })).toMatchObject({ state: 'pending' });
    expect((await call<{ items: unknown[] }>('GET', '/worklogs')).body.items).toHaveLength(2);
    await call('PUT', `/departments/${departmentId}/notion`, { ...settings, enabled: true });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — one', '+1.50h — two']);
    expect(hours(server())).toBe(5.5);
  });
});
