import { isFullBlock } from '@notionhq/client';
import { describe, expect, test } from 'vitest';
import { failure, stage } from './support.ts';

describe('the body of a page', () => {
  test('its paragraphs come one level at a time, each with who wrote it', async () => {
    const { client, plainPageId, people } = await stage();
    const { results } = await client.blocks.children.list({ block_id: plainPageId });
    const [first] = results;
    if (first === undefined || !isFullBlock(first) || first.type !== 'paragraph') throw new Error('No paragraph');
    expect(results).toHaveLength(2);
    expect(first.paragraph.rich_text[0]?.plain_text).toMatch(/^How we work/);
    expect(first.created_by.id).toBe(people['Mira Dahlgren']);
    expect(await client.blocks.retrieve({ block_id: first.id })).toMatchObject({ id: first.id, type: 'paragraph' });
  });

  test('a row without a body has no children', async () => {
    const { client, workspace } = await stage();
    expect((await client.blocks.children.list({ block_id: workspace.findPage('NT-7') })).results).toEqual([]);
  });

  test('it can be read as markdown, without authors', async () => {
    const { client, plainPageId } = await stage();
    const { markdown, truncated } = await client.pages.retrieveMarkdown({ page_id: plainPageId });
    expect(markdown).toMatch(/^How we work[^\n]+\n\nBranches carry the key/);
    expect(truncated).toBe(false);
  });

  test('a block that is not there, or not shared, is not found', async () => {
    const { client, workspace, plainPageId } = await stage();
    const blockId = workspace.page(plainPageId)?.blocks[0]?.id ?? '';
    workspace.people.restrictPage(plainPageId);
    for (const id of [blockId, '00000000-0000-8000-8000-000000000000']) {
      expect(await failure(client.blocks.children.list({ block_id: id }))).toMatchObject({ status: 404 });
    }
  });
});
