import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../support/server.ts';
import {
  connectionOf,
  expectStoreIsTrue,
  historyOf,
  nextTick,
  save,
  setCapabilities,
  storedIssues,
  sync,
} from './support.ts';

describe('access to the database', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;

  it('a token whose integration is not connected to the database yields no pages', async () => {
    const { token } = workspace().people.addToken();
    const saved = await save(server(), { token });
    expect(saved.body).toMatchObject({ state: 'failing', detail: expect.stringContaining('not shared') });
    expect(await storedIssues(server())).toEqual([]);
    workspace().people.share(server().sample.databaseId);
    expect((await nextTick(server())).state).toBe('done');
    await expectStoreIsTrue(server());
  });

  it('only pages of databases the integration was added to are seen', async () => {
    await server().connect();
    const titles = (await storedIssues(server())).map(({ title }) => title);
    expect(titles).not.toContain('An applicant');
    expect(titles).not.toContain('Team handbook');
    await expectStoreIsTrue(server());
  });

  it.each(['cron', 'by hand'])(
    'when the connection is removed in Notion, the next sync %s reports it and keeps everything',
    async (how) => {
      await server().connect();
      const before = await storedIssues(server());
      const history = await historyOf(server(), 'NT-42');
      workspace().people.unshareDatabase(server().sample.databaseId);
      const run = await (how === 'cron' ? nextTick(server()) : sync(server()));
      expect(run).toMatchObject({ state: 'failed', changed: 0, error: { code: 'notion.not_shared' } });
      const { state, sources } = await connectionOf(server());
      expect(state).toBe('failing');
      expect(sources.map((source) => source.state)).toEqual(['inaccessible', 'inaccessible']);
      expect(sources[0]?.detail).toBe(
        'Notion does not show "Tasks" to this connection any more. What was read of it stays.',
      );
      expect(await storedIssues(server())).toEqual(before);
      expect(await historyOf(server(), 'NT-42')).toEqual(history);
    },
  );

  it('when it is given back, what happened meanwhile is read, what was trashed too', async () => {
    await server().connect();
    const { people } = workspace();
    people.unshareDatabase(server().sample.databaseId);
    people.trash(workspace().findPage('NT-42'));
    people.rename(workspace().findPage('NT-1'), 'Renamed meanwhile');
    await nextTick(server());
    await nextTick(server());
    people.share(server().sample.databaseId);
    expect((await nextTick(server())).state).toBe('done');
    expect((await connectionOf(server())).sources.map(({ state, detail }) => ({ state, detail }))).toEqual([
      { state: 'active', detail: null },
      { state: 'active', detail: null },
    ]);
    await expectStoreIsTrue(server());
  });

  it('needs outbound calls only: with no port to reach us, reading, linking and writing work', async () => {
    const { call, deliver, sample } = server();
    expect(server().services.environment.PUBLIC_URL).toBeUndefined();
    await server().connect();
    const link = await call('GET', '/branches/resolve?repository=web&branch=feature%2FNT-42-login');
    expect(link.body).toMatchObject({ issue: { key: 'NT-42' } });
    await call('POST', '/worklogs', { id: randomUUID(), key: 'NT-42', seconds: 5400, text: 'fixed flaky test' });
    await deliver();
    expect(sample.workspace.comments(workspace().findPage('NT-42')).at(-1)?.text).toBe('+1.50h — fixed flaky test');
  });

  it('set-up needs only the token of an internal integration and a shared database, and no public one', async () => {
    const { call, departmentId, sample, services, settled } = server();
    const settings = { database: sample.databaseUrl, token: sample.token };
    expect((await call('PUT', `/departments/${departmentId}/notion`, settings)).status).toBe(200);
    await settled();
    const bot = await services.notion.session(sample.token).read((client) => client.users.me({}));
    expect(bot).toMatchObject({ type: 'bot', bot: { owner: { type: 'workspace' } } });
    expect(workspace().requestsLog.filter(({ path }) => path.includes('oauth'))).toEqual([]);
    await expectStoreIsTrue(server());
  });

  it('a column that is hidden in a view is read all the same, because views are never asked for: branches link', async () => {
    const viewId = new URL(server().sample.databaseUrl).searchParams.get('v') ?? '';
    expect(viewId).toMatch(/^[\da-f]{32}$/u);
    await server().connect();
    await nextTick(server());
    const asked = workspace().requestsLog.map(({ path, query }) => `${path}?${query}`.replaceAll('-', ''));
    expect(asked.filter((text) => text.includes('/views') || text.includes(viewId))).toEqual([]);
    expect(asked.filter((text) => text.includes('filter_properties'))).toEqual([]);
    const link = await server().call('GET', '/branches/resolve?repository=web&branch=feature%2FNT-42-login');
    expect(link.body).toMatchObject({ issue: { key: 'NT-42' }, rule: 'number' });
  });

  it('without the capability to read content the run says which capability is missing', async () => {
    await server().connect();
    setCapabilities(server(), { readContent: false });
    expect(await nextTick(server())).toMatchObject({ state: 'failed', error: { code: 'notion.capability' } });
    setCapabilities(server(), { readContent: true });
    expect((await nextTick(server())).state).toBe('done');
  });

  it('with a new token of the same integration the old one may be deleted at once', async () => {
    await server().connect();
    const { people } = workspace();
    const second = people.issueSecondToken(server().sample.token);
    expect((await save(server(), { token: second.token })).status).toBe(200);
    people.revokeToken(server().sample.token);
    people.rename(workspace().findPage('NT-1'), 'Read with the new token');
    expect((await nextTick(server())).state).toBe('done');
    await expectStoreIsTrue(server());
  });

  it('data sources are read as they are added to the database and left when they are taken away', async () => {
    await server().connect();
    const { people, desk } = workspace();
    const { databaseId } = server().sample;
    const made = people.addDatabase('More', [
      {
        title: 'Ideas',
        columns: [
          { name: 'Idea', type: 'title' },
          { name: 'ID', type: 'unique_id', prefix: 'IDEA' },
        ],
      },
    ]);
    const [ideasId = ''] = made.dataSourceIds;
    people.createPage(ideasId, { Idea: 'A good one' });
    const database = desk.state.databases.get(databaseId);
    const ideas = desk.state.dataSources.get(ideasId);
    if (database === undefined || ideas === undefined) throw new Error('The sample has no database');
    database.dataSourceIds.push(ideasId);
    ideas.databaseId = databaseId;
    await sync(server());
    expect((await server().call('GET', '/issues/IDEA-1')).status).toBe(200);
    database.dataSourceIds.pop();
    await sync(server());
    expect((await connectionOf(server())).sources.map(({ name }) => name)).toEqual(['Tasks', 'Bugs']);
    expect((await storedIssues(server())).some(({ projectKey }) => projectKey === 'IDEA-1')).toBe(true);
  });
});
