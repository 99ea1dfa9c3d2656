import { richTextParts } from '../../shared/worklog-text.ts';
import type { TextPart } from '../notion/page-writing.ts';

/** Notion takes at most this many blocks of a page, parts of a paragraph and characters of a part at once. */
const mostBlocks = 100;
const mostParts = 100;
const mostCharacters = 2000;

/** From this part on nothing becomes a link any more: what is left of the longest text fits into the rest as it is. */
const mostLinkParts = 80;

/**
 * The content of a page from a text that a person wrote: an empty line starts a paragraph, addresses become links. Put
 * together again the parts are the text, but for empty lines and the kind of line ends.
 */
export function paragraphsOf(text: string): TextPart[][] {
  const paragraphs = text
    .replaceAll(/\r\n?/gu, '\n')
    .split(/\n(?:[\t ]*\n)+/u)
    .map((one) => one.replaceAll(/^\n+|\n+$/gu, ''))
    .filter((one) => one.trim() !== '');
  const first = paragraphs.slice(0, mostBlocks - 1);
  const rest = paragraphs.slice(mostBlocks - 1).join('\n\n');
  return [...first, ...(rest === '' ? [] : [rest])].map(partsOf);
}

const address = /https?:\/\/[^\s<>"]+/gu;

function partsOf(paragraph: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const { 0: found, index } of paragraph.matchAll(address)) {
    const url = withoutEnd(found);
    if (parts.length >= mostLinkParts || url.length > mostCharacters || !URL.canParse(url)) continue;
    parts.push(...plain(paragraph.slice(at, index)), { text: url, url });
    at = index + url.length;
  }
  return [...parts, ...plain(paragraph.slice(at))].slice(0, mostParts);
}

/** Without what ends the sentence around it. A pattern would look at a long row of dots once for each of them. */
function withoutEnd(found: string): string {
  let end = found.length;
  while (end > 0 && ".,;:!?)]}'’".includes(found[end - 1] ?? ' ')) end -= 1;
  return found.slice(0, end);
}

function plain(text: string): TextPart[] {
  return richTextParts(text).map((part) => ({ text: part, url: null }));
}
