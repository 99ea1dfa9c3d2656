import { describe, expect, test } from 'vitest';
import { failure, fullPage, stage, type Stage } from './support.ts';

async function assignees({ client }: Stage, pageId: string): Promise<object[]> {
  const assignee = (await fullPage(client, pageId)).properties['Assignee'];
  return assignee?.type === 'people' ? assignee.people : [];
}

describe('people', () => {
  test('users/me is the bot with its workspace', async () => {
    const { client, botId } = await stage();
    const me = await client.users.me({});
    expect(me).toMatchObject({
      id: botId,
      type: 'bot',
      bot: { owner: { type: 'workspace' }, workspace_name: 'Sample workspace' },
    });
  });

  test('the list has members and bots, but neither guests nor people who left', async () => {
    const { client } = await stage();
    const { results } = await client.users.list({});
    const names = results.map((user) => user.name);
    expect(names).toContain('Mira Dahlgren');
    expect(names).toContain('Issue tracker');
    expect(names).not.toContain('Olive Marchetti');
    expect(names).not.toContain('Wim Dekker');
  });

  test('the list comes in pages', async () => {
    const { client } = await stage();
    const first = await client.users.list({ page_size: 10 });
    const second = await client.users.list({ page_size: 100, start_cursor: first.next_cursor ?? '' });
    const ids = [...first.results, ...second.results].map(({ id }) => id);
    expect(new Set(ids).size).toBe((await client.users.list({})).results.length);
  });

  test('a guest is found by id; somebody who left is not, and stays an id in cells', async () => {
    const scene = await stage();
    const guest = await scene.client.users.retrieve({ user_id: scene.people['Olive Marchetti'] ?? '' });
    expect(guest).toMatchObject({ type: 'person', person: { email: 'olive@studio.example' } });
    const gone = scene.people['Wim Dekker'] ?? '';
    expect(await failure(scene.client.users.retrieve({ user_id: gone }))).toMatchObject({ status: 404 });
    expect(await assignees(scene, scene.workspace.findPage('NT-45'))).toEqual([{ object: 'user', id: gone }]);
  });

  test('a person may have no address', async () => {
    const { client, people } = await stage();
    expect(await client.users.retrieve({ user_id: people['Robin'] ?? '' })).toMatchObject({
      name: 'Robin',
      person: {},
    });
  });

  test('an address needs the capability that includes it', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-42');
    expect(await assignees(scene, pageId)).toMatchObject([
      { person: { email: 'tomasz.reiter@example.com', email_verified: true } },
    ]);
    const client = scene.clientWith({ capabilities: { userInformation: 'without_email' } });
    const [person] = await assignees({ ...scene, client }, pageId);
    expect(person).toMatchObject({ name: 'Tomasz Reiter', person: {} });
    expect(JSON.stringify(person)).not.toContain('@');
  });

  test('without user information people are ids only and the list is refused', async () => {
    const scene = await stage();
    const client = scene.clientWith({ capabilities: { userInformation: 'none' } });
    const id = scene.people['Tomasz Reiter'] ?? '';
    expect(await assignees({ ...scene, client }, scene.workspace.findPage('NT-42'))).toEqual([{ object: 'user', id }]);
    const restricted = { status: 403, code: 'restricted_resource' };
    expect(await failure(client.users.list({}))).toMatchObject(restricted);
    expect(await failure(client.users.retrieve({ user_id: id }))).toMatchObject(restricted);
  });

  test('who made and who last edited a page is an id only', async () => {
    const { client, workspace } = await stage();
    const page = await fullPage(client, workspace.findPage('NT-42'));
    expect(Object.keys(page.created_by).toSorted()).toEqual(['id', 'object']);
    expect(Object.keys(page.last_edited_by).toSorted()).toEqual(['id', 'object']);
  });
});
