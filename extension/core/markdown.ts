import { oneLine } from './text.ts';
import type { Translate } from './translate.ts';

/** Text of other people inside Markdown: no link, no icon, no formatting comes out of it. */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_{}[\]()#+\-.!|~<>$&:@]/gu, String.raw`\$&`);
}

/** A link to one of our own commands. */
export function commandLink(title: string, command: `tickmark.${string}`): string {
  return `[${escapeMarkdown(title)}](command:${command})`;
}

/** `2 min ago` in whole minutes, `3 h ago`, `2 days ago`. */
export function agoText(nowMs: number, thenMs: number, t: Translate): string {
  const minutes = Math.max(0, Math.floor((nowMs - thenMs) / 60_000));
  if (minutes < 1) return t('just now');
  if (minutes < 60) return t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('{0} h ago', hours) : t('{0} days ago', Math.floor(hours / 24));
}
