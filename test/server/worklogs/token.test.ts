import { describe, expect, it } from 'vitest';
import { createSecretBox } from '../../../server/config/secret-box.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, deliverWith, find, hours, remove, texts } from './support.ts';

describe('the token of the connection', () => {
  const server = useTestServer();

  const settings = () => ({ enabled: true, database: server().sample.databaseUrl, prefix: 'NT' });
  const save = (body: object = {}) =>
    server().call('PUT', `/departments/${server().departmentId}/notion`, { ...settings(), ...body });
  it('that was deleted holds worklogs back with the reason; after Test Connection and Save they take the new one', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const { people } = sample.workspace;
    const next = people.issueSecondToken(sample.token, 'second');
    people.revokeToken(sample.token);
    const worklog = await book(server());
    await deliver();
    expect(await find(server(), worklog)).toMatchObject({
      state: 'blocked',
      comment: {
        code: 'notion.auth',
        detail: expect.stringMatching(/does not accept the token.*save it in the settings/u),
      },
      timeSpent: { code: 'notion.auth' },
    });
    const tested = await server().call('POST', `/departments/${server().departmentId}/notion/test`, {
      ...settings(),
      token: next.token,
    });
    expect(tested.status).toBe(200);
    await deliver();
    expect(texts(server())).toEqual([]);
    expect((await save({ token: next.token })).status).toBe(200);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
    expect(hours(server())).toBe(4);
    expect(sample.workspace.requestsLog.at(-1)).toMatchObject({ tokenLabel: 'second' });
  });

  it('may be deleted as soon as a new one is saved, also in the middle of a delivery', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const { people, faults } = sample.workspace;
    const next = people.issueSecondToken(sample.token, 'second');
    for (const text of ['one', 'two']) await book(server(), { text });
    const held = faults.next({ method: 'POST', path: '/v1/comments' }, { answer: { kind: 'real' }, hold: true });
    const delivering = deliver();
    await held.reached;
    await save({ token: next.token });
    people.revokeToken(sample.token);
    held.release();
    await delivering;
    expect(texts(server()).toSorted()).toEqual(['+1.50h — one', '+1.50h — two']);
    expect(hours(server())).toBe(5.5);
  });

  it('of another connection leaves the comments of the former one as they are, and says so', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const [changed, removed] = [await book(server(), { text: 'old' }), await book(server(), { text: 'older' })];
    await deliver();
    const other = sample.workspace.people.addToken({ name: 'New connection' });
    sample.workspace.people.share(sample.databaseId, other.integrationId);
    await save({ token: other.token });
    await change(server(), changed, { seconds: 7200 });
    await remove(server(), removed);
    await book(server(), { text: 'new' });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — old', '+1.50h — older', '+1.50h — new']);
    expect(hours(server())).toBe(6);
    expect(await find(server(), changed)).toMatchObject({
      state: 'done',
      comment: { detail: expect.stringMatching(/former connection/u) },
    });
  });

  it('that cannot be opened with the secret of this server says what to do', async () => {
    const { connect, deliver, services } = server();
    await connect();
    const worklog = await book(server());
    await deliverWith({ ...services, secrets: createSecretBox('the secret of another installation') });
    expect((await find(server(), worklog)).comment).toMatchObject({
      state: 'blocked',
      code: 'notion.auth',
      detail: expect.stringMatching(/secret of this server.*save it in the settings/u),
    });
    await save();
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
  });
});
