import { describe, expect, test } from 'vitest';
import { failure, fullPage, stage, type Stage } from './support.ts';

type Schema = Record<string, { id: string; name: string; type: string; [key: string]: unknown }>;

async function schemaOf({ client }: Stage, dataSourceId: string): Promise<Schema> {
  return (await client.dataSources.retrieve({ data_source_id: dataSourceId })).properties;
}

const timeSpent = { 'Time Spent': { type: 'number' as const, number: { format: 'number' as const } } };

describe('databases and data sources', () => {
  test('a database names its data sources, a data source its columns and its database', async () => {
    const { client, databaseId, tasksId, bugsId } = await stage();
    const database = await client.databases.retrieve({ database_id: databaseId });
    expect(database).toMatchObject({
      object: 'database',
      data_sources: [
        { id: tasksId, name: 'Tasks' },
        { id: bugsId, name: 'Bugs' },
      ],
    });
    const tasks = await client.dataSources.retrieve({ data_source_id: tasksId });
    expect(tasks).toMatchObject({ object: 'data_source', parent: { type: 'database_id', database_id: databaseId } });
  });

  test('the groups of a status are in the schema only, with the ids of their options', async () => {
    const scene = await stage();
    const { Status } = await schemaOf(scene, scene.tasksId);
    const status = Status?.['status'] as {
      options: { id: string; name: string }[];
      groups: { name: string; option_ids: string[] }[];
    };
    const names = (group: string) =>
      status.groups
        .find(({ name }) => name === group)
        ?.option_ids.map((id) => status.options.find((option) => option.id === id)?.name);
    expect(names('To-do')).toEqual(['To-do', 'Not done', 'Icebox']);
    expect(names('In progress')).toContain('In Review');
    expect(names('Complete')).toEqual(['Done ✅', 'Released to prod', 'Готово', "Won't do"]);
    const page = await fullPage(scene.client, scene.workspace.findPage('NT-42'));
    expect(page.properties['Status']).not.toHaveProperty('status.group');
  });

  test('the prefix of the unique id is in the schema and may change or vanish at any time', async () => {
    const scene = await stage();
    scene.workspace.people.changeUniqueIdPrefix(scene.tasksId, null);
    expect((await schemaOf(scene, scene.tasksId))['ID']).toMatchObject({ unique_id: { prefix: null } });
    const page = await fullPage(scene.client, scene.workspace.findPage('-42'));
    expect(page.properties['ID']).toMatchObject({ unique_id: { prefix: null, number: 42 } });
  });

  test('renaming a status option changes what pages show but edits no page', async () => {
    const { client, workspace, tasksId, clock } = await stage();
    const pageId = workspace.findPage('NT-42');
    const before = await fullPage(client, pageId);
    clock.passSeconds(600);
    workspace.people.renameStatusOption(tasksId, 'In Progress', 'Being built');
    const after = await fullPage(client, pageId);
    expect(after.properties['Status']).toMatchObject({ status: { name: 'Being built' } });
    expect(after.last_edited_time).toBe(before.last_edited_time);
  });

  test('a unique id column added later numbers the rows by age and edits none of them', async () => {
    const { client, workspace, privateDatabaseId } = await stage();
    workspace.people.share(privateDatabaseId);
    const database = await client.databases.retrieve({ database_id: privateDatabaseId });
    const dataSourceId = 'data_sources' in database ? (database.data_sources[0]?.id ?? '') : '';
    const second = workspace.people.createPage(dataSourceId, { Name: 'Another applicant' });
    const before = workspace.page(second)?.editedAtMs;
    workspace.people.addProperty(dataSourceId, 'ID', { type: 'unique_id', prefix: 'HR' });
    expect(workspace.value(second, 'ID')).toBe(2);
    expect(workspace.page(second)?.editedAtMs).toBe(before);
  });
});

describe('changing a schema', () => {
  test('a new number column is added with an id of its own, and every row has it at once', async () => {
    const { client, workspace, bugsId } = await stage();
    const answer = await client.dataSources.update({ data_source_id: bugsId, properties: timeSpent });
    const id = (answer as { properties: Schema }).properties['Time Spent']?.id ?? '';
    const row = workspace.rows(bugsId)[0] ?? '';
    await client.pages.update({ page_id: row, properties: { [id]: { number: 1.5 } } });
    expect(workspace.value(row, 'Time Spent')).toBe(1.5);
  });

  test('adding the same column twice is an update, not a second column', async () => {
    const scene = await stage();
    const add = () => scene.client.dataSources.update({ data_source_id: scene.bugsId, properties: timeSpent });
    await add();
    const before = await schemaOf(scene, scene.bugsId);
    await add();
    expect(await schemaOf(scene, scene.bugsId)).toEqual(before);
  });

  test('another type for a column that exists converts it and destroys what cannot be read', async () => {
    const { client, workspace, tasksId } = await stage();
    const [login, other] = [workspace.findPage('NT-42'), workspace.findPage('NT-7')];
    workspace.people.setProperty(login, 'Notes 📝', '2.5 hours or so');
    workspace.people.setProperty(other, 'Notes 📝', 'no idea');
    await client.dataSources.update({ data_source_id: tasksId, properties: { 'Notes 📝': { number: {} } } });
    expect([workspace.value(login, 'Notes 📝'), workspace.value(other, 'Notes 📝')]).toEqual([2.5, null]);
  });

  test('null removes a column and its values', async () => {
    const scene = await stage();
    await scene.client.dataSources.update({ data_source_id: scene.tasksId, properties: { 'Time Spent': null } });
    expect(await schemaOf(scene, scene.tasksId)).not.toHaveProperty('Time Spent');
    const page = await fullPage(scene.client, scene.workspace.findPage('NT-42'));
    expect(page.properties).not.toHaveProperty('Time Spent');
  });

  test('a column is renamed and keeps its id', async () => {
    const scene = await stage();
    const before = (await schemaOf(scene, scene.tasksId))['Estimate']?.id;
    await scene.client.dataSources.update({
      data_source_id: scene.tasksId,
      properties: { Estimate: { name: 'Effort' } },
    });
    expect((await schemaOf(scene, scene.tasksId))['Effort']?.id).toBe(before);
  });

  test('a change that is refused changes nothing, not even its good half', async () => {
    const scene = await stage();
    const before = await schemaOf(scene, scene.tasksId);
    for (const wrong of [
      { Nowhere: null },
      { Name: null },
      { Estimate: { name: 'Status' } },
      { New: { type: 'hologram' } },
    ]) {
      const properties = { 'Time Spent': null, ...wrong } as never;
      const call = scene.client.dataSources.update({ data_source_id: scene.tasksId, properties });
      expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
    }
    expect(await schemaOf(scene, scene.tasksId)).toEqual(before);
  });

  test('a schema change edits no page', async () => {
    const { client, workspace, bugsId, clock } = await stage();
    const row = workspace.rows(bugsId)[0] ?? '';
    const before = workspace.page(row)?.editedAtMs;
    clock.passSeconds(300);
    await client.dataSources.update({ data_source_id: bugsId, properties: timeSpent });
    expect(workspace.page(row)?.editedAtMs).toBe(before);
  });
});
