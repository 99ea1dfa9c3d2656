import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../shared/api/issues.ts';
import { useTestServer } from '../../support/server.ts';

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
});
