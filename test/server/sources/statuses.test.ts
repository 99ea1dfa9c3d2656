import { describe, expect, it } from 'vitest';
import type { StatusMapping } from '../../../shared/api/departments.ts';
import { listMappingChanges } from '../../../server/sources/sources.repository.ts';
import { jobContext } from '../../../server/services.ts';
import { useTestServer } from '../../support/server.ts';
import { expectStoreIsTrue, historyOf, nextTick, readIssue, storedIssues, storedPage } from './support.ts';

describe('statuses', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const later = () => nextTick(server());
  const statuses = async () =>
    (await server().call<{ items: StatusMapping[] }>('GET', `/departments/${server().departmentId}/statuses`)).body
      .items;
  const statusNamed = async (name: string) => {
    const found = (await statuses()).find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no status ${name}`);
    return found;
  };
  const decide = async (name: string, defaultStatus: string | null) => {
    const { sourceId, optionId } = await statusNamed(name);
    const path = `/departments/${server().departmentId}/statuses/${sourceId}/${encodeURIComponent(optionId)}`;
    return server().call<StatusMapping>('PUT', path, { defaultStatus });
  };
  const changes = () =>
    listMappingChanges(jobContext(server().services, 'test', server().departmentId)).then((rows) =>
      rows.map(({ oldName, newName, oldDefaultStatus, newDefaultStatus }) => [
        oldName,
        newName,
        oldDefaultStatus,
        newDefaultStatus,
      ]),
    );

  it('names with the keywords are DONE, IN_PROGRESS or TO_DO, whatever their case, and anything else is UNDEFINED', async () => {
    await server().connect();
    const understood = Object.fromEntries((await statuses()).map(({ name, defaultStatus }) => [name, defaultStatus]));
    expect(understood).toMatchObject({
      'In Review': 'IN_PROGRESS',
      'Released to prod': 'DONE',
      Icebox: 'UNDEFINED',
      'Done ✅': 'DONE',
      'In Progress': 'IN_PROGRESS',
      'In progress (50%)': 'IN_PROGRESS',
      'To-do': 'TO_DO',
      Готово: 'UNDEFINED',
      "Won't do": 'UNDEFINED',
      Blocked: 'UNDEFINED',
      QA: 'UNDEFINED',
      New: 'TO_DO',
      Reopened: 'TO_DO',
      Shipped: 'DONE',
      Resolved: 'DONE',
      Unresolved: 'UNDEFINED',
    });
    for (const { status, defaultStatus } of await storedIssues(server())) {
      expect(defaultStatus).toBe(understood[status ?? '']);
    }
  });

  it('a negated keyword leaves the decision to the group of the status, and a select has none', async () => {
    await server().connect();
    expect(await statusNamed('Not done')).toMatchObject({
      defaultStatus: 'TO_DO',
      rule: 'group:To-do',
      group: 'To-do',
    });
    expect((await readIssue(server(), 'NT-28')).statusRule).toBe('group:To-do');
    expect(await statusNamed('Unresolved')).toMatchObject({ defaultStatus: 'UNDEFINED', group: null });
  });

  it('next to every status stands the rule that decided, in a sentence', async () => {
    await server().connect();
    const all = await statuses();
    expect(all).toHaveLength(21);
    for (const { rule, explanation } of all) {
      expect(rule).toMatch(/^(override|keyword:.+|group:.+|negated:.+|none)$/u);
      expect(explanation).toMatch(/\.$/u);
    }
    expect((await readIssue(server(), 'NT-7')).statusRule).toBe('keyword:review');
  });

  it('an administrator decides what a status means: all its tasks follow at once, and no history is written', async () => {
    await server().connect();
    const before = await historyOf(server(), 'NT-23');
    const decided = await decide('Blocked', 'IN_PROGRESS');
    expect(decided.body).toMatchObject({ defaultStatus: 'IN_PROGRESS', rule: 'override', override: 'IN_PROGRESS' });
    expect(await readIssue(server(), 'NT-23')).toMatchObject({ defaultStatus: 'IN_PROGRESS', statusRule: 'override' });
    expect(await historyOf(server(), 'NT-23')).toEqual(before);
    expect(await changes()).toEqual([['Blocked', 'Blocked', 'UNDEFINED', 'IN_PROGRESS']]);
  });

  it('the decision belongs to the option and not to its name: it outlives a rename, and null gives it back', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    await decide('Blocked', 'IN_PROGRESS');
    workspace().people.renameStatusOption(tasksId, 'Blocked', 'Done with waiting');
    await later();
    const { optionId } = await statusNamed('Done with waiting');
    expect(await readIssue(server(), 'NT-23')).toMatchObject({
      status: 'Done with waiting',
      defaultStatus: 'IN_PROGRESS',
    });
    await expectStoreIsTrue(server(), { [tasksId]: { overrides: { [optionId]: 'IN_PROGRESS' } } });
    expect((await decide('Done with waiting', null)).body).toMatchObject({ override: null, rule: 'keyword:done' });
    expect((await readIssue(server(), 'NT-23')).defaultStatus).toBe('DONE');
    await later();
    await expectStoreIsTrue(server());
  });

  it('a decision that is made while rows are being read holds for these rows too', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    const { sourceId, optionId } = await statusNamed('Blocked');
    const pageId = workspace().people.createPage(tasksId, { Name: 'Read in that moment', Status: 'Blocked' });
    const query = { path: `/v1/data_sources/${tasksId}/query` };
    const held = workspace().faults.next(query, { answer: { kind: 'real' }, hold: true });
    const run = nextTick(server());
    await held.reached;
    await decide('Blocked', 'IN_PROGRESS');
    held.release();
    await run;
    expect(await storedPage(server(), pageId)).toMatchObject({ defaultStatus: 'IN_PROGRESS', statusRule: 'override' });
    await expectStoreIsTrue(server(), { [tasksId]: { overrides: { [optionId]: 'IN_PROGRESS' } } });
    expect(sourceId).toBe((await storedPage(server(), pageId)).sourceId);
  });

  it('a status of another department or one that is not there cannot be decided about', async () => {
    await server().connect();
    const { sourceId } = await statusNamed('QA');
    const base = `/departments/${server().departmentId}/statuses`;
    for (const path of [
      `${base}/${sourceId}/nothing`,
      `${base}/019d0000-0000-7000-8000-000000000000/x`,
      `${base}/x/y`,
    ]) {
      expect(await server().call('PUT', path, { defaultStatus: 'DONE' })).toMatchObject({
        status: 404,
        body: { code: 'status.not_found' },
      });
    }
  });

  it('the group decides for all statuses without a keyword when the department turns it on', async () => {
    await server().connect();
    const { call, departmentId } = server();
    expect((await readIssue(server(), 'NT-21')).defaultStatus).toBe('UNDEFINED');
    await call('PATCH', `/departments/${departmentId}`, { useStatusGroups: true });
    expect(await readIssue(server(), 'NT-21')).toMatchObject({ defaultStatus: 'TO_DO', statusRule: 'group:To-do' });
    expect((await readIssue(server(), 'NT-18')).defaultStatus).toBe('DONE');
    expect(await later()).toMatchObject({ changed: 0 });
    await call('PATCH', `/departments/${departmentId}`, { useStatusGroups: false });
    expect((await readIssue(server(), 'NT-21')).defaultStatus).toBe('UNDEFINED');
  });

  it('after a status is renamed in Notion, the next sync takes its new name and meaning, though no page was edited', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    workspace().people.renameStatusOption(tasksId, 'QA', 'In test, work in progress');
    await later();
    expect(await readIssue(server(), 'NT-26')).toMatchObject({
      status: 'In test, work in progress',
      defaultStatus: 'IN_PROGRESS',
    });
    await expectStoreIsTrue(server());
  });

  it('a new name without a keyword makes tasks UNDEFINED until it is renamed again', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    workspace().people.renameStatusOption(tasksId, 'In Review', 'Second pair of eyes');
    await later();
    expect((await readIssue(server(), 'NT-7')).defaultStatus).toBe('UNDEFINED');
    workspace().people.renameStatusOption(tasksId, 'Second pair of eyes', 'Peer review');
    await later();
    expect((await readIssue(server(), 'NT-7')).defaultStatus).toBe('IN_PROGRESS');
    expect(await changes()).toEqual([
      ['In Review', 'Second pair of eyes', 'IN_PROGRESS', 'UNDEFINED'],
      ['Second pair of eyes', 'Peer review', 'UNDEFINED', 'IN_PROGRESS'],
    ]);
  });

  it('a rename is no transition: existing periods keep the name and the meaning they were written with', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    const before = await historyOf(server(), 'NT-7');
    workspace().people.renameStatusOption(tasksId, 'In Review', 'Second pair of eyes');
    workspace().people.rename(workspace().findPage('NT-7'), 'Edited after the rename');
    await later();
    expect(await historyOf(server(), 'NT-7')).toEqual(before);
    expect(before).toMatchObject([{ status: 'In Review', defaultStatus: 'IN_PROGRESS', endedAt: null }]);
    workspace().people.setStatus(workspace().findPage('NT-7'), 'Done ✅');
    await later();
    expect(await historyOf(server(), 'NT-7')).toMatchObject([
      { status: 'In Review', defaultStatus: 'IN_PROGRESS' },
      { status: 'Done ✅', defaultStatus: 'DONE', endedAt: null },
    ]);
  });

  it('two statuses that swap their names are told apart', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    workspace().people.renameStatusOption(tasksId, 'QA', 'swap');
    workspace().people.renameStatusOption(tasksId, 'Done ✅', 'QA');
    workspace().people.renameStatusOption(tasksId, 'swap', 'Done ✅');
    await later();
    expect(await readIssue(server(), 'NT-26')).toMatchObject({ status: 'Done ✅', defaultStatus: 'DONE' });
    expect(await readIssue(server(), 'NT-2')).toMatchObject({ status: 'QA', defaultStatus: 'UNDEFINED' });
    await expectStoreIsTrue(server());
  });

  it('a status property that is converted or made anew with the same statuses is no transition', async () => {
    const { bugsId } = server().sample;
    await server().connect();
    const before = await historyOf(server(), 'BUG-3');
    const options = ['New', 'Triaged', 'Fix in progress', 'In Review', 'Reopened', 'Resolved', 'Shipped'].map(
      (name) => ({
        id: `new-${name}`,
        name,
        color: 'gray' as const,
      }),
    );
    const groups = [{ id: 'g', name: 'To-do', color: 'gray' as const, optionIds: options.map(({ id }) => id) }];
    workspace().people.retypeProperty(bugsId, 'status', { type: 'status', options, groups });
    await later();
    await expectStoreIsTrue(server());
    expect(await historyOf(server(), 'BUG-3')).toEqual(before);
  });

  it('a status property with Open and Done only is understood, without anything in progress', async () => {
    const { people } = workspace();
    const options = [
      { id: 'open', name: 'Open', color: 'gray' as const },
      { id: 'done', name: 'Done', color: 'green' as const },
    ];
    const groups = [
      { id: 'a', name: 'To-do', color: 'gray' as const, optionIds: ['open'] },
      { id: 'b', name: 'Complete', color: 'green' as const, optionIds: ['done'] },
    ];
    const { databaseId, dataSourceIds } = people.addDatabase('Two', [
      {
        title: 'Two',
        columns: [
          { name: 'Name', type: 'title' },
          { name: 'ID', type: 'unique_id', prefix: 'TWO' },
          { name: 'Status', type: 'status', options, groups },
        ],
      },
    ]);
    people.share(databaseId);
    const { call, departmentId, sample, settled } = server();
    await call('PUT', `/departments/${departmentId}/notion`, { database: databaseId, token: sample.token });
    await settled();
    const pageId = people.createPage(dataSourceIds[0] ?? '', { Name: 'One step' });
    await later();
    people.setStatus(pageId, 'Done');
    await later();
    expect((await historyOf(server(), 'TWO-1')).map(({ defaultStatus }) => defaultStatus)).toEqual(['TO_DO', 'DONE']);
  });
});
