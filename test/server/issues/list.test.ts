import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../shared/api/issues.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { readIssue, setCapabilities } from '../sources/support.ts';

describe('the list of tasks', () => {
  const server = useTestServer();

  it('holds the pages of the database, with tracker notion, their keys and the addresses of the pages', async () => {
    await server().connect();
    const { workspace, tasksId, bugsId } = server().sample;
    const { body } = await server().call<{ items: Issue[] }>('GET', '/issues?limit=200');
    expect(new Set(body.items.map(({ tracker }) => tracker))).toEqual(new Set(['notion']));
    expect(body.items.find(({ key }) => key === 'NT-42')).toMatchObject({
      title: 'Sign-in page remembers the last workspace',
      pageId: workspace.findPage('NT-42'),
    });
    for (const { key, pageId, url } of body.items) {
      expect(workspace.findPage(key ?? '')).toBe(pageId);
      expect(url).toContain(pageId.replaceAll('-', ''));
    }
    const live = [tasksId, bugsId]
      .flatMap((id) => workspace.rows(id))
      .flatMap((id) => workspace.page(id) ?? [])
      .filter(({ inTrash, isArchived, restricted }) => !inTrash && !isArchived && !restricted);
    expect(body.items.map(({ pageId }) => pageId).toSorted()).toEqual(live.map(({ id }) => id).toSorted());
  });

  const keysOf = async (query: string, token?: string) => {
    const { body } = await server().call<{ items: Issue[]; nextCursor: string | null }>(
      'GET',
      `/issues?${query}`,
      undefined,
      token,
    );
    return { keys: body.items.map(({ key }) => key), nextCursor: body.nextCursor };
  };

  it('is sorted by numbers where that is wanted, page by page, those without one last', async () => {
    const { sample, connect } = server();
    await connect();
    const { workspace } = sample;
    for (let index = 0; index < 3; index += 1) workspace.people.createPage(sample.tasksId, { Name: 'No number' });
    await server().poll();
    const { db } = server().services;
    await db.execute(sql`update issue set number = null, project_key = null where title = 'No number'`);
    const all = (await keysOf('limit=200&sort=key')).keys;
    const numbers = all.map((key) => (key === null ? -1 : Number(key.split('-')[1])));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    expect(numbers.filter((number) => number === -1)).toHaveLength(3);
    const paged: (string | null)[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await keysOf(`limit=7&sort=key${cursor === '' ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.keys);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect((await server().call('GET', '/issues?sort=title')).status).toBe(400);
  });

  it('holds one’s own tasks by e-mail, or by whom one was found to be in Notion, and not by a name alone', async () => {
    const { sample, connect, addDeveloper } = server();
    const { people } = sample.workspace;
    const mine = people.addPerson({ name: 'Ada', email: 'ada@studio.example' });
    const namesake = people.addPerson({ name: 'Ada', email: 'other@studio.example' });
    people.setProperty(sample.workspace.findPage('NT-42'), 'Assignee', [mine]);
    people.setProperty(sample.workspace.findPage('NT-44'), 'Assignee', [namesake]);
    await connect();
    const { token } = await addDeveloper('Ada', 'Ada@Studio.example');
    expect((await keysOf('assignee=me', token)).keys).toEqual(['NT-42']);
    expect(new Set((await keysOf('assignee=Ada', token)).keys)).toEqual(new Set(['NT-42', 'NT-44']));
    await server().call('PUT', '/issues/NT-42/assignee', { assign: true }, token);
    // Where e-mails are no longer shown, the user is still known.
    setCapabilities(server(), { userInformation: 'without_email' });
    people.rename(sample.workspace.findPage('NT-42'), 'Edited later');
    server().clock.advance(10 * minuteMs);
    await server().poll();
    expect((await readIssue(server(), 'NT-42')).assignees).toEqual([{ name: 'Ada', email: null }]);
    expect((await keysOf('assignee=me', token)).keys).toEqual(['NT-42']);
  });
});
