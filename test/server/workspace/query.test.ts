import { isFullPage } from '@notionhq/client';
import { describe, expect, test } from 'vitest';
import { failure, stage, titleOf, type Stage } from './support.ts';

async function found({ client, tasksId }: Stage, filter: unknown): Promise<string[]> {
  const answer = await client.request<{ results: unknown[] }>({
    path: `data_sources/${tasksId}/query`,
    method: 'post',
    body: { filter },
  });
  return answer.results.map(titleOf).toSorted();
}

const login = 'Sign-in page remembers the last workspace';
const payments = 'Payments fail when the card has expired';

describe('filtering rows', () => {
  test('a unique id is filtered by its number', async () => {
    expect(await found(await stage(), { property: 'ID', unique_id: { equals: 42 } })).toEqual([login]);
  });

  test('a column is named by its id as well, encoded or not', async () => {
    const scene = await stage();
    const { id } = scene.workspace.dataSource(scene.tasksId).properties.find(({ name }) => name === 'ID') ?? { id: '' };
    expect(await found(scene, { property: id, unique_id: { equals: 42 } })).toEqual([login]);
    expect(await found(scene, { property: decodeURIComponent(id), unique_id: { equals: 42 } })).toEqual([login]);
  });

  test('a status is filtered by one name or by several', async () => {
    const scene = await stage();
    expect(await found(scene, { property: 'Status', status: { equals: 'Icebox' } })).toHaveLength(1);
    expect(await found(scene, { property: 'Status', status: { equals: ['Icebox', 'Blocked'] } })).toHaveLength(3);
  });

  test('and and or nest two levels deep and no deeper', async () => {
    const scene = await stage();
    const one = { property: 'ID', unique_id: { equals: 42 } };
    const other = { property: 'ID', unique_id: { equals: 7 } };
    const review = { property: 'Status', status: { equals: 'In Review' } };
    expect(await found(scene, { and: [{ or: [one, other] }, review] })).toEqual([payments]);
    expect(await failure(found(scene, { and: [{ or: [{ and: [one] }] }] }))).toMatchObject({
      code: 'validation_error',
    });
  });

  test('text, numbers, people and lists are filtered by their own operators', async () => {
    const scene = await stage();
    const mira = scene.people['Tomasz Reiter'];
    expect(await found(scene, { property: 'Name', title: { contains: 'LAST WORKSPACE' } })).toEqual([login]);
    expect(await found(scene, { property: 'Estimate', number: { less_than: 0 } })).toHaveLength(1);
    expect(await found(scene, { property: 'Assignee', people: { contains: mira } })).toContain(login);
    expect(await found(scene, { property: 'Assignee', people: { contains: 'me' } })).toEqual([]);
  });

  test('a filter of the wrong type, an unknown operator and an unknown column are refused', async () => {
    const scene = await stage();
    const wrongs = [
      { property: 'Status', select: { equals: 'Icebox' } },
      { property: 'Status', status: { resembles: 'Icebox' } },
      { property: 'Nowhere', number: { equals: 1 } },
      { timestamp: 'last_edited_time', last_edited_time: { on_or_after: 'yesterday' } },
    ];
    for (const wrong of wrongs) {
      expect(await failure(found(scene, wrong))).toMatchObject({ status: 400, code: 'validation_error' });
    }
  });
});

describe('choosing what comes back', () => {
  test('filter_properties leaves only the named columns, by id or by name', async () => {
    const { client, workspace, tasksId } = await stage();
    const { id } = workspace.dataSource(tasksId).properties.find(({ name }) => name === 'Estimate') ?? { id: '' };
    const answer = await client.dataSources.query({
      data_source_id: tasksId,
      filter_properties: [id, 'Status'],
      page_size: 1,
    });
    const [row] = answer.results;
    expect(row && isFullPage(row) ? Object.keys(row.properties) : []).toEqual(['Estimate', 'Status']);
  });

  test('a column that is not there any more is refused in filter_properties', async () => {
    const { client, tasksId } = await stage();
    const call = client.dataSources.query({ data_source_id: tasksId, filter_properties: ['gone'] });
    expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
  });

  test('archived rows come only when they are asked for, trashed rows never', async () => {
    const { client, tasksId } = await stage();
    const usual = await client.dataSources.query({ data_source_id: tasksId });
    const archived = await client.request<{ results: unknown[] }>({
      path: `data_sources/${tasksId}/query`,
      method: 'post',
      body: { is_archived: true },
    });
    const usualTitles = usual.results.map(titleOf);
    expect(archived.results.map(titleOf)).toEqual(['Logo for the first landing page']);
    expect(usualTitles).not.toContain('Logo for the first landing page');
    expect(usualTitles).not.toContain('Made by mistake');
  });

  test('a row that people keep to themselves does not come', async () => {
    const scene = await stage();
    scene.workspace.people.restrictPage(scene.workspace.findPage('NT-42'));
    expect(await found(scene, { property: 'ID', unique_id: { equals: 42 } })).toEqual([]);
  });

  test('rows are ordered by a time or by a column, empty cells last', async () => {
    const { client, tasksId } = await stage();
    const byTime = await client.dataSources.query({
      data_source_id: tasksId,
      sorts: [{ timestamp: 'last_edited_time', direction: 'descending' }],
    });
    const times = byTime.results.map((row) => (isFullPage(row) ? row.last_edited_time : ''));
    expect(times).toEqual(times.toSorted().toReversed());
    const byEstimate = await client.dataSources.query({
      data_source_id: tasksId,
      sorts: [{ property: 'Estimate', direction: 'ascending' }],
    });
    expect(titleOf(byEstimate.results[0])).toBe('Time zone of a team can be changed');
    expect(titleOf(byEstimate.results.at(-1))).toBe('');
  });
});
