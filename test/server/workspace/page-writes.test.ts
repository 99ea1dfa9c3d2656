import { describe, expect, test } from 'vitest';
import { failure, fullPage, stage, type Stage } from './support.ts';

function columnId({ workspace, tasksId }: Stage, name: string): string {
  return workspace.dataSource(tasksId).properties.find((property) => property.name === name)?.id ?? '';
}

describe('updating a page', () => {
  test('a number is written by column id or name, and the answer echoes it', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-42');
    for (const [key, hours] of [
      [columnId(scene, 'Time Spent'), 3.5],
      ['Time Spent', 4.25],
    ] as const) {
      const page = await scene.client.pages.update({ page_id: pageId, properties: { [key]: { number: hours } } });
      expect(page).toMatchObject({ properties: { 'Time Spent': { number: hours } } });
      expect(scene.workspace.value(pageId, 'Time Spent')).toBe(hours);
    }
  });

  test('a write moves the edit time and makes the bot the last editor', async () => {
    const { client, workspace, clock, botId } = await stage();
    const pageId = workspace.findPage('NT-42');
    clock.passSeconds(120);
    await client.pages.update({ page_id: pageId, properties: { 'Time Spent': { number: 3 } } });
    const page = await fullPage(client, pageId);
    expect(page.last_edited_time).toBe('2026-03-18T09:32:00.000Z');
    expect(page.last_edited_by).toEqual({ object: 'user', id: botId });
  });

  test('a column that does not exist is answered with 200, and nothing is written', async () => {
    const { client, workspace } = await stage();
    const pageId = workspace.findPage('NT-42');
    const before = workspace.page(pageId);
    await client.pages.update({ page_id: pageId, properties: { 'Time Spend': { number: 3 } } });
    expect(workspace.page(pageId)).toEqual(before);
  });

  test('a workspace can be told to refuse columns that do not exist', async () => {
    const { client, workspace } = await stage({ unsettled: { unknownProperty: 'error' } });
    const call = client.pages.update({
      page_id: workspace.findPage('NT-42'),
      properties: { 'Time Spend': { number: 3 }, 'Time Spent': { number: 3 } },
    });
    expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
    expect(workspace.value(workspace.findPage('NT-42'), 'Time Spent')).toBe(2.5);
  });

  test('a value of the wrong type is refused', async () => {
    const { client, workspace } = await stage();
    const pageId = workspace.findPage('NT-42');
    const asText = client.pages.update({ page_id: pageId, properties: { 'Time Spent': { rich_text: [] } } });
    expect(await failure(asText)).toMatchObject({ status: 400, code: 'validation_error' });
    const readOnly = client.pages.update({
      page_id: pageId,
      properties: { ID: { unique_id: { number: 1 } } } as never,
    });
    expect(await failure(readOnly)).toMatchObject({ status: 400, code: 'validation_error' });
  });

  test('a status is written by option name or id, never created, and null brings back the default', async () => {
    const { client, workspace } = await stage();
    const pageId = workspace.findPage('NT-42');
    await client.pages.update({ page_id: pageId, properties: { Status: { status: { name: 'In Review' } } } });
    expect(workspace.value(pageId, 'Status')).toBe('In Review');
    const unknown = client.pages.update({ page_id: pageId, properties: { Status: { status: { name: 'Brand new' } } } });
    expect(await failure(unknown)).toMatchObject({ status: 400, code: 'validation_error' });
    await client.pages.update({ page_id: pageId, properties: { Status: { status: null } } });
    expect(workspace.value(pageId, 'Status')).toBe('To-do');
  });

  test('a select grows by the name that is written, unless it has a comma', async () => {
    const { client, workspace } = await stage();
    const pageId = workspace.findPage('NT-42');
    await client.pages.update({ page_id: pageId, properties: { Priority: { select: { name: 'Someday' } } } });
    expect(workspace.value(pageId, 'Priority')).toBe('Someday');
    const comma = client.pages.update({
      page_id: pageId,
      properties: { Priority: { select: { name: 'Now, please' } } },
    });
    expect(await failure(comma)).toMatchObject({ status: 400 });
  });

  test('lists are replaced as a whole', async () => {
    const { client, workspace, people } = await stage();
    const pageId = workspace.findPage('NT-44');
    const id = people['Mira Dahlgren'] ?? '';
    await client.pages.update({ page_id: pageId, properties: { Assignee: { people: [{ id }] } } });
    expect(workspace.value(pageId, 'Assignee')).toEqual([id]);
  });

  test('text, dates, checks and links are written and read back', async () => {
    const { client, workspace, bugsId } = await stage();
    const pageId = workspace.findPage('NT-42');
    await client.pages.update({
      page_id: pageId,
      properties: {
        Name: { title: [{ text: { content: 'New title' } }] },
        Due: { date: { start: '2026-04-01' } },
        Area: { multi_select: [{ name: 'Web' }, { name: 'Desktop' }] },
      },
    });
    expect(['Name', 'Due', 'Area'].map((name) => workspace.value(pageId, name))).toEqual([
      'New title',
      '2026-04-01',
      ['Web', 'Desktop'],
    ]);
    const bug = workspace.rows(bugsId)[0] ?? '';
    await client.pages.update({ page_id: bug, properties: { Regression: { checkbox: true } } });
    expect(workspace.value(bug, 'Regression')).toBe(true);
  });

  test('a page in the trash refuses every edit until it is restored', async () => {
    const { client, workspace } = await stage();
    const pageId = workspace.findPage('NT-42');
    workspace.people.trash(pageId);
    const write = () => client.pages.update({ page_id: pageId, properties: { 'Time Spent': { number: 3 } } });
    expect(await failure(write())).toMatchObject({ status: 400, code: 'validation_error' });
    await client.pages.update({ page_id: pageId, in_trash: false });
    await write();
    expect(workspace.value(pageId, 'Time Spent')).toBe(3);
  });

  test('a lock for people does not hold the API back', async () => {
    const { client, workspace } = await stage();
    const pageId = workspace.findPage('NT-42');
    workspace.people.setLocked(pageId, true);
    await client.pages.update({ page_id: pageId, properties: { 'Time Spent': { number: 3 } } });
    expect(workspace.value(pageId, 'Time Spent')).toBe(3);
  });
});

