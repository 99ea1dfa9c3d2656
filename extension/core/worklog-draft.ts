import { type DurationError, formatDuration, parseDuration } from '../../shared/duration.ts';
import type { Finding } from './dialogs.ts';
import { message, type Translate } from './translate.ts';

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
export function checkTime(text: string, t: Translate): Finding | undefined {
  if (text.trim() === '') return undefined;
  const read = parseDuration(text);
  return read.ok ? undefined : { level: 'error', message: t(durationErrors[read.code], text.trim()) };
}

const durationErrors: Readonly<Record<DurationError, string>> = {
  'duration.invalid': message('“{0}” is not a duration. Write for example 1h 30m, 1:30, 90m or 1.5.'),
  'duration.negative': message('A duration cannot be negative.'),
  'duration.zero': message('A duration must be longer than zero.'),
  'duration.too_long': message('A worklog holds at most 24 hours. A number alone means hours; for minutes write 90m.'),
};

/** Finding for the text box. */
export function checkText(text: string, t: Translate): Finding | undefined {
  if (/[^\P{Cc}\t\n\r]/u.test(text)) return { level: 'error', message: t('The text holds control characters.') };
  return text.length > longestWorklogText
    ? { level: 'error', message: t('The text is longer than {0} characters.', longestWorklogText) }
    : undefined;
}
