import { isFullComment } from '@notionhq/client';
import { describe, expect, test } from 'vitest';
import type { LedgerComment } from '../../../server/demo/workspace/workspace.ts';
import { failure, fullPage, stage, type Stage } from './support.ts';

const content = (text: string, url?: string) => [{ text: { content: text, link: url === undefined ? null : { url } } }];

async function openTexts({ client }: Stage, pageId: string): Promise<string[]> {
  const { results } = await client.comments.list({ block_id: pageId });
  return results.map((comment) => comment.rich_text.map((part) => part.plain_text).join(''));
}

function post({ client }: Stage, pageId: string, text: string) {
  return client.comments.create({ parent: { page_id: pageId }, rich_text: content(text) });
}

describe('comments', () => {
  test('a comment carries its text, its link, its shown name and the bot as its author', async () => {
    const { client, workspace, botId } = await stage();
    const comment = await client.comments.create({
      parent: { page_id: workspace.findPage('NT-7') },
      rich_text: [...content('+1.50h', 'https://tasks.example.com/w/1'), ...content(' — fixed flaky test')],
      display_name: { type: 'custom', custom: { name: 'Mira' } },
    });
    if (!isFullComment(comment)) throw new Error('The comment came without its text');
    expect(comment.rich_text.map((part) => part.plain_text).join('')).toBe('+1.50h — fixed flaky test');
    expect(comment.rich_text[0]).toMatchObject({ href: 'https://tasks.example.com/w/1' });
    expect(comment.display_name).toEqual({ type: 'custom', resolved_name: 'Mira' });
    expect(comment.created_by.id).toBe(botId);
    expect(workspace.comments(workspace.findPage('NT-7'))).toMatchObject([
      { links: ['https://tasks.example.com/w/1'] },
    ]);
  });

  test('links come back as a URL parser writes them', async () => {
    const { client, workspace } = await stage();
    const pageId = workspace.findPage('NT-7');
    await client.comments.create({
      parent: { page_id: pageId },
      rich_text: content('here', 'https://Example.com?q=a b'),
    });
    expect(workspace.comments(pageId)[0]?.links).toEqual(['https://example.com/?q=a%20b']);
  });

  test('the list shows open comments only, all discussions flat, oldest first', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-42');
    scene.clock.passSeconds(60);
    const mine = await post(scene, pageId, 'third');
    const [first]: LedgerComment[] = scene.workspace.comments(pageId);
    expect(await openTexts(scene, pageId)).toEqual([
      'Should it remember the workspace per device or per person?',
      'Per device is enough for now.',
      'third',
    ]);
    scene.workspace.people.resolveComment(first?.id ?? '');
    scene.workspace.people.deleteComment(mine.id);
    expect(await openTexts(scene, pageId)).toEqual(['Per device is enough for now.']);
  });

  test('the ledger keeps what the list hides', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-7');
    const { id } = await post(scene, pageId, 'resolved later');
    scene.workspace.people.resolveComment(id);
    expect(await openTexts(scene, pageId)).toEqual([]);
    expect(scene.workspace.comments(pageId)).toMatchObject([
      { text: 'resolved later', resolved: true, deleted: false },
    ]);
  });

  test('posting twice makes two comments, each in a discussion of its own', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-7');
    await post(scene, pageId, 'again');
    await post(scene, pageId, 'again');
    const discussions = scene.workspace.comments(pageId).map((comment) => comment.discussionId);
    expect(new Set(discussions).size).toBe(2);
  });

  test('a reply joins its discussion and is resolved with it', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-42');
    const [first] = scene.workspace.comments(pageId);
    await scene.client.comments.create({ discussion_id: first?.discussionId ?? '', rich_text: content('a reply') });
    expect(await openTexts(scene, pageId)).toContain('a reply');
    scene.workspace.people.resolveComment(first?.id ?? '');
    expect(await openTexts(scene, pageId)).toEqual(['Per device is enough for now.']);
  });

  test('a long list comes in pages', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-7');
    for (let count = 0; count < 5; count += 1) await post(scene, pageId, `comment ${count}`);
    const first = await scene.client.comments.list({ block_id: pageId, page_size: 3 });
    const second = await scene.client.comments.list({ block_id: pageId, start_cursor: first.next_cursor });
    expect([first.results.length, second.results.length, second.has_more]).toEqual([3, 2, false]);
  });

  test('2,000 characters and 100 parts are accepted, one more of either is refused', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-7');
    const create = (items: object[]) =>
      scene.client.comments.create({ parent: { page_id: pageId }, rich_text: items as never });
    await create(Array.from({ length: 100 }, () => content('x'.repeat(2000))[0] ?? {}));
    expect(await failure(create(content('x'.repeat(2001))))).toMatchObject({ status: 400, code: 'validation_error' });
    const tooMany = Array.from({ length: 101 }, () => content('x')[0] ?? {});
    expect(await failure(create(tooMany))).toMatchObject({ status: 400, code: 'validation_error' });
    expect(await failure(create([]))).toMatchObject({ status: 400, code: 'validation_error' });
  });

  test('exactly one place and exactly one kind of content are needed', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-7');
    const wrongs = [
      { rich_text: content('nowhere') },
      { parent: { page_id: pageId } },
      { parent: { page_id: pageId }, rich_text: content('both'), markdown: 'both' },
    ];
    for (const wrong of wrongs) {
      const call = scene.client.comments.create(wrong as never);
      expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
    }
  });

  test('a connection changes and deletes its own comments only', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-42');
    const mine = await post(scene, pageId, 'before');
    await scene.client.comments.update({ comment_id: mine.id, rich_text: content('after') });
    expect(await openTexts(scene, pageId)).toContain('after');
    await scene.client.comments.delete({ comment_id: mine.id });
    expect(await openTexts(scene, pageId)).not.toContain('after');
    const [theirs] = scene.workspace.comments(pageId);
    const call = scene.client.comments.delete({ comment_id: theirs?.id ?? '' });
    expect(await failure(call)).toMatchObject({ status: 403, code: 'restricted_resource' });
    expect(await failure(scene.client.comments.retrieve({ comment_id: mine.id }))).toMatchObject({ status: 404 });
  });

  test('a resolved comment asked for by its id is found, or is not, as the workspace is told', async () => {
    for (const [resolvedComment, expected] of [
      ['found', 200],
      ['missing', 404],
    ] as const) {
      const scene = await stage({ unsettled: { resolvedComment } });
      const { id } = await post(scene, scene.workspace.findPage('NT-7'), 'resolved');
      scene.workspace.people.resolveComment(id);
      expect((await scene.raw(`/v1/comments/${id}`)).status).toBe(expected);
    }
  });

  test('a page in the trash takes no comment, and a page that is gone is not found', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-7');
    scene.workspace.people.trash(pageId);
    expect(await failure(post(scene, pageId, 'late'))).toMatchObject({ status: 400 });
    scene.workspace.people.purge(pageId);
    expect(await failure(post(scene, pageId, 'later'))).toMatchObject({ status: 404, code: 'object_not_found' });
  });

  test('a comment on a paragraph is listed with the paragraph, not with the page', async () => {
    const scene = await stage();
    const pageId = scene.workspace.findPage('NT-7');
    const blockId = scene.workspace.people.writeParagraph(pageId, 'Some text');
    await scene.client.comments.create({ parent: { block_id: blockId }, rich_text: content('on the paragraph') });
    expect(await openTexts(scene, blockId)).toEqual(['on the paragraph']);
    expect(await openTexts(scene, pageId)).toEqual([]);
  });

  test('a comment leaves the edit time of its page alone unless the workspace is told otherwise', async () => {
    const times = [];
    for (const commentMovesEditTime of [false, true]) {
      const scene = await stage({ unsettled: { commentMovesEditTime } });
      const pageId = scene.workspace.findPage('NT-7');
      await post(scene, pageId, 'hello');
      times.push((await fullPage(scene.client, pageId)).last_edited_time);
    }
    expect(times).toEqual(['2026-03-18T04:30:00.000Z', '2026-03-18T09:30:00.000Z']);
  });
});
