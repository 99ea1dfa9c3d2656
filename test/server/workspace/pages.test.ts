import { describe, expect, test } from 'vitest';
import { failure, fullPage, stage, titleOf } from './support.ts';

describe('a page object', () => {
  test('it names its columns, carries their ids inside, and lives below its data source', async () => {
    const { client, workspace, tasksId, databaseId } = await stage();
    const page = await fullPage(client, workspace.findPage('NT-42'));
    expect(titleOf(page)).toBe('Sign-in page remembers the last workspace');
    expect(page.properties['ID']).toMatchObject({ type: 'unique_id', unique_id: { prefix: 'NT', number: 42 } });
    expect(page.properties['Status']).toMatchObject({ type: 'status', status: { name: 'In Progress', color: 'blue' } });
    expect(page.properties['Estimate']).toMatchObject({ type: 'number', number: 6 });
    expect(page.properties['Name']?.id).toBe('title');
    expect(page.parent).toEqual({ type: 'data_source_id', data_source_id: tasksId, database_id: databaseId });
  });

  test('its id looks like version 8 and its address is on app.notion.com', async () => {
    const { client, workspace } = await stage();
    const page = await fullPage(client, workspace.findPage('NT-42'));
    expect(page.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(page.url).toBe(`https://app.notion.com/p/${page.id.replaceAll('-', '')}`);
  });

  test('it is found by its id with or without dashes, in either case', async () => {
    const { client, workspace } = await stage();
    const id = workspace.findPage('NT-42');
    expect((await fullPage(client, id.replaceAll('-', '').toUpperCase())).id).toBe(id);
  });

  test('column ids are odd percent-encoded strings that survive a rename', async () => {
    const { client, workspace, tasksId } = await stage();
    const before = (await fullPage(client, workspace.findPage('NT-42'))).properties['Estimate']?.id;
    workspace.people.renameProperty(tasksId, 'Estimate', 'Effort in hours');
    const after = (await fullPage(client, workspace.findPage('NT-42'))).properties['Effort in hours']?.id;
    expect(after).toBe(before);
    const ids = workspace.dataSource(tasksId).properties.map(({ id }) => id);
    expect(ids.some((id) => id.includes('%'))).toBe(true);
  });

  test('a page in the trash is still there and says so; a purged one is gone', async () => {
    const { client, workspace } = await stage();
    const id = workspace.findPage('NT-42');
    workspace.people.trash(id);
    expect((await fullPage(client, id)).in_trash).toBe(true);
    workspace.people.restore(id);
    expect((await fullPage(client, id)).in_trash).toBe(false);
    workspace.people.purge(id);
    expect(await failure(fullPage(client, id))).toMatchObject({ status: 404, code: 'object_not_found' });
  });

  test('an archived page says so', async () => {
    const { client, workspace } = await stage();
    expect((await fullPage(client, workspace.findPage('NT-3'))).is_archived).toBe(true);
  });

  test('a moved page keeps its id and gets a new number in its new home', async () => {
    const { client, workspace, bugsId } = await stage();
    const id = workspace.findPage('NT-42');
    workspace.people.movePage(id, bugsId);
    const page = await fullPage(client, id);
    expect(page.parent).toMatchObject({ data_source_id: bugsId });
    expect(page.properties['Number']).toMatchObject({ unique_id: { prefix: 'BUG', number: 15 } });
  });

  test('a long title comes in several parts of at most 2,000 characters', async () => {
    const { client, workspace } = await stage();
    const page = await fullPage(client, workspace.findPage('NT-38'));
    const name = page.properties['Name'];
    const parts = name?.type === 'title' ? name.title.map((part) => part.plain_text.length) : [];
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts)).toBeLessThanOrEqual(2000);
    expect(titleOf(page)).toBe(workspace.value(page.id, 'Name'));
  });
});

describe('values too long for a page object', () => {
  test('a page shows 25 people, the property endpoint all of them, one per result', async () => {
    const { client, workspace } = await stage();
    const page = await fullPage(client, workspace.findPage('NT-44'));
    const assignee = page.properties['Assignee'];
    expect(assignee?.type === 'people' ? assignee.people : []).toHaveLength(25);
    const property = { page_id: page.id, property_id: assignee?.id ?? '' };
    const first = await client.pages.properties.retrieve({ ...property, page_size: 20 });
    if (first.object !== 'list') throw new Error('People should come as a list');
    const second = await client.pages.properties.retrieve({ ...property, start_cursor: first.next_cursor ?? '' });
    const items = [...first.results, ...(second.object === 'list' ? second.results : [])];
    expect(items).toHaveLength(28);
    expect(items[0]).toMatchObject({ object: 'property_item', type: 'people', people: { object: 'user' } });
  });

  test('a page shows 25 mentions in its title, the property endpoint all of them', async () => {
    const { client, workspace, people } = await stage();
    const id = workspace.findPage('NT-42');
    const userId = Object.values(people)[0] ?? '';
    const mentions = Array.from({ length: 30 }, () => ({ kind: 'user' as const, userId }));
    workspace.people.setProperty(id, 'Name', [{ kind: 'text', text: 'For ', url: null }, ...mentions]);
    const name = (await fullPage(client, id)).properties['Name'];
    const shown = name?.type === 'title' ? name.title : [];
    expect(shown.filter((part) => part.type === 'mention')).toHaveLength(25);
    const whole = await client.pages.properties.retrieve({ page_id: id, property_id: 'title' });
    expect(whole.object === 'list' ? whole.results : []).toHaveLength(31);
  });

  test('a short value comes as one item', async () => {
    const { client, workspace, tasksId } = await stage();
    const { id } = workspace.dataSource(tasksId).properties.find(({ name }) => name === 'Estimate') ?? { id: '' };
    const item = await client.pages.properties.retrieve({ page_id: workspace.findPage('NT-42'), property_id: id });
    expect(item).toMatchObject({ object: 'property_item', type: 'number', number: 6 });
  });

  test('a property id encoded twice is not found', async () => {
    const { client, workspace, tasksId } = await stage();
    const odd = workspace.dataSource(tasksId).properties.find(({ id }) => id.includes('%'))?.id ?? '';
    const pageId = workspace.findPage('NT-42');
    const twice = { page_id: pageId, property_id: encodeURIComponent(odd) };
    expect((await client.pages.properties.retrieve({ page_id: pageId, property_id: odd })).object).toBeDefined();
    expect(await failure(client.pages.properties.retrieve(twice))).toMatchObject({ status: 400 });
  });
});
