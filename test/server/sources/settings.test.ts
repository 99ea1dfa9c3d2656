import { describe, expect, it } from 'vitest';
import type { BranchLink } from '../../../shared/api/branches.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { connectionOf, lastRun, nextTick, requestsDuring, save, storedIssues, sync } from './support.ts';

const bare = (id: string) => id.replaceAll('-', '');

describe('the settings of the connection', () => {
  const server = useTestServer();

  it('the database id is the 32 characters right before "?v=" in the link', async () => {
    const { sample } = server();
    expect(sample.databaseUrl).toContain(`-${bare(sample.databaseId)}?v=`);
    await save(server());
    expect((await connectionOf(server())).database).toBe(bare(sample.databaseId));
  });

  it('a link, a plain id and an id with dashes save the same value, in small and in capital letters', async () => {
    const { databaseId, databaseUrl } = server().sample;
    const forms = [
      databaseUrl,
      `https://app.notion.com/p/${bare(databaseId)}`,
      `https://acme.notion.site/${bare(databaseId)}?v=${'0'.repeat(32)}&pvs=4`,
      bare(databaseId),
      databaseId,
      bare(databaseId).toUpperCase(),
      `  ${databaseId.toUpperCase()}\n`,
    ];
    for (const database of forms) {
      const saved = await save(server(), { database });
      expect(saved.status).toBe(200);
      expect(saved.body.database).toBe(bare(databaseId));
    }
    expect((await connectionOf(server())).sources).toHaveLength(2);
  });

  it('an ordinary page is refused with a message that says so, and nothing is saved', async () => {
    const refused = await save(server(), { database: server().sample.plainPageId });
    expect(refused).toMatchObject({
      status: 400,
      body: { code: 'notion.is_page', title: 'This is a page, not a database', field: 'database' },
    });
    expect(await connectionOf(server())).toMatchObject({ state: 'not_connected', hasToken: false });
  });

  it('a row of the database is refused as a page too', async () => {
    const { workspace } = server().sample;
    expect((await save(server(), { database: workspace.findPage('NT-42') })).body.code).toBe('notion.is_page');
  });

  it('the id of a data source is accepted, and only that data source is read', async () => {
    const { bugsId } = server().sample;
    expect((await save(server(), { database: bugsId })).status).toBe(200);
    const { sources } = await connectionOf(server());
    expect(sources.map(({ dataSourceId }) => dataSourceId)).toEqual([bugsId]);
    expect((await storedIssues(server())).every(({ projectKey }) => projectKey?.startsWith('BUG-'))).toBe(true);
  });

  it('a link that holds nothing but the id of a view is refused, and the message says where the database id stands', async () => {
    const refused = await save(server(), { database: `https://www.notion.so/acme/?v=${'a1'.repeat(16)}` });
    expect(refused.status).toBe(400);
    expect(refused.body.code).toBe('notion.database_id_invalid');
    expect(refused.body.detail).toContain('“?v=”');
  });

  it('a linked view and the id of a view by itself are not found, and the message says what they may be', async () => {
    for (const database of [server().sample.linkedViewId, 'b2'.repeat(16)]) {
      const { detail } = (await save(server(), { database })).body;
      expect(detail).toContain('A linked view has no id of its own');
      expect(detail).toContain('behind "?v=" in a link is the id of a view');
    }
  });

  it('text that holds no id is refused with what to paste instead', async () => {
    const refused = await save(server(), { database: 'our tasks' });
    expect(refused).toMatchObject({ status: 400, body: { code: 'notion.database_id_invalid', field: 'database' } });
  });

  it('the prefix is a letter followed by letters and digits, and nothing else', async () => {
    for (const prefix of ['N-T', '', '1A', 'N T', 'NT.', 'ÄNT']) {
      expect((await save(server(), { prefix })).status).toBe(400);
    }
    expect((await save(server(), { prefix: 'Eng2' })).body.prefix).toBe('Eng2');
  });

  it('without a prefix of its own the department uses NOTION_ISSUE_PREFIX, which is NT by default', async () => {
    expect((await save(server(), { prefix: undefined })).body.prefix).toBe('NT');
  });

  it('the token may be left out once one is saved, and must not be left out before', async () => {
    const first = await save(server(), { token: undefined });
    expect(first).toMatchObject({ status: 400, body: { code: 'request.invalid', field: 'token' } });
    await save(server());
    expect((await save(server(), { token: undefined })).status).toBe(200);
    expect((await lastRun(server())).state).toBe('done');
  });

  it('after saving, a first sync starts at once and not only at the next tick', async () => {
    await save(server());
    expect(await lastRun(server())).toMatchObject({ trigger: 'settings', state: 'done' });
  });

  it('turning the connection off stops polling and keeps all data', async () => {
    await server().connect();
    const before = await storedIssues(server());
    const off = await save(server(), { enabled: false });
    expect(off.body).toMatchObject({ enabled: false, state: 'off', nextRunAt: null });
    const { workspace } = server().sample;
    workspace.people.rename(workspace.findPage('NT-1'), 'Not seen');
    server().clock.advance(30 * minuteMs);
    expect(await requestsDuring(server(), () => server().poll())).toEqual([]);
    expect(await storedIssues(server())).toEqual(before);
    const refused = await server().call('POST', `/notion/sync/${server().departmentId}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'notion.disabled' } });
    await save(server());
    expect((await storedIssues(server())).find(({ projectKey }) => projectKey === 'NT-1')?.title).toBe('Not seen');
  });

  it('a department without settings answers the sync with 409, an unknown department with 404', async () => {
    const { call, departmentId } = server();
    expect(await call('POST', `/notion/sync/${departmentId}`)).toMatchObject({
      status: 409,
      body: { code: 'notion.disabled' },
    });
    for (const unknown of ['019d0000-0000-7000-8000-000000000000', 'tasks']) {
      expect(await call('POST', `/notion/sync/${unknown}`)).toMatchObject({
        status: 404,
        body: { code: 'department.not_found' },
      });
    }
  });

  it('only an administrator can see or change the settings, test them or start a sync', async () => {
    await server().connect();
    const { departmentId, sample, call } = server();
    const { token } = await server().addDeveloper('Dev');
    const settings = { enabled: true, database: sample.databaseUrl, token: sample.token };
    const calls = [
      ['GET', `/departments/${departmentId}/notion`, undefined],
      ['PUT', `/departments/${departmentId}/notion`, settings],
      ['POST', `/departments/${departmentId}/notion/test`, settings],
      ['POST', `/notion/sync/${departmentId}`, undefined],
    ] as const;
    for (const [method, path, body] of calls) {
      expect((await call(method, path, body, token)).status).toBe(403);
      expect((await call(method, path, body, null)).status).toBe(401);
    }
  });

  it('one department holds exactly one database: another one takes its place, and its tasks leave the lists', async () => {
    await server().connect();
    const { workspace } = server().sample;
    const columns = [
      { name: 'Name', type: 'title' as const },
      { name: 'ID', type: 'unique_id' as const, prefix: 'NT' },
    ];
    const { databaseId, dataSourceIds } = workspace.people.addDatabase('Merged', [{ title: 'Merged', columns }]);
    workspace.people.share(databaseId);
    workspace.people.createPage(dataSourceIds[0] ?? '', { Name: 'The new first task' });
    await save(server(), { database: databaseId });
    const { sources } = await connectionOf(server());
    expect(sources.map(({ name }) => name)).toEqual(['Merged']);
    const { call } = server();
    expect(await call('GET', '/issues/NT-1')).toMatchObject({ status: 200, body: { title: 'The new first task' } });
    const { body } = await call<{ items: unknown[] }>('GET', '/issues');
    expect(body.items).toHaveLength(1);
    expect((await storedIssues(server())).length).toBeGreaterThan(40);
  });

  it('several departments may read several databases: each shows the tasks of its own only', async () => {
    await server().connect();
    const { call, sample, settled } = server();
    const { people } = sample.workspace;
    const columns = [
      { name: 'Name', type: 'title' as const },
      { name: 'ID', type: 'unique_id' as const, prefix: 'OPS' },
    ];
    const { databaseId, dataSourceIds } = people.addDatabase('Operations', [{ title: 'Operations', columns }]);
    people.share(databaseId);
    people.createPage(dataSourceIds[0] ?? '', { Name: 'Renew the certificate' });
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Operations' });
    await call('PUT', `/departments/${other.body.id}/notion`, { database: databaseId, token: sample.token });
    await settled();
    const keysOf = async (id: string) => {
      const { body } = await call<{ items: { key: string }[] }>('GET', `/issues?limit=200&departmentId=${id}`);
      return body.items.map(({ key }) => key);
    };
    expect(await keysOf(other.body.id)).toEqual(['OPS-1']);
    const here = await keysOf(server().departmentId);
    expect(here).toContain('NT-42');
    expect(here).not.toContain('OPS-1');
  });

  it('what Test Connection finds wrong keeps nobody from saving, and is shown in the settings until it is mended', async () => {
    const { people } = server().sample.workspace;
    const { databaseId, tasksId } = server().sample;
    people.unshareDatabase(databaseId);
    people.retypeProperty(tasksId, 'Time Spent', { type: 'rich_text' });
    expect((await save(server())).status).toBe(200);
    for (let look = 0; look < 2; look += 1) {
      await nextTick(server());
      const { state, detail } = await connectionOf(server());
      expect([state, detail]).toEqual(['failing', expect.stringContaining('not shared')]);
    }
    people.share(databaseId);
    await nextTick(server());
    const timeSpent = async () => {
      const { sources } = await connectionOf(server());
      const tasks = sources.find(({ dataSourceId }) => dataSourceId === tasksId);
      return tasks?.notices.find(({ name }) => name === 'time spent');
    };
    expect(await connectionOf(server())).toMatchObject({ state: 'attention', detail: null });
    expect(await timeSpent()).toMatchObject({ level: 'warning', fix: expect.stringContaining('Number') });
    people.retypeProperty(tasksId, 'Time Spent', { type: 'number', format: 'number' });
    await nextTick(server());
    expect(await timeSpent()).toMatchObject({ level: 'ok' });
  });

  it('settings that change end the run that goes by the old ones', async () => {
    await server().connect();
    const { sample, call, departmentId } = server();
    const held = sample.workspace.faults.next({ path: /query$/u }, { answer: { kind: 'real' }, hold: true });
    const { body: old } = await call<{ runId: string }>('POST', `/notion/sync/${departmentId}`);
    await held.reached;
    const path = `/departments/${departmentId}/notion`;
    await call('PUT', path, { enabled: true, database: sample.bugsId, prefix: 'NT' });
    held.release();
    await server().settled();
    expect((await call('GET', `/runs/${old.runId}`)).body).toMatchObject({
      state: 'failed',
      error: { detail: 'The settings were changed during this run; the next one goes by the new ones.' },
    });
    expect(await lastRun(server())).toMatchObject({ trigger: 'settings', state: 'done' });
    expect((await connectionOf(server())).sources.map(({ dataSourceId }) => dataSourceId)).toEqual([sample.bugsId]);
    expect((await sync(server())).state).toBe('done');
  });
});

describe('the prefix of branch names', () => {
  const server = useTestServer({ environment: { NOTION_ISSUE_PREFIX: 'ENG' } });

  it('is NOTION_ISSUE_PREFIX in a department that sets none, and its own in one that sets it', async () => {
    const { call, departmentId, sample } = server();
    sample.workspace.people.changeUniqueIdPrefix(sample.tasksId, null);
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Other team' });
    const settings = { database: sample.databaseUrl, token: sample.token };
    await call('PUT', `/departments/${departmentId}/notion`, settings);
    await call('PUT', `/departments/${other.body.id}/notion`, { ...settings, prefix: 'WEB' });
    await server().settled();
    const keyOf = async (branch: string, id: string) => {
      const query = new URLSearchParams({ branch, repository: 'web', departmentId: id });
      const { body } = await call<BranchLink>('GET', `/branches/resolve?${query.toString()}`);
      return body.issue?.key ?? null;
    };
    expect([await keyOf('feature/ENG-42', departmentId), await keyOf('feature/WEB-42', departmentId)]).toEqual([
      'ENG-42',
      null,
    ]);
    expect([await keyOf('feature/ENG-42', other.body.id), await keyOf('feature/WEB-42', other.body.id)]).toEqual([
      null,
      'WEB-42',
    ]);
  });
});
