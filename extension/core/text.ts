/** Text from Notion must not draw icons or break the line. */
export function plainLabel(text: string): string {
  return oneLine(text).replaceAll(/\$(?=\([A-Za-z\d-]+(?:~[A-Za-z]+)?\))/gu, String.raw`\$`);
}

/**
 * Text for a message, an input box or a progress. The editor makes links of `[…](command:…)` there, which run any command
 * when they are clicked; none comes out of what Notion, Git or a server wrote.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** One line without control and direction characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim();
}

/** Cuts at a whole character and says so. */
export function shorten(text: string, longest: number): string {
  const characters = Array.from(oneLine(text));
  return characters.length <= longest
    ? characters.join('')
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}
