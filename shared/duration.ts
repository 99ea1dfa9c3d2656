export type DurationError = 'duration.invalid' | 'duration.negative' | 'duration.zero' | 'duration.too_long';

export type ParsedDuration = { ok: true; seconds: number } | { ok: false; code: DurationError; message: string };

const maxSeconds = 24 * 3600;
const examples = 'Write for example 1h 30m, 1:30, 90m or 1.5.';

const amount = String.raw`(\d+(?:[.,]\d+)?|[.,]\d+)`;
const hours = '(?:h|hr|hrs|hour|hours)';
const minutes = '(?:m|min|mins|minute|minutes)';
const seconds = '(?:s|sec|secs|second|seconds)';
const bare = new RegExp(`^${amount}$`);
const clock = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/;
const hoursThenMinutes = new RegExp(String.raw`^(\d+) ?${hours} ?([0-5]?\d)$`);
const withUnits = new RegExp(`^(?:${amount} ?${hours})? ?(?:${amount} ?${minutes})? ?(?:${amount} ?${seconds})?$`);

/**
 * Reads a duration as people write it: `1.5` and `1,5` (hours), `1h30`, `1h 30m`, `1:30`, `90m`, `90 min`, `2h`,
 * `1.5h`, `45s`. The result is in whole seconds, above zero and at most 24 hours: one worklog is one day's work.
 * A bare number above 24 is refused with the spelling for minutes instead of being guessed at.
 */
export function parseDuration(text: string): ParsedDuration {
  const written = text.normalize('NFKC').replaceAll('\u2212', '-').trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const sign = /^[+-]/.exec(written)?.[0] ?? '';
  const exact = secondsOf(written.slice(sign.length).trim());
  if (exact === null) return refused('duration.invalid', `“${text.trim()}” is not a duration. ${examples}`);
  const rounded = Math.round(exact);
  if (rounded === 0) return refused('duration.zero', `A duration must be longer than zero. ${examples}`);
  if (sign === '-') return refused('duration.negative', `A duration cannot be negative. ${examples}`);
  if (rounded <= maxSeconds) return { ok: true, seconds: rounded };
  return bare.test(written)
    ? refused('duration.too_long', `A number alone means hours, and 24 is the limit. For minutes write ${written}m.`)
    : refused('duration.too_long', 'One worklog holds at most 24 hours. Split it by day.');
}

/** Seconds, possibly with a fraction; null when the text is no duration. */
function secondsOf(written: string): number | null {
  const alone = bare.exec(written);
  if (alone !== null) return toNumber(alone[1]) * 3600;
  const parts = clock.exec(written) ?? hoursThenMinutes.exec(written);
  if (parts !== null) return toNumber(parts[1]) * 3600 + toNumber(parts[2]) * 60 + toNumber(parts[3]);
  const units = withUnits.exec(written)?.slice(1);
  if (units === undefined || units.every((part) => part === undefined)) return null;
  // Only the smallest unit may carry a fraction: in “1.5h 30m” one of the two is a slip.
  const given = units.filter((part) => part !== undefined);
  if (given.slice(0, -1).some((part) => /[.,]/.test(part))) return null;
  return toNumber(units[0]) * 3600 + toNumber(units[1]) * 60 + toNumber(units[2]);
}

function toNumber(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.replace(',', '.'));
}

function refused(code: DurationError, message: string): ParsedDuration {
  return { ok: false, code, message };
}

/** Short text in whole minutes, cut and never rounded up: `1 h 12 m`, `2 h`, `12 m`, `0 m`. */
export function formatDuration(totalSeconds: number): string {
  const { hours: h, minutes: m } = split(totalSeconds);
  return [h > 0 ? `${h} h` : '', m > 0 || h === 0 ? `${m} m` : ''].filter((part) => part !== '').join(' ');
}

function split(totalSeconds: number): { hours: number; minutes: number } {
  const wholeMinutes = Math.max(0, Math.floor(totalSeconds / 60));
  return { hours: Math.floor(wholeMinutes / 60), minutes: wholeMinutes % 60 };
}
