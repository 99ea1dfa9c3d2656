import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { hear } from '../../support/events.ts';
import { useTestServer } from '../../support/server.ts';
import { slowServer, somebodyWaits } from '../heartbeats/slow-server.ts';
import { beatAt, beatsAt, send, timeOf } from '../heartbeats/support.ts';
import { endBranch, repository, resolve, rowsOf } from './support.ts';

const quarterOfAnHour = [-15, -10, -5, 0];

describe('a branch that is older than its page', () => {
  const server = useTestServer();

  it('waits, and is linked when the page arrives, without a new commit or another look', async () => {
    const { connect, poll, sample } = server();
    await connect();
    expect(await resolve(server(), 'feature/NT-1338')).toMatchObject({
      issue: null,
      rule: 'waiting',
      reason: 'No task NT-1338 is known yet. The branch is linked as soon as it appears.',
    });
    sample.workspace.people.createPage(sample.tasksId, { title: 'Written after the branch' });
    await poll();
    const [row] = await rowsOf(server(), 'feature/NT-1338');
    expect(row).toMatchObject({ issue: { key: 'NT-1338', title: 'Written after the branch' }, rule: 'number' });
  });

  it('editors are told when the link changes', async () => {
    const { connect, poll, sample, feed, departmentId } = server();
    await connect();
    await resolve(server(), 'feature/NT-1338');
    const subscription = await feed.subscribe({ departmentIds: [departmentId], personId: '', after: undefined });
    sample.workspace.people.createPage(sample.tasksId, { title: 'Written after the branch' });
    await poll();
    const heard = await hear(server(), subscription);
    subscription.end();
    const [row] = await rowsOf(server(), 'feature/NT-1338');
    expect(heard).toContainEqual(
      expect.objectContaining({
        type: 'branch',
        data: { repository, branch: 'feature/NT-1338', issueId: row?.issue?.id },
      }),
    );
  });

  it('waits for a page by a part of its id too', async () => {
    const { connect, poll, sample } = server();
    await connect();
    const { people } = sample.workspace;
    const pageId = people.createPage(sample.tasksId, { title: 'Known by its id' });
    const plain = pageId.replaceAll('-', '');
    await resolve(server(), `feature/NT-${plain.slice(0, 16)}`);
    await resolve(server(), `feature/NT-${plain.slice(-16)}`);
    await poll();
    for (const fragment of [plain.slice(0, 16), plain.slice(-16)]) {
      const [row] = await rowsOf(server(), `feature/NT-${fragment}`);
      expect(row).toMatchObject({ issue: { title: 'Known by its id' }, rule: 'fragment' });
    }
  });

  it('seen before Notion was connected, it is linked by the first sync', async () => {
    await resolve(server(), 'feature/NT-42');
    await resolve(server(), 'fix/BUG-3');
    await server().connect();
    expect((await rowsOf(server(), 'feature/NT-42'))[0]?.issue?.key).toBe('NT-42');
    expect((await rowsOf(server(), 'fix/BUG-3'))[0]?.issue?.key).toBe('BUG-3');
  });

  it('that was deleted in the meantime is linked too', async () => {
    const { connect, poll, sample } = server();
    await connect();
    await resolve(server(), 'feature/NT-1338');
    await endBranch(server(), 'feature/NT-1338');
    sample.workspace.people.createPage(sample.tasksId, { title: 'Written after the branch' });
    await poll();
    expect((await rowsOf(server(), 'feature/NT-1338'))[0]?.issue?.key).toBe('NT-1338');
  });

  it('gives its earlier coding time to the task', async () => {
    const { connect, poll, sample, clock } = server();
    await connect();
    await send(server(), beatsAt(clock.now(), quarterOfAnHour, 'feature/NT-1338'));
    clock.advance(20 * minuteMs);
    expect((await timeOf(server())).items).toMatchObject([{ key: null, seconds: 900 }]);
    sample.workspace.people.createPage(sample.tasksId, { title: 'Written after the branch' });
    await poll();
    expect((await timeOf(server())).items).toMatchObject([{ key: 'NT-1338', seconds: 900 }]);
    expect(await resolve(server(), 'feature/NT-1338')).toMatchObject({ trackedSeconds: 900, trackedTodaySeconds: 900 });
  });

  it('with a missing first key works for the second one until the first arrives', async () => {
    const { connect, poll, sample } = server();
    await connect();
    expect((await resolve(server(), 'NT-1338-NT-42')).issue?.key).toBe('NT-42');
    sample.workspace.people.createPage(sample.tasksId, { title: 'Written after the branch' });
    await poll();
    expect((await rowsOf(server(), 'NT-1338-NT-42'))[0]?.issue?.key).toBe('NT-1338');
  });

  it('is linked when it is first seen while its page is being read', async () => {
    const { connect, poll, sample, clock } = server();
    await connect();
    sample.workspace.people.createPage(sample.tasksId, { title: 'Written after the branch' });
    const { send: sendSlowly, worked, commit } = slowServer(server());
    const seeing = sendSlowly([beatAt(clock.now(), 'feature/NT-1338')]);
    await worked;
    const polling = poll();
    await Promise.race([polling, somebodyWaits(server())]);
    commit();
    await Promise.all([seeing, polling]);
    expect((await rowsOf(server(), 'feature/NT-1338'))[0]?.issue?.key).toBe('NT-1338');
  });

  it('is one branch when several servers see it for the first time', async () => {
    const { connect, clock } = server();
    await connect();
    const { send: sendSlowly, worked, commit } = slowServer(server());
    const seeing = sendSlowly([beatAt(clock.now(), 'NT-42'), beatAt(clock.now(), 'NT-43')]);
    await worked;
    const others = [
      send(server(), [beatAt(clock.now(), 'NT-43'), beatAt(clock.now(), 'NT-42')]),
      resolve(server(), 'NT-42'),
      resolve(server(), 'NT-43'),
    ];
    await Promise.race([...others, somebodyWaits(server())]);
    commit();
    await Promise.all([seeing, ...others]);
    expect([await rowsOf(server(), 'NT-42'), await rowsOf(server(), 'NT-43')].map(({ length }) => length)).toEqual([
      1, 1,
    ]);
  });
});

