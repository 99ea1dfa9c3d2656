import { z } from 'zod';
import { invalid } from './problem.ts';
import { parseId } from './ids.ts';
import type { TextPart, UserInformation } from './records.ts';
import { pageUrl, type WorkspaceState } from './state.ts';
import { shownUser, type Json } from './users.ts';

/** Notion's limit on one `text.content`, in UTF-16 units. */
const TEXT_CONTENT_LIMIT = 2000;
const ITEMS_LIMIT = 100;
const URL_LIMIT = 2000;

const idSchema = z.object({ id: z.string() });
const annotations = z.looseObject({}).optional();
const itemSchema = z.union([
  z.object({
    type: z.literal('text').optional(),
    text: z.object({
      content: z.string().max(TEXT_CONTENT_LIMIT),
      link: z.object({ url: z.string().max(URL_LIMIT), type: z.literal('url').optional() }).nullish(),
    }),
    annotations,
  }),
  z.object({
    type: z.literal('mention').optional(),
    mention: z.union([z.object({ user: idSchema }).loose(), z.object({ page: idSchema }).loose()]),
    annotations,
  }),
  z.object({
    type: z.literal('equation').optional(),
    equation: z.object({ expression: z.string().max(1000) }),
    annotations,
  }),
]);

/** Rich text in requests: at most 100 items of at most 2,000 characters. */
export const richTextSchema = z.array(itemSchema).max(ITEMS_LIMIT);
type RichTextInput = z.infer<typeof richTextSchema>;

function storedUrl(url: string): string {
  if (!URL.canParse(url)) throw invalid(`Invalid URL for link: ${url.slice(0, 100)}`);
  return new URL(url).href;
}

function storedMention(item: Extract<RichTextInput[number], { mention: unknown }>): TextPart {
  const target = 'user' in item.mention ? item.mention.user : item.mention.page;
  const id = parseId((target as { id: string }).id);
  if (id === null) throw invalid('body failed validation: a mention id should be a valid uuid.');
  return 'user' in item.mention ? { kind: 'user', userId: id } : { kind: 'page', pageId: id };
}

/** Stores request rich text. Links come back normalised, as a URL parser writes them. */
export function storeRichText(items: RichTextInput): TextPart[] {
  return items.map((item) => {
    if ('mention' in item) return storedMention(item);
    if ('equation' in item) return { kind: 'equation', expression: item.equation.expression };
    const link = item.text.link;
    return { kind: 'text', text: item.text.content, url: link ? storedUrl(link.url) : null };
  });
}

/** Plain text as stored parts of at most 2,000 UTF-16 units, none of which ends inside a character. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let start = 0;
  while (start < text.length) {
    const end = start + TEXT_CONTENT_LIMIT;
    const cutsPair = end < text.length && (text.codePointAt(end - 1) ?? 0) > 0xffff;
    const part = text.slice(start, cutsPair ? end - 1 : end);
    parts.push({ kind: 'text', text: part, url: null });
    start += part.length;
  }
  return parts;
}

const plainAnnotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
};

/** Title of a page as plain text; empty when nobody named it. */
export function pageTitle(state: WorkspaceState, pageId: string): string {
  const page = state.pages.get(pageId);
  const title = Object.values(page?.values ?? {}).find((value) => value.type === 'title');
  return title?.type === 'title' ? plainText(state, title.parts) : 'Untitled';
}

function partText(state: WorkspaceState, part: TextPart): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'equation') return part.expression;
  if (part.kind === 'user') return `@${state.users.get(part.userId)?.name ?? 'Anonymous'}`;
  return pageTitle(state, part.pageId);
}

export function plainText(state: WorkspaceState, parts: readonly TextPart[]): string {
  return parts.map((part) => partText(state, part)).join('');
}

function shownMention(state: WorkspaceState, part: TextPart, information: UserInformation): Json {
  if (part.kind === 'user') return { type: 'user', user: shownUser(state, part.userId, information) };
  return { type: 'page', page: { id: part.kind === 'page' ? part.pageId : '' } };
}

function shownPart(state: WorkspaceState, part: TextPart, information: UserInformation): Json {
  const common = { annotations: plainAnnotations, plain_text: partText(state, part) };
  if (part.kind === 'text') {
    const link = part.url === null ? null : { url: part.url };
    return { type: 'text', text: { content: part.text, link }, ...common, href: part.url };
  }
  if (part.kind === 'equation')
    return { type: 'equation', equation: { expression: part.expression }, ...common, href: null };
  const href = part.kind === 'page' ? pageUrl(state, part.pageId) : null;
  return { type: 'mention', mention: shownMention(state, part, information), ...common, href };
}

export function shownRichText(state: WorkspaceState, parts: readonly TextPart[], information: UserInformation): Json[] {
  return parts.map((part) => shownPart(state, part, information));
}

/** Page objects carry only the first 25 inline mentions; the property endpoint has them all. */
export function firstMentions(parts: readonly TextPart[], limit: number): TextPart[] {
  let mentions = 0;
  return parts.filter((part) => (part.kind !== 'user' && part.kind !== 'page') || ++mentions <= limit);
}
