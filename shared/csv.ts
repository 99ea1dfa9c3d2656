/** A line of a CSV file as RFC 4180 has it: quoted where needed, ended by CR LF. Numbers are written as they are. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = harmless(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it: what a person wrote in a worklog must
 * not run on the machine of whoever opens the file. Full-width signs count too, and so does space before them. Where a
 * spreadsheet cuts at semicolons or tabs, as in many languages, quotes mean nothing to it: there a cell begins behind each of
 * these and behind each line end.
 */
function harmless(text: string): string {
  return text
    .replaceAll(/(^|[;\t\r\n])(?=(?:[^\S\t\r\n]|\uFEFF)*[=+\-@＝＋－＠])/gu, "$1'")
    .replace(/^(?=[\t\r\n])/u, "'");
}
