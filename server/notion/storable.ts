const escapes = /\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|u[0-9a-f]{4}|[^u])/giu;

/**
 * JSON text without what a database cannot store: NUL, and halves of characters. People paste both into Notion, and
 * Notion hands them on; neither means anything.
 */
export function storableJson(json: string): string {
  if (!json.includes('\\u')) return json;
  return json.replaceAll(escapes, (escape) => {
    if (escape.length !== 6) return escape;
    const unit = Number.parseInt(escape.slice(2), 16);
    if (unit === 0) return '';
    return unit >= 0xd800 && unit <= 0xdfff ? String.raw`\ufffd` : escape;
  });
}
