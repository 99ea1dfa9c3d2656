const maxPartLength = 2000;
const maxParts = 100;
const figure = /^\+\d+\.\d{2}h/;

/**
 * Hours with two decimals, half up: 3 × 20 minutes are 1.00. Round a total, never its parts.
 * Counted in whole hundredths (36 s each), so that no binary fraction decides.
 */
export function roundHours(totalSeconds: number): number {
  return hundredths(totalSeconds) / 100;
}

/** `1.50` for 5400 seconds. */
export function hoursText(seconds: number): string {
  return roundHours(seconds).toFixed(2);
}

/**
 * The comment of a worklog, `+1.50h — fixed flaky test`, or `+1.50h` without text. Null when the duration rounds to
 * 0.00 (less than 18 s): such time is held until it adds up.
 */
export function worklogComment(seconds: number, text: string): string | null {
  if (hundredths(seconds) <= 0) return null;
  const cleaned = cleanWorklogText(text);
  const hours = `+${hoursText(seconds)}h`;
  return cleaned === '' ? hours : `${hours} \u2014 ${cleaned}`;
}

/**
 * A comment as Notion takes it: at most 100 parts of at most 2,000 UTF-16 units, no surrogate pair cut in two. A leading
 * `+1.50h` is a part of its own, so that it can carry a link. What does not fit ends in an ellipsis.
 */
export function richTextParts(text: string): string[] {
  const lead = figure.exec(text)?.[0] ?? '';
  const parts = lead === '' ? [] : [lead];
  for (let at = lead.length; at < text.length;) {
    const part = partAt(text, at, maxPartLength);
    at += part.length;
    const isCut = parts.length === maxParts - 1 && at < text.length;
    parts.push(isCut ? `${partAt(part, 0, maxPartLength - 1)}…` : part);
    if (isCut) break;
  }
  return parts;
}

/** True when text holds characters no worklog may: controls other than tab and line ends, or half a surrogate pair. */
export function hasForbiddenControls(text: string): boolean {
  return /[\p{Cc}\p{Cs}]/u.test(text.replaceAll(/[\t\n\r]/g, ''));
}

/** Worklog text as it is stored: line ends as `\n`, tabs as spaces, no other control character, trimmed. */
export function cleanWorklogText(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/(?!\n)\p{Cc}/gu, '')
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .trim();
}

function hundredths(seconds: number): number {
  return Math.floor((seconds + 18) / 36);
}

function partAt(text: string, at: number, length: number): string {
  const end = at + length;
  const cutsPair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(end - 1, end + 1));
  return text.slice(at, cutsPair ? end - 1 : end);
}
