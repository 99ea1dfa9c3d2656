import { oneLine } from './text.ts';

/** Text of other people inside Markdown: no link, no icon, no formatting comes out of it. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_{}[\]()#+\-.!|~<>$&:@]/gu, String.raw`\$&`);
}

/** A link to one of our own commands. */
export function commandLink(title: string, command: string): string {
  return `[${escapeMarkdown(title)}](command:${command})`;
}
