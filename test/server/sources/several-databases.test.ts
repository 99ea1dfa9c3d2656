import { describe, expect, it } from 'vitest';
import type { BranchLink } from '../../../shared/api/branches.ts';
import type { NotionTest } from '../../../shared/api/notion.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { connectionOf, lastRun, nextTick, save, storedIssues, sync } from './support.ts';

const bare = (id: string) => id.replaceAll('-', '');

describe('several databases of a department', () => {
  const server = useTestServer();

  /** A second database, shared with the connection, and its one data source. */
  function addOperations(prefix: string) {
    const { people } = server().sample.workspace;
    const columns = [
      { name: 'Name', type: 'title' as const },
      { name: 'ID', type: 'unique_id' as const, prefix },
    ];
    const { databaseId, dataSourceIds } = people.addDatabase('Operations', [{ title: 'Operations', columns }]);
    people.share(databaseId);
    const [dataSourceId = ''] = dataSourceIds;
    const pageId = people.createPage(dataSourceId, { Name: 'Renew the certificate' });
    return { databaseId, dataSourceId, pageId };
  }
  const keysStored = async () => (await storedIssues(server())).map(({ projectKey }) => projectKey);
  const both = (operations: { databaseId: string }) => `${server().sample.databaseUrl}\n${operations.databaseId}`;

  it('are all read, each data source with a prefix, a watermark and a state of its own', async () => {
    const operations = addOperations('OPS');
    const saved = await save(server(), { database: both(operations) });
    expect(saved.body.database).toBe(`${bare(server().sample.databaseId)} ${bare(operations.databaseId)}`);
    expect(await keysStored()).toContain('OPS-1');
    const { sources } = await connectionOf(server());
    expect(sources.map(({ name, prefix, state }) => [name, prefix, state])).toEqual([
      ['Tasks', 'NT', 'active'],
      ['Bugs', 'BUG', 'active'],
      ['Operations', 'OPS', 'active'],
    ]);
    const before = sources.map(({ watermark }) => watermark);
    server().clock.advance(5 * minuteMs);
    server().sample.workspace.people.rename(operations.pageId, 'Renewed');
    await nextTick(server());
    const after = (await connectionOf(server())).sources.map(({ watermark }) => watermark);
    expect(after.map((watermark, index) => watermark === before[index])).toEqual([true, true, false]);
  });

  it('go on being read when one of them can no longer be seen, whose tasks stay', async () => {
    const operations = addOperations('OPS');
    const { sample } = server();
    await save(server(), { database: both(operations) });
    sample.workspace.people.unshareDatabase(operations.databaseId);
    sample.workspace.people.rename(sample.workspace.findPage('NT-42'), 'Read all the same');
    const run = await sync(server());
    expect(run).toMatchObject({ state: 'failed', error: { code: 'notion.not_shared' } });
    const rows = await storedIssues(server());
    expect(rows.find(({ projectKey }) => projectKey === 'NT-42')?.title).toBe('Read all the same');
    expect(rows.find(({ projectKey }) => projectKey === 'OPS-1')?.state).toBe('active');
    const { sources } = await connectionOf(server());
    expect(sources.map(({ state }) => state)).toEqual(['active', 'active', 'inaccessible']);
    sample.workspace.people.share(operations.databaseId);
    expect((await sync(server())).state).toBe('done');
    expect((await connectionOf(server())).sources.map(({ state }) => state)).toEqual(['active', 'active', 'active']);
  });

  it('with the same prefix make keys that mean two tasks: such a branch is told so and never guessed', async () => {
    const operations = addOperations('NT');
    await save(server(), { database: both(operations) });
    const { call } = server();
    expect((await call<{ code: string }>('GET', '/issues/NT-1')).body.code).toBe('issue.ambiguous');
    const link = await call<BranchLink>('GET', '/branches/resolve?repository=example.com/team/app&branch=NT-1-start');
    expect(link.body).toMatchObject({ issue: null, rule: 'ambiguous' });
    const { sources } = await connectionOf(server());
    const warned = sources.filter(({ notices }) => notices.some(({ message }) => message.includes('prefix of')));
    expect(warned.map(({ name }) => name)).toEqual(['Tasks', 'Operations']);
  });

  it('are told apart by Test Connection: what is wrong with one is no fault of the others', async () => {
    const { sample, departmentId, call } = server();
    const body = { database: `${sample.databaseUrl}, ${sample.plainPageId}`, token: sample.token };
    const { body: test } = await call<NotionTest>('POST', `/departments/${departmentId}/notion/test`, body);
    const database = test.checks.filter(({ name }) => name === 'database').map(({ level }) => level);
    expect(database).toEqual(['ok', 'error']);
    expect(test.checks.some(({ name }) => name.startsWith('status property'))).toBe(true);
  });

  it('are refused with the piece of the text that is none', async () => {
    const saved = await save(server(), { database: `${server().sample.databaseId} nonsense` });
    expect(saved.body).toMatchObject({ code: 'notion.database_id_invalid', field: 'database' });
    expect(saved.body.detail).toContain('“nonsense”');
  });

  it('lose one that is taken out of the settings, and have it back with all its tasks', async () => {
    const operations = addOperations('OPS');
    await save(server(), { database: both(operations) });
    await save(server());
    expect((await connectionOf(server())).sources.map(({ name }) => name)).toEqual(['Tasks', 'Bugs']);
    expect((await lastRun(server())).state).toBe('done');
    await save(server(), { database: both(operations) });
    expect((await connectionOf(server())).sources).toHaveLength(3);
    expect((await server().call('GET', '/issues/OPS-1')).status).toBe(200);
  });
});
