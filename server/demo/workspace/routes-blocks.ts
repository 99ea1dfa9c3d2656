import { visiblePage } from './access.ts';
import { findBlock } from './comments.ts';
import { listAnswer, pageOf, pageRequest } from './paging.ts';
import { notFound } from './problem.ts';
import type { BlockRecord, PageRecord, TextPart } from './records.ts';
import { plainText, shownRichText } from './rich-text.ts';
import { pathId, type Call, type Route } from './routes.ts';
import { pageUrl, shownTime } from './state.ts';
import { partialUser, type Json } from './users.ts';

interface Place {
  page: PageRecord;
  /** Null when the page itself is meant. */
  block: BlockRecord | null;
}

function placeOf(call: Call, name: string): Place {
  const id = pathId(call, name);
  const page = call.state.pages.get(id);
  if (page !== undefined) return { page: visiblePage(call.state, call.integration, id), block: null };
  const found = findBlock(call.state, id);
  if (found === null) throw notFound('block', id, call.integration.name);
  return { page: visiblePage(call.state, call.integration, found.page.id), block: found.block };
}

function shownBlock(call: Call, block: BlockRecord, parent: Json): Json {
  const richText = shownRichText(call.state, block.parts, call.integration.capabilities.userInformation);
  return {
    object: 'block',
    id: block.id,
    parent,
    created_time: shownTime(block.createdAtMs),
    last_edited_time: shownTime(block.editedAtMs),
    created_by: partialUser(block.createdBy),
    last_edited_by: partialUser(block.editedBy),
    has_children: block.children.length > 0,
    in_trash: false,
    type: block.type,
    [block.type]: { rich_text: richText, color: 'default' },
  };
}

function children(call: Call): Json {
  const { page, block } = placeOf(call, 'block_id');
  const parent = block === null ? { type: 'page_id', page_id: page.id } : { type: 'block_id', block_id: block.id };
  const { items, nextCursor } = pageOf(
    (block ?? { children: page.blocks }).children,
    pageRequest(call.query),
    ({ id }) => id,
  );
  return listAnswer(
    'block',
    items.map((item) => shownBlock(call, item, parent)),
    nextCursor,
  );
}

const markdownBefore: Readonly<Record<string, string>> = {
  heading_1: '# ',
  heading_2: '## ',
  heading_3: '### ',
  bulleted_list_item: '- ',
  numbered_list_item: '1. ',
  quote: '> ',
};

function markdownText(call: Call, parts: readonly TextPart[]): string {
  const texts = parts.map((part) => {
    const text = plainText(call.state, [part]);
    return part.kind === 'text' && part.url !== null ? `[${text}](${part.url})` : text;
  });
  return texts.join('');
}

function markdownOf(call: Call, blocks: readonly BlockRecord[], depth: number): string[] {
  return blocks.flatMap((block) => [
    `${'  '.repeat(depth)}${markdownBefore[block.type] ?? ''}${markdownText(call, block.parts)}`,
    ...markdownOf(call, block.children, depth + 1),
  ]);
}

function markdown(call: Call): Json {
  const page = visiblePage(call.state, call.integration, pathId(call, 'page_id'));
  const text = markdownOf(call, page.blocks, 0).join('\n\n');
  return { object: 'page_markdown', id: page.id, markdown: text, truncated: false, unknown_block_ids: [] };
}

function pageAsBlock(call: Call, page: PageRecord): Json {
  const title = page.values['title'];
  return {
    object: 'block',
    id: page.id,
    parent: { type: 'workspace', workspace: true },
    created_time: shownTime(page.createdAtMs),
    last_edited_time: shownTime(page.editedAtMs),
    created_by: partialUser(page.createdBy),
    last_edited_by: partialUser(page.editedBy),
    has_children: page.blocks.length > 0,
    in_trash: page.inTrash,
    type: 'child_page',
    child_page: { title: title?.type === 'title' ? plainText(call.state, title.parts) : pageUrl(call.state, page.id) },
  };
}

function retrieveBlock(call: Call): Json {
  const place = placeOf(call, 'block_id');
  if (place.block === null) return pageAsBlock(call, place.page);
  return shownBlock(call, place.block, { type: 'page_id', page_id: place.page.id });
}

/** Just enough of blocks for pages to be read: paragraphs and the like, one level per request. */
export const blockRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/blocks/:block_id', needs: 'readContent', handle: retrieveBlock },
  { method: 'GET', path: '/v1/blocks/:block_id/children', needs: 'readContent', handle: children },
  { method: 'GET', path: '/v1/pages/:page_id/markdown', needs: 'readContent', handle: markdown },
];
