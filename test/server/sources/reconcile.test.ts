import { describe, expect, it } from 'vitest';
import type { Run } from '../../../shared/api/notion.ts';
import { reconcileNotion } from '../../../server/sources/sources.jobs.ts';
import { hourMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import {
  expectStoreIsTrue,
  historyOf,
  lastRun,
  nextTick,
  readIssue,
  requestsDuring,
  storedIssues,
  storedPage,
  sweep,
} from './support.ts';

describe('comparing all rows with the store', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const people = () => workspace().people;
  const stateOf = async (pageId: string) => (await storedPage(server(), pageId)).state;

  it('happens once a day, and by hand on request', async () => {
    await server().connect();
    const sweeps = async (work: () => Promise<unknown>) => {
      const requests = await requestsDuring(server(), work);
      return requests.filter((request) => request.endsWith('/query')).length - 2;
    };
    expect(await sweeps(() => nextTick(server()))).toBe(0);
    expect(await sweeps(() => sweep(server()))).toBe(2);
    expect(await sweeps(() => nextTick(server()))).toBe(0);
    const byHand = async () => {
      const { call, departmentId, settled } = server();
      const { runId } = (await call<{ runId: string }>('POST', `/notion/sync/${departmentId}?reconcile=true`)).body;
      await settled();
      expect((await call<Run>('GET', `/runs/${runId}`)).body).toMatchObject({
        trigger: 'reconciliation',
        state: 'done',
      });
    };
    expect(await sweeps(byHand)).toBe(2);
  });

  it('happens at its own hour of the night too, and at once after the settings were saved anew', async () => {
    await server().connect();
    const triggered = async (work: () => Promise<unknown>) => {
      const requests = await requestsDuring(server(), work);
      const sweeps = requests.filter((request) => request.endsWith('/query')).length - 2;
      return [(await lastRun(server())).trigger, sweeps];
    };
    const atNight = async () => {
      await reconcileNotion(server().services);
      await server().settled();
    };
    expect(await triggered(atNight)).toEqual(['reconciliation', 2]);
    expect(await triggered(() => server().connect())).toEqual(['settings', 2]);
  });

  it('costs no request per row as long as nothing differs', async () => {
    await server().connect();
    await sweep(server());
    const requests = await requestsDuring(server(), () => sweep(server()));
    expect(requests.filter((request) => request.includes('/pages/'))).toEqual([]);
    expect((await lastRun(server())).changed).toBe(0);
  });

  it('a page in the trash is never taken for deleted by a tick; the sweep reads that it is trashed and keeps it', async () => {
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    const history = await historyOf(server(), 'NT-42');
    people().trash(pageId);
    await nextTick(server());
    expect(await stateOf(pageId)).toBe('active');
    await sweep(server());
    expect(await readIssue(server(), 'NT-42')).toMatchObject({
      state: 'trashed',
      title: expect.stringContaining('Sign-in'),
    });
    expect(await historyOf(server(), 'NT-42')).toEqual(history);
    people().restore(pageId);
    await sweep(server());
    expect(await stateOf(pageId)).toBe('active');
    await expectStoreIsTrue(server());
  });

  it('a trashed page that is deleted for good stays trashed', async () => {
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    people().trash(pageId);
    await sweep(server());
    people().purge(pageId);
    await sweep(server());
    await sweep(server());
    expect(await stateOf(pageId)).toBe('trashed');
  });

  it('an archived page is told as archived until it comes back', async () => {
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    people().archive(pageId);
    await sweep(server());
    expect(await stateOf(pageId)).toBe('archived');
    people().unarchive(pageId);
    await nextTick(server());
    expect(await stateOf(pageId)).toBe('active');
  });

  it('a page that moves to another data source of the department goes on there, under its new key and the old one', async () => {
    const { bugsId } = server().sample;
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    const { id } = await storedPage(server(), pageId);
    people().movePage(pageId, bugsId);
    await sweep(server());
    const moved = await storedPage(server(), pageId);
    expect(moved).toMatchObject({ id, state: 'active', projectKey: 'BUG-15' });
    expect((await readIssue(server(), 'NT-42')).id).toBe(id);
    await expectStoreIsTrue(server());
  });

  it('a page that moves out of all data sources is told as moved, and as active when it comes back', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    const elsewhere = people().addDatabase('Old things', [
      { title: 'Old', columns: [{ name: 'Name', type: 'title' }] },
    ]);
    people().share(elsewhere.databaseId);
    people().movePage(pageId, elsewhere.dataSourceIds[0] ?? '');
    await sweep(server());
    expect(await stateOf(pageId)).toBe('moved');
    await sweep(server());
    expect(await stateOf(pageId)).toBe('moved');
    people().movePage(pageId, tasksId);
    await sweep(server());
    expect(await stateOf(pageId)).toBe('active');
    await expectStoreIsTrue(server());
  });

  it('a page that Notion does not show is called inaccessible only after two sweeps in a row missed it', async () => {
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    people().restrictPage(pageId);
    await sweep(server());
    expect(await stateOf(pageId)).toBe('active');
    await nextTick(server());
    expect(await stateOf(pageId)).toBe('active');
    await sweep(server());
    expect(await readIssue(server(), 'NT-42')).toMatchObject({ state: 'inaccessible' });
    expect(await historyOf(server(), 'NT-42')).toMatchObject([{ endedAt: null }]);
    people().unrestrictPage(pageId);
    await sweep(server());
    expect(await stateOf(pageId)).toBe('active');
    await expectStoreIsTrue(server());
  });

  it('a page that is missed twice but seen in between is not inaccessible', async () => {
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    people().restrictPage(pageId);
    await sweep(server());
    people().unrestrictPage(pageId);
    await sweep(server());
    people().restrictPage(pageId);
    await sweep(server());
    expect(await stateOf(pageId)).toBe('active');
  });

  it('a sweep that cannot be finished changes no state', async () => {
    await server().connect();
    for (const key of ['NT-42', 'NT-7']) people().trash(workspace().findPage(key));
    workspace().faults.next(
      { method: 'GET', path: '/v1/pages/', skip: 1, times: 99 },
      { answer: { kind: 'status', status: 401 } },
    );
    const failed = await sweep(server());
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'notion.auth' } });
    workspace().faults.clear();
    await nextTick(server());
    expect(await stateOf(workspace().findPage('NT-42'))).toBe('trashed');
    expect(await stateOf(workspace().findPage('NT-7'))).toBe('trashed');
    expect((await storedIssues(server())).filter(({ state }) => state !== 'active')).toHaveLength(2);
  });

  it('finds an edit that no tick could see, because its time lies behind the watermark', async () => {
    await server().connect();
    const { clock } = server();
    const pageId = workspace().findPage('NT-1');
    people().rename(pageId, 'Edited behind the back');
    people().dateEdit(pageId, new Date(clock.now().getTime() - 24 * hourMs));
    people().rename(workspace().findPage('NT-2'), 'Moves the watermark');
    await nextTick(server());
    expect((await readIssue(server(), 'NT-1')).title).not.toBe('Edited behind the back');
    await sweep(server());
    await expectStoreIsTrue(server());
  });

  it('finds a number that Notion gave a page without an edit', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    const pageId = people().createPage(tasksId, { Name: 'Not numbered yet' });
    const id =
      workspace()
        .dataSource(tasksId)
        .properties.find(({ type }) => type === 'unique_id')?.id ?? '';
    const values = workspace().desk.state.pages.get(pageId)?.values ?? {};
    const number = values[id];
    if (number === undefined) throw new Error('The page has no number');
    values[id] = { type: 'unique_id', number: null };
    await nextTick(server());
    expect((await storedPage(server(), pageId)).projectKey).toBeNull();
    values[id] = number;
    people().rename(workspace().findPage('NT-2'), 'Moves the watermark');
    await sweep(server());
    expect((await storedPage(server(), pageId)).projectKey).toMatch(/^NT-\d+$/u);
  });
});

describe('comparing all rows where trashing is no edit', () => {
  const server = useTestServer({ workspace: { unsettled: { trashMovesEditTime: false } } });

  it('a page that was trashed and restored is active again', async () => {
    await server().connect();
    const { workspace } = server().sample;
    const pageId = workspace.findPage('NT-42');
    workspace.people.trash(pageId);
    await sweep(server());
    expect((await storedPage(server(), pageId)).state).toBe('trashed');
    workspace.people.restore(pageId);
    await sweep(server());
    await expectStoreIsTrue(server());
  });
});