describe('keys that change', () => {
  const server = useTestServer();

  it('a branch stays linked when the prefix changes in Notion: the old key is an alias', async () => {
    const { connect, poll, sample, clock } = server();
    await connect();
    await resolve(server(), 'feature/NT-42');
    await resolve(server(), 'feature/WEB-43');
    await send(server(), beatsAt(clock.now(), quarterOfAnHour, 'feature/NT-42'));
    sample.workspace.people.changeUniqueIdPrefix(sample.tasksId, 'WEB');
    await poll();
    const [old] = await rowsOf(server(), 'feature/NT-42');
    expect(old).toMatchObject({
      issue: { key: 'WEB-42' },
      rule: 'alias',
      reason: 'NT-42 in the branch name is an older key of the task that is now WEB-42.',
    });
    expect((await rowsOf(server(), 'feature/WEB-43'))[0]).toMatchObject({ issue: { key: 'WEB-43' }, rule: 'number' });
    expect(await resolve(server(), 'new/nt-44')).toMatchObject({ issue: { key: 'WEB-44' }, rule: 'alias' });
    clock.advance(20 * minuteMs);
    expect((await timeOf(server())).items).toMatchObject([{ key: 'WEB-42', seconds: 900 }]);
  });

  it('a branch stays linked when the prefix changes in Notion after the setting was changed', async () => {
    const { connect, call, poll, sample, departmentId } = server();
    await connect();
    await resolve(server(), 'feature/NT-42');
    const settings = { enabled: true, database: sample.databaseUrl, prefix: 'WEB' };
    await call('PUT', `/departments/${departmentId}/notion`, settings);
    await server().settled();
    sample.workspace.people.changeUniqueIdPrefix(sample.tasksId, 'WEB');
    await poll();
    expect((await rowsOf(server(), 'feature/NT-42'))[0]).toMatchObject({ issue: { key: 'WEB-42' }, rule: 'alias' });
  });

  it('where Notion shows no prefix, the one of the department counts, and its older one stays an alias', async () => {
    const { connect, call, poll, sample, departmentId } = server();
    sample.workspace.people.changeUniqueIdPrefix(sample.tasksId, null);
    await connect();
    expect((await resolve(server(), 'feature/NT-42')).issue?.key).toBe('NT-42');
    expect(await resolve(server(), 'feature/WEB-43')).toMatchObject({ issue: null });
    const settings = { enabled: true, database: sample.databaseUrl, prefix: 'WEB' };
    await call('PUT', `/departments/${departmentId}/notion`, settings);
    await server().settled();
    await poll();
    expect((await rowsOf(server(), 'feature/NT-42'))[0]).toMatchObject({ issue: { key: 'WEB-42' }, rule: 'alias' });
    expect((await rowsOf(server(), 'feature/WEB-43'))[0]).toMatchObject({ issue: { key: 'WEB-43' }, rule: 'number' });
  });

  it('a key that comes to mean two tasks unlinks the branch, and one task again links it', async () => {
    const { connect, poll, sample } = server();
    await connect();
    await resolve(server(), 'feature/NT-7');
    sample.workspace.people.changeUniqueIdPrefix(sample.bugsId, 'NT');
    await poll();
    expect((await rowsOf(server(), 'feature/NT-7'))[0]).toMatchObject({ issue: null, rule: 'ambiguous' });
    sample.workspace.people.changeUniqueIdPrefix(sample.bugsId, 'DEFECT');
    await poll();
    expect((await rowsOf(server(), 'feature/NT-7'))[0]).toMatchObject({ issue: { key: 'NT-7' }, rule: 'number' });
  });

  it('the tasks of a database that was replaced make no key ambiguous', async () => {
    const { connect, call, departmentId, sample, settled } = server();
    await connect();
    await resolve(server(), 'feature/NT-7');
    await resolve(server(), 'feature/NT-42');
    const { people } = sample.workspace;
    const columns = [
      { name: 'Name', type: 'title' as const },
      { name: 'ID', type: 'unique_id' as const, prefix: 'NT' },
    ];
    const { databaseId, dataSourceIds } = people.addDatabase('New tasks', [{ title: 'New tasks', columns }]);
    people.share(databaseId);
    for (let number = 1; number <= 8; number += 1) {
      people.createPage(dataSourceIds[0] ?? '', { title: `New task ${number}` });
    }
    const settings = { enabled: true, database: databaseId, prefix: 'NT' };
    expect((await call('PUT', `/departments/${departmentId}/notion`, settings)).status).toBe(200);
    await settled();
    expect((await rowsOf(server(), 'feature/NT-7'))[0]).toMatchObject({ issue: { title: 'New task 7' } });
    expect((await rowsOf(server(), 'feature/NT-42'))[0]).toMatchObject({ issue: { key: 'NT-42' } });
  });
});
