import { describe, expect, it } from 'vitest';
import { listQuarantined } from '../../../server/sources/quarantine.repository.ts';
import { jobContext } from '../../../server/services.ts';
import { useTestServer } from '../../support/server.ts';
import { connectionOf, expectStoreIsTrue, lastRun, nextTick, readIssue, storedIssues, sweep } from './support.ts';

describe('a page that cannot be understood', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;

  /** Puts somebody without an id among the assignees; answers how to take them away again. */
  function spoil(key: string): () => void {
    const { tasksId } = server().sample;
    const column =
      workspace()
        .dataSource(tasksId)
        .properties.find(({ name }) => name === 'Assignee')?.id ?? '';
    const values = workspace().desk.state.pages.get(workspace().findPage(key))?.values ?? {};
    const before = values[column];
    values[column] = { type: 'people', userIds: [undefined as unknown as string] };
    return () => {
      if (before === undefined) delete values[column];
      else values[column] = before;
    };
  }
  const quarantined = async () => {
    const { sources } = await connectionOf(server());
    const ctx = jobContext(server().services, 'test', server().departmentId);
    return listQuarantined(ctx, sources[0]?.id ?? '');
  };

  it('is kept raw with its reason, counted and shown, and the run goes on with the others', async () => {
    spoil('NT-42');
    await server().connect();
    const pageId = workspace().findPage('NT-42');
    expect(await lastRun(server())).toMatchObject({ state: 'done', quarantined: 1, read: 44, changed: 43 });
    expect(await storedIssues(server())).toHaveLength(43);
    expect(await quarantined()).toMatchObject([
      { pageId, attempts: 1, error: expect.stringContaining('id: '), raw: { id: pageId, object: 'page' } },
    ]);
    const { sources, state } = await connectionOf(server());
    expect(sources.map((source) => source.quarantined)).toEqual([1, 0]);
    expect(state).toBe('attention');
  });

  it('keeps what is known of it until it can be understood again', async () => {
    await server().connect();
    const mend = spoil('NT-42');
    workspace().people.rename(workspace().findPage('NT-42'), 'Renamed while broken');
    expect(await nextTick(server())).toMatchObject({ state: 'done', quarantined: 1 });
    expect((await readIssue(server(), 'NT-42')).title).toBe('Sign-in page remembers the last workspace');
    mend();
    workspace().people.rename(workspace().findPage('NT-42'), 'Mended');
    expect(await nextTick(server())).toMatchObject({ state: 'done', quarantined: 0 });
    expect((await readIssue(server(), 'NT-42')).title).toBe('Mended');
    expect(await quarantined()).toEqual([]);
  });

  it('is tried again by every sweep, also when nobody edits it', async () => {
    const mend = spoil('NT-42');
    await server().connect();
    await sweep(server());
    expect((await quarantined())[0]?.attempts).toBeGreaterThan(1);
    mend();
    await sweep(server());
    expect(await quarantined()).toEqual([]);
    await expectStoreIsTrue(server());
  });

  it('leaves the quarantine when it is trashed, moved away or gone', async () => {
    for (const key of ['NT-42', 'NT-43', 'NT-41']) spoil(key);
    await server().connect();
    expect(await quarantined()).toHaveLength(3);
    const { people } = workspace();
    people.movePage(workspace().findPage('NT-42'), server().sample.bugsId);
    people.purge(workspace().findPage('NT-43'));
    people.restrictPage(workspace().findPage('NT-41'));
    await sweep(server());
    expect(await quarantined()).toEqual([]);
  });

  it('counts as such when the rest of a long value is refused', async () => {
    workspace().faults.next({ path: /\/properties\//u }, { answer: { kind: 'status', status: 404 } });
    await server().connect();
    expect(await lastRun(server())).toMatchObject({ state: 'done', quarantined: 1 });
    expect((await connectionOf(server())).sources[0]?.state).toBe('active');
    await sweep(server());
    expect(await quarantined()).toEqual([]);
    await expectStoreIsTrue(server());
  });

  it.each([400, 403, 503])(
    'counts as such when a sweep asks for it and is answered %i, and the sweep goes on with the others',
    async (status) => {
      await server().connect();
      const [refused, trashed] = ['NT-41', 'NT-42'].map((key) => workspace().findPage(key));
      for (const pageId of [refused, trashed]) workspace().people.trash(pageId ?? '');
      const path = `/v1/pages/${refused}`;
      workspace().faults.next({ path, times: 99 }, { answer: { kind: 'status', status } });
      expect(await sweep(server())).toMatchObject({ state: 'done', quarantined: 1 });
      expect(await quarantined()).toMatchObject([{ pageId: refused, attempts: 1 }]);
      expect((await connectionOf(server())).sources[0]?.state).toBe('active');
      expect(await readIssue(server(), 'NT-41')).toMatchObject({ state: 'active' });
      expect(await readIssue(server(), 'NT-42')).toMatchObject({ state: 'trashed' });
      workspace().faults.clear();
      await sweep(server());
      expect(await readIssue(server(), 'NT-41')).toMatchObject({ state: 'trashed' });
      expect(await quarantined()).toEqual([]);
    },
  );

  it('is not what many pages are that Notion does not answer for: then the sweep fails and changes nothing', async () => {
    await server().connect();
    for (const pageId of workspace().rows(server().sample.tasksId)) workspace().people.trash(pageId);
    workspace().faults.next({ path: /\/pages\//u, times: 999 }, { answer: { kind: 'status', status: 503 } });
    const run = await sweep(server());
    expect(run).toMatchObject({ state: 'failed', quarantined: 3, error: { code: 'notion.unavailable' } });
    workspace().faults.clear();
    await sweep(server());
    expect(await quarantined()).toEqual([]);
    expect(await storedIssues(server())).not.toContainEqual(expect.objectContaining({ number: 42, state: 'active' }));
  });

  it('is anything that is no page, and even that does no harm', async () => {
    const nonsense = {
      object: 'list',
      has_more: false,
      results: [{ object: 'page' }, { object: 'page', id: 7 }, 5, null],
    };
    workspace().faults.next(
      { path: /query$/u },
      { answer: { kind: 'status', status: 200, body: JSON.stringify(nonsense) } },
    );
    await server().connect();
    expect(await lastRun(server())).toMatchObject({ state: 'done', quarantined: 2 });
    await nextTick(server());
    await sweep(server());
    expect(await quarantined()).toEqual([]);
    await expectStoreIsTrue(server());
  });
});
