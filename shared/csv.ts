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
 * not run on the machine of whoever opens the file. Full-width signs count too, and so does space before them.
 */
function harmless(text: string): string {
  return /^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
}
