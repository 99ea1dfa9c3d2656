import type { Issue } from '../../shared/api/issues.ts';
import { escapeMarkdown } from './markdown.ts';
import { nameOf } from './copy-forms.ts';
import { shorten } from './text.ts';
import type { Translate } from './translate.ts';

/** What a hover over a key says, as Markdown: title, status, who works on it, and ways on. */
export function hoverText(issue: Issue, t: Translate): string {
  const people = issue.assignees.map(({ name, email }) => name ?? email ?? '').filter((name) => name !== '');
  const facts = [
    issue.status ?? t('no status'),
    people.length === 0 ? t('nobody assigned') : people.join(', '),
    issue.priority ?? '',
  ];
  const key = JSON.stringify([issue.key ?? issue.id]);
  const command = (title: string, id: string): string =>
    `[${escapeMarkdown(title)}](command:tickmark.${id}?${encodeURIComponent(key)})`;
  const open = /^https?:\/\/[^\s()<>]+$/iu.test(issue.url)
    ? [`[${escapeMarkdown(t('Open in Notion'))}](${issue.url})`]
    : [];
  return [
    `**${escapeMarkdown(shorten(nameOf(issue), 120))}**`,
    facts
      .filter((fact) => fact !== '')
      .map(escapeMarkdown)
      .join(' · '),
    [...open, command(t('Read'), 'readPage'), command(t('Change status'), 'changeStatus')].join(' · '),
  ].join('\n\n');
}

/** What the terminal says over a key. The editor makes Markdown of it, with the link around it. */
export function terminalText({ title, status }: Pick<Issue, 'title' | 'status'>, t: Translate): string {
  return escapeMarkdown(`${shorten(title, 120)} (${status ?? t('no status')})`);
}

/** A commit message with its keys as links. Undefined when it holds none, so that other programs may add theirs. */
export function linkedMessage(
  message: string,
  keys: readonly { key: string; index: number; length: number }[],
  urlOf: (key: string) => string | null,
): string | undefined {
  let text = '';
  let end = 0;
  for (const { key, index, length } of keys) {
    const url = urlOf(key);
    if (url === null) continue;
    text += `${message.slice(end, index)}[${key}](${url})`;
    end = index + length;
  }
  return end === 0 ? undefined : text + message.slice(end);
}
