import { formatDuration, parseDuration } from '../../shared/duration.ts';
import type { Finding } from './dialogs.ts';

/** What a worklog's text may hold, as the server reads it. */
export const longestWorklogText = 20_000;

/**
 * Time to offer: tracked and not yet logged, without what waits here to be sent. Empty below a minute.
 * @returns as a person would write it, `1h 12m`
 */
export function offeredTime(unloggedSeconds: number, waitingSeconds: number): string {
  const seconds = Math.min(unloggedSeconds - waitingSeconds, 24 * 3600);
  return seconds < 60 ? '' : formatDuration(seconds).replaceAll(/(\d) /gu, '$1');
}

/** Finding for the time box; nothing is said while it is empty. */
export function checkTime(text: string): Finding | undefined {
  if (text.trim() === '') return undefined;
  const read = parseDuration(text);
  return read.ok ? undefined : { level: 'error', message: read.message };
}

/** Finding for the text box. */
export function checkText(text: string): Finding | undefined {
  if (/[^\P{Cc}\t\n\r]/u.test(text)) return { level: 'error', message: 'The text holds control characters.' };
  return text.length > longestWorklogText
    ? { level: 'error', message: `The text is longer than ${longestWorklogText} characters.` }
    : undefined;
}
