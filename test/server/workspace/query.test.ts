import { isFullPage, type Client } from '@notionhq/client';
import { describe, expect, test } from 'vitest';
import { failure, stage } from './support.ts';

async function titles(client: Client, dataSourceId: string, body: object = {}): Promise<string[]> {
  const answer = await client.dataSources.query({ data_source_id: dataSourceId, ...body });
  return answer.results
    .filter((row) => isFullPage(row))
    .map((row) => {
      const name = row.properties['Name'];
      return name?.type === 'title' ? name.title.map((part) => part.plain_text).join('') : '';
    });
}

describe('querying a data source', () => {
  test('a data source holds more than forty rows over its two data sources, none of them trashed or archived', async () => {
    const { client, tasksId, bugsId } = await stage();
    const tasks = await client.dataSources.query({ data_source_id: tasksId });
    const bugs = await client.dataSources.query({ data_source_id: bugsId });
    expect(tasks.results.length + bugs.results.length).toBeGreaterThanOrEqual(40);
    expect(tasks.results.some((row) => isFullPage(row) && (row.in_trash || row.is_archived))).toBe(false);
  });

  test('a unique id filter finds NT-42', async () => {
    const { client, tasksId } = await stage();
    const filter = { property: 'ID', unique_id: { equals: 42 } };
    expect(await titles(client, tasksId, { filter })).toEqual(['Sign-in page remembers the last workspace']);
  });

  test('a cursor is refused when the filter changed', async () => {
    const { client, tasksId } = await stage();
    const first = await client.dataSources.query({ data_source_id: tasksId, page_size: 2 });
    const filter = { property: 'ID', unique_id: { equals: 42 } };
    const call = client.dataSources.query({ data_source_id: tasksId, start_cursor: first.next_cursor ?? '', filter });
    expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
  });
});
