import type { IssueDocument } from '../../shared/api/issues.ts';
import { agoText } from './times.ts';
import { oneLine } from './text.ts';
import type { Translate } from './translate.ts';

/** A page of Notion as a Markdown document, with its properties on top and when it was read. */
export function pageText(page: IssueDocument, nowMs: number, t: Translate): string {
  const heading = [page.key ?? '', oneLine(page.title)].filter((part) => part !== '').join(' ');
  const properties = page.properties.filter(({ value }) => value.trim() !== '');
  const edited = t(
    'Edited {0}, read {1}.',
    agoText(nowMs, Date.parse(page.editedAt), t),
    agoText(nowMs, Date.parse(page.readAt), t),
  );
  return [
    `# ${heading}`,
    '',
    `<${page.url.replaceAll(/[<>\s]/gu, encodeURIComponent)}>`,
    '',
    ...properties.map(({ name, value }) => `- **${oneLine(name)}**: ${oneLine(value)}`),
    ...(properties.length === 0 ? [] : ['']),
    `_${edited}_`,
    '',
    '---',
    '',
    page.markdown.trim() === '' ? `_${t('The page has no content.')}_` : page.markdown.trim(),
    ...(page.truncated ? ['', '---', '', `_${t('The page is longer. The rest is only in Notion.')}_`] : []),
    '',
  ].join('\n');
}

/** A file name for a page, without characters that some systems refuse. */
export function pageFileName({ key, title }: Pick<IssueDocument, 'key' | 'title'>): string {
  const name = [key ?? '', oneLine(title)].filter((part) => part !== '').join(' ');
  return `${Array.from(name.replaceAll(/[\\/:*?"<>|#%]+/gu, '-'))
    .slice(0, 80)
    .join('')
    .trim()}.md`;
}