describe('creating a page', () => {
  test('a new row gets the next number, the default status and the bot as its author', async () => {
    const { client, workspace, tasksId, botId } = await stage();
    const made = await client.pages.create({
      parent: { data_source_id: tasksId },
      properties: { Name: { title: [{ text: { content: 'From the API' } }] } },
    });
    expect(workspace.value(made.id, 'ID')).toBe(1338);
    expect(workspace.value(made.id, 'Status')).toBe('To-do');
    expect(workspace.page(made.id)).toMatchObject({ createdBy: botId, editedBy: botId });
  });

  test('a column that does not exist is refused, and no page is made', async () => {
    const { client, workspace, tasksId } = await stage();
    const before = workspace.rows(tasksId).length;
    const call = client.pages.create({ parent: { data_source_id: tasksId }, properties: { Nowhere: { number: 1 } } });
    expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
    expect(workspace.rows(tasksId)).toHaveLength(before);
  });

  test('a database with several data sources is no place for a row: one has to be named', async () => {
    const { client, databaseId } = await stage();
    const { status, body } = await failure(
      client.pages.create({ parent: { database_id: databaseId }, properties: {} }),
    );
    expect(status).toBe(400);
    expect(body['additional_data']).toMatchObject({ error_type: 'multiple_data_sources_for_database' });
  });

  test('text is made with it, block by block, and read back as blocks, as Markdown and by people', async () => {
    const { client, workspace, tasksId } = await stage();
    const link = { url: 'https://example.com/x' };
    const made = await client.pages.create({
      parent: { data_source_id: tasksId },
      properties: { Name: { title: [{ text: { content: 'With text' } }] } },
      children: [
        { paragraph: { rich_text: [{ text: { content: 'See ' } }, { text: { content: 'here', link } }] } },
        { type: 'bulleted_list_item', bulleted_list_item: { rich_text: [{ text: { content: 'a point' } }] } },
      ],
    });
    const { results } = await client.blocks.children.list({ block_id: made.id });
    expect(results).toMatchObject([{ type: 'paragraph' }, { type: 'bulleted_list_item' }]);
    const { markdown } = await client.pages.retrieveMarkdown({ page_id: made.id });
    expect(markdown).toBe('See [here](https://example.com/x)\n\n- a point');
    expect(workspace.page(made.id)?.blocks).toHaveLength(2);
  });

  test('a block that is none, a status that does not exist or too many blocks are refused, and no page is made', async () => {
    const { client, workspace, tasksId } = await stage();
    const before = workspace.rows(tasksId).length;
    const parent = { data_source_id: tasksId };
    const paragraph = { paragraph: { rich_text: [{ text: { content: 'x' } }] } };
    const refused = [
      { parent, children: [{ nonsense: {} }] },
      { parent, children: [{ type: 'quote', ...paragraph }] },
      { parent, children: [{ paragraph: { rich_text: [{ text: { content: 'x'.repeat(2001) } }] } }] },
      { parent, children: Array.from({ length: 101 }, () => paragraph) },
      { parent, properties: { Status: { status: { name: 'Nowhere' } } }, children: [paragraph] },
      { parent, properties: { Status: { status: { id: 'nowhere' } } } },
      { parent, properties: { Assignee: { people: [{ id: '00000000-0000-8000-8000-000000000000' }] } } },
    ];
    for (const body of refused) {
      expect(await failure(client.pages.create(body as never))).toMatchObject({
        status: 400,
        code: 'validation_error',
      });
    }
    expect(workspace.rows(tasksId)).toHaveLength(before);
  });

  test('webhooks hear of it, and of what is written to it, by the bot', async () => {
    const { client, workspace, tasksId, botId } = await stage();
    const heard: { type: string; authorId: string }[] = [];
    workspace.desk.state.witnesses.add(({ type, authorId }) => heard.push({ type, authorId }));
    const made = await client.pages.create({ parent: { data_source_id: tasksId } });
    await client.pages.update({ page_id: made.id, properties: { Status: { status: { name: 'QA' } } } });
    expect(heard).toEqual([
      { type: 'page.created', authorId: botId },
      { type: 'page.properties_updated', authorId: botId },
    ]);
  });

  test('a 503 may say that it was made all the same, and which page it is', async () => {
    const { client, workspace, tasksId } = await stage();
    const before = new Set(workspace.rows(tasksId));
    workspace.faults.next({ method: 'POST', path: '/v1/pages' }, { answer: { kind: 'saved' } });
    const { status, body } = await failure(client.pages.create({ parent: { data_source_id: tasksId } }));
    const madeId = workspace.rows(tasksId).find((id) => !before.has(id));
    expect([status, body['additional_data']]).toEqual([
      503,
      { retry_guidance: expect.any(String) as unknown, committed_resource_id: madeId },
    ]);
    workspace.faults.next({ method: 'PATCH', path: '/v1/pages' }, { answer: { kind: 'saved' } });
    const change = client.pages.update({ page_id: madeId ?? '', properties: { Status: { status: { name: 'QA' } } } });
    expect((await failure(change)).body['additional_data']).toEqual({ retry_guidance: expect.any(String) as unknown });
    expect(workspace.value(madeId ?? '', 'Status')).toBe('QA');
  });
});
