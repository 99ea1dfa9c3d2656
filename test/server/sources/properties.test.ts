import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../support/server.ts';
import { connectionOf, expectStoreIsTrue, historyOf, lastRun, nextTick, readIssue, storedPage } from './support.ts';
import { columnsOf } from './truth.ts';

describe('reading the properties of a data source', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const later = () => nextTick(server());
  const mapped = async (index = 0) => (await connectionOf(server())).sources[index]?.properties;

  it('property names are matched without regard to case and to spaces around them', async () => {
    const { tasksId } = server().sample;
    for (const [from, to] of [
      ['Status', ' STATUS'],
      ['Assignee', 'assignee '],
      ['Priority', 'PriorITY'],
      ['Estimate', 'ESTIMATE'],
      ['Time Spent', 'time  spent'],
    ] as const) {
      workspace().people.renameProperty(tasksId, from, to);
    }
    await server().connect();
    expect(await mapped()).toEqual({
      title: 'Name',
      uniqueId: 'ID',
      status: ' STATUS',
      assignee: 'assignee ',
      priority: 'PriorITY',
      estimate: 'ESTIMATE',
      timeSpent: 'time  spent',
    });
    expect(await readIssue(server(), 'NT-42')).toMatchObject({
      status: 'In Progress',
      priority: 'High',
      estimateSeconds: 21_600,
      spentSeconds: 9000,
      assignees: [{ name: 'Tomasz Reiter', email: 'tomasz.reiter@example.com' }],
    });
  });

  it('no property is required except the title', async () => {
    const { people } = workspace();
    const { databaseId, dataSourceIds } = people.addDatabase('Bare', [
      { title: 'Bare', columns: [{ name: 'What', type: 'title' }] },
    ]);
    people.share(databaseId);
    const pageId = people.createPage(dataSourceIds[0] ?? '', { What: 'Only a title' });
    await server().call('PUT', `/departments/${server().departmentId}/notion`, {
      database: databaseId,
      token: server().sample.token,
    });
    await server().settled();
    expect(await storedPage(server(), pageId)).toMatchObject({
      title: 'Only a title',
      projectKey: null,
      status: null,
      defaultStatus: 'UNDEFINED',
      assignee: null,
      assignees: [],
      priority: null,
      originalTimeEstimate: null,
      spentHours: null,
    });
  });

  it('the title is taken whatever its column is called', async () => {
    await server().connect();
    expect((await readIssue(server(), 'BUG-1')).title).toBe('Sign-in loops when cookies are blocked');
    expect((await mapped(1))?.['title']).toBe('Bug');
  });

  it('an empty title and one longer than a rich-text part are taken as they are', async () => {
    await server().connect();
    expect((await readIssue(server(), 'NT-36')).title).toBe('');
    expect((await readIssue(server(), 'NT-38')).title.length).toBeGreaterThan(2000);
  });

  it('a title with more mentions than a page shows is read to its end', async () => {
    const mentions = Array.from({ length: 40 }, () => ({
      kind: 'user' as const,
      userId: server().sample.people['Robin'] ?? '',
    }));
    const pageId = workspace().findPage('NT-13');
    workspace().people.setProperty(pageId, 'Name', [...mentions, { kind: 'text', text: ' all agreed', url: null }]);
    await server().connect();
    const { title } = await readIssue(server(), 'NT-13');
    expect(title).toBe(`${'@Robin'.repeat(40)} all agreed`);
  });

  it('Owner stands in for Assignee and Time Estimate for Estimate, and the better name wins', async () => {
    const { bugsId, people: users } = server().sample;
    await server().connect();
    expect(await mapped(1)).toMatchObject({ assignee: 'Owner', estimate: 'Time Estimate', status: 'status' });
    expect((await readIssue(server(), 'BUG-1')).estimateSeconds).toBe(7200);
    const { people } = workspace();
    const { databaseId, dataSourceIds } = people.addDatabase('Both', [
      {
        title: 'Both',
        columns: [
          { name: 'Name', type: 'title' },
          { name: 'Responsible', type: 'people' },
          { name: 'Owner', type: 'people' },
          { name: 'Assignee', type: 'people' },
          { name: 'Time Estimate', type: 'number', format: 'number' },
          { name: 'Estimate', type: 'number', format: 'number' },
        ],
      },
    ]);
    people.share(databaseId);
    people.createPage(dataSourceIds[0] ?? '', { Owner: [users['Robin'] ?? ''], Estimate: 1.5 });
    await server().call('PUT', `/departments/${server().departmentId}/notion`, { database: databaseId });
    await server().settled();
    expect(await mapped()).toMatchObject({ assignee: 'Assignee', estimate: 'Estimate' });
    expect(bugsId).not.toBe(databaseId);
  });

  it('Responsible becomes the assignee where there is neither Assignee nor Owner', async () => {
    const { bugsId } = server().sample;
    workspace().people.renameProperty(bugsId, 'Owner', 'responsible');
    const pageId = workspace().findPage('BUG-1');
    const { email } =
      workspace()
        .snapshot()
        .users.find(({ name }) => name === 'Ines Alvarado') ?? {};
    workspace().people.setProperty(pageId, 'responsible', [server().sample.people['Ines Alvarado'] ?? '']);
    await server().connect();
    expect((await mapped(1))?.['assignee']).toBe('responsible');
    expect((await storedPage(server(), pageId)).assignee).toBe(email);
    await expectStoreIsTrue(server());
  });

  it('Priority becomes the priority of the task when it is a select, and is not read as another type', async () => {
    const { tasksId } = server().sample;
    const pageId = workspace().findPage('NT-42');
    await server().connect();
    expect((await storedPage(server(), pageId)).priority).toBe('High');
    workspace().people.setProperty(pageId, 'Priority', null);
    await later();
    expect((await storedPage(server(), pageId)).priority).toBeNull();
    workspace().people.retypeProperty(tasksId, 'Priority', { type: 'rich_text' });
    workspace().people.setProperty(pageId, 'Priority', 'High');
    await later();
    expect((await mapped())?.['priority']).toBeNull();
    expect((await storedPage(server(), pageId)).priority).toBeNull();
  });

  it('estimates of 1.5, 0.25 and 0 hours are 5400, 900 and 0 seconds, and an empty one is none', async () => {
    await server().connect();
    const seconds = async (key: string) => (await readIssue(server(), key)).estimateSeconds;
    expect(await seconds('NT-43')).toBe(5400);
    expect(await seconds('NT-46')).toBe(900);
    expect(await seconds('NT-28')).toBe(0);
    expect(await seconds('NT-36')).toBeNull();
  });

  it('a negative estimate is left out with a warning that goes away when it is corrected', async () => {
    await server().connect();
    expect(await readIssue(server(), 'NT-40')).toMatchObject({
      estimateSeconds: null,
      warnings: ['The estimate of -2 hours is negative and was left out. Correct it in Notion.'],
    });
    workspace().people.setProperty(workspace().findPage('NT-40'), 'Estimate', 2);
    await later();
    expect(await readIssue(server(), 'NT-40')).toMatchObject({ estimateSeconds: 7200, warnings: [] });
  });

  it('a status property wins over a select with the same name', async () => {
    const { bugsId } = server().sample;
    const groups = [{ id: 'g', name: 'Complete', color: 'green' as const, optionIds: ['o'] }];
    workspace().people.addProperty(bugsId, 'Status', {
      type: 'status',
      options: [{ id: 'o', name: 'Done', color: 'green' }],
      groups,
    });
    await server().connect();
    expect((await mapped(1))?.['status']).toBe('Status');
    await expectStoreIsTrue(server());
  });

  it('of properties whose names differ only by case and spaces, the one of the right type is read', async () => {
    const { tasksId } = server().sample;
    const { people } = workspace();
    people.renameProperty(tasksId, 'Estimate', 'Guess');
    people.addProperty(tasksId, 'ESTIMATE', { type: 'rich_text' });
    people.addProperty(tasksId, ' estimate', { type: 'number', format: 'number' });
    people.setProperty(workspace().findPage('NT-42'), ' estimate', 2);
    await server().connect();
    expect((await mapped())?.['estimate']).toBe(' estimate');
    expect((await readIssue(server(), 'NT-42')).estimateSeconds).toBe(7200);
    await expectStoreIsTrue(server());
  });

  it('without a property called Status every task is UNDEFINED and everything else is read', async () => {
    const { tasksId } = server().sample;
    workspace().people.renameProperty(tasksId, 'Status', 'Stage');
    await server().connect();
    expect(await readIssue(server(), 'NT-42')).toMatchObject({
      status: null,
      defaultStatus: 'UNDEFINED',
      title: 'Sign-in page remembers the last workspace',
      priority: 'High',
      assignees: [{ name: 'Tomasz Reiter', email: 'tomasz.reiter@example.com' }],
    });
    workspace().people.setProperty(workspace().findPage('NT-42'), 'Stage', 'QA');
    await later();
    expect(await historyOf(server(), 'NT-42')).toHaveLength(1);
  });

  it('a property that was chosen is still read after it was renamed, and the settings show its new name', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    const columns = { [tasksId]: { columns: columnsOf(workspace(), tasksId) } };
    workspace().people.renameProperty(tasksId, 'Status', 'Stage');
    workspace().people.renameProperty(tasksId, 'Estimate', 'Guess');
    workspace().people.setProperty(workspace().findPage('NT-42'), 'Stage', 'QA');
    const run = await later();
    expect(run.read).toBeLessThan(10);
    expect(await mapped()).toMatchObject({ status: 'Stage', estimate: 'Guess' });
    expect((await readIssue(server(), 'NT-42')).status).toBe('QA');
    await expectStoreIsTrue(server(), columns);
  });

  it('a property that disappears is let go, and one with a fitting name takes its place in all tasks', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    workspace().people.removeProperty(tasksId, 'Estimate');
    workspace().people.addProperty(tasksId, 'Time Estimate', { type: 'number', format: 'number' });
    await later();
    expect((await mapped())?.['estimate']).toBe('Time Estimate');
    expect((await readIssue(server(), 'NT-42')).estimateSeconds).toBeNull();
    await expectStoreIsTrue(server());
  });

  it('a property that changes its type, and an option that is removed, are seen though no page was edited', async () => {
    const { tasksId } = server().sample;
    await server().connect();
    workspace().people.retypeProperty(tasksId, 'Estimate', { type: 'rich_text' });
    workspace().people.removeStatusOption(tasksId, 'QA');
    const run = await later();
    expect(run.error).toBeNull();
    expect(await readIssue(server(), 'NT-26')).toMatchObject({ status: null, estimateSeconds: null });
    await expectStoreIsTrue(server());
  });

  it('properties of types nobody knows are kept by their name and do no harm', async () => {
    const { tasksId } = server().sample;
    workspace().people.addProperty(tasksId, 'Oracle', {
      type: 'raw',
      apiType: 'prophecy',
      config: { depth: [1, { deeper: true }] },
      empty: { said: null },
    });
    await server().connect();
    expect(await lastRun(server())).toMatchObject({ state: 'done', quarantined: 0 });
    await expectStoreIsTrue(server());
  });

  it('text with NUL and halves of characters is stored without them', async () => {
    const pageId = workspace().findPage('NT-13');
    workspace().people.rename(pageId, `a\u0000b \ud83d c 🎨 \\u0000`);
    await server().connect();
    expect((await readIssue(server(), 'NT-13')).title).toBe('ab \ufffd c 🎨 \\u0000');
  });
});
