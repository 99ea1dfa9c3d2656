import type { Proposal } from '../../../shared/api/booking.ts';
import { formatDuration, parseDuration } from '../../../shared/duration.ts';
import type { Failure } from './failure.ts';

/** A part of a booking as a person types it. Its id goes with it, so that sending it again books nothing twice. */
export interface TypedPart {
  id: string;
  key: string;
  duration: string;
  text: string;
}

/** A part as the API takes it. */
export interface Part {
  id: string;
  key: string;
  seconds: number;
  text: string;
}

/** One part for all that is proposed, on its own task. */
export function wholePart({ issue, proposedSeconds, text }: Proposal, id: string): TypedPart {
  return { id, key: issue?.key ?? issue?.id ?? '', duration: exactDuration(proposedSeconds), text };
}

/** A duration as it can be typed, to the second: `1h 30m`, `45s`. */
export function exactDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return said.length === 0 ? '0m' : said.join(' ');
}

/** The seconds of all parts that can be read. */
export function secondsOf(parts: readonly TypedPart[]): number {
  return parts.reduce((total, { duration }) => {
    const read = parseDuration(duration);
    return total + (read.ok ? read.seconds : 0);
  }, 0);
}

/** What of the proposal the parts leave, or how much they are above it. */
export function leftText(parts: readonly TypedPart[], proposedSeconds: number): string {
  const left = proposedSeconds - secondsOf(parts);
  if (left === 0) return 'Nothing is left over.';
  const said = Math.abs(left) < 60 ? `${Math.abs(left)} s` : formatDuration(Math.abs(left));
  return left > 0 ? `${said} stay to be logged.` : `${said} more than there is to log.`;
}

/** Reads the parts, or says what is wrong with the first that cannot be booked. */
export function readParts(
  parts: readonly TypedPart[],
  proposedSeconds: number,
): { ok: true; parts: Part[] } | { ok: false; failure: Failure } {
  const read: Part[] = [];
  for (const [index, { id, key, duration, text }] of parts.entries()) {
    const length = parseDuration(duration);
    if (key.trim() === '') return refused(`parts.${index}.key`, 'A part has no task.', 'Enter the key of its task.');
    if (!length.ok) return refused(`parts.${index}.seconds`, length.message, '');
    read.push({ id, key: key.trim(), seconds: length.seconds, text: text.trim() });
  }
  if (secondsOf(parts) <= proposedSeconds) return { ok: true, parts: read };
  return refused(
    'seconds',
    `These are ${leftText(parts, proposedSeconds)}`,
    'Shorten a part, or log the rest by hand.',
  );
}

function refused(field: string, detail: string, fix: string): { ok: false; failure: Failure } {
  return { ok: false, failure: { code: 'page.input', detail, fix, field } };
}
