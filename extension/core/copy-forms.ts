import { branchNameFor } from '../../shared/branch-name.ts';
import { oneLine } from './text.ts';

/** What is needed of a task to write about it elsewhere. */
export interface Copied {
  key: string | null;
  title: string;
  url: string;
}

/** `NT-42 Fix the login`, or the title alone. */
export function nameOf({ key, title }: Copied): string {
  return [key ?? '', oneLine(title)].filter((part) => part !== '').join(' ');
}

/** `[NT-42 Fix the login](https://…)`; brackets in the title stay text. */
export function markdownLink(task: Copied): string {
  return `[${nameOf(task).replaceAll(/[\\[\]]/gu, String.raw`\$&`)}](${task.url.replaceAll(/[()\s]/gu, (character) => `%${character.charCodeAt(0).toString(16)}`)})`;
}

/** The name of a branch for a task: one that Git accepts. A task without a key is named by a part of its page's id. */
export function branchFor(
  { key, title, pageId }: Copied & { pageId: string },
  template: string,
  prefix = 'NT',
): string {
  return branchNameFor(key ?? `${prefix}-${pageId.replaceAll('-', '').slice(0, 8)}`, title, template);
}

/** Title, link and the page's acceptance criteria, to be pasted as the text of a pull request. */
export function pullRequestText(task: Copied, markdown: string): string {
  const criteria = acceptanceCriteria(markdown);
  const title = task.key === null ? oneLine(task.title) : `${task.key}: ${oneLine(task.title)}`;
  return [title, '', markdownLink(task), ...(criteria === '' ? [] : ['', criteria]), ''].join('\n');
}

/** The section of a page that says when the task is done, with its heading; empty when there is none. */
export function acceptanceCriteria(markdown: string): string {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => /^#{1,6}\s.*(?:acceptance|definition of done|akzeptanz)/iu.test(line));
  if (start < 0) return '';
  const level = /^#+/u.exec(lines[start] ?? '')?.[0].length ?? 1;
  const length = lines.slice(start + 1).findIndex((line) => new RegExp(`^#{1,${level}}\\s`, 'u').test(line));
  return lines
    .slice(start, length < 0 ? undefined : start + 1 + length)
    .join('\n')
    .trim();
}
