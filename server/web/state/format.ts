/** Hours as Notion shows them, without an unneeded zero: 5400 → `1.5`, 0 → `0`. Rounded to hundredths. */
export function hoursOf(seconds: number): string {
  return String(Math.round(seconds / 36) / 100);
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How far an instant is from now, in words: `3 minutes ago`, `in 2 hours`, `just now`. What comes is positive. */
export function relative(distanceMs: number): string {
  const absoluteMs = Math.abs(distanceMs);
  if (absoluteMs < 45_000) return distanceMs > 0 ? 'in a moment' : 'just now';
  const words = span(absoluteMs);
  return distanceMs > 0 ? `in ${words}` : `${words} ago`;
}

/** A length of time in words: `less than a minute`, `3 minutes`, `2 hours`, `5 days`. */
export function lengthText(ms: number): string {
  return ms < minuteMs / 2 ? 'less than a minute' : span(ms);
}

function span(ms: number): string {
  const minutes = Math.round(ms / minuteMs);
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = Math.round(ms / hourMs);
  if (hours < 24) return counted(hours, 'hour');
  return counted(Math.round(ms / dayMs), 'day');
}

/** `1 task`, `3 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The day of an instant in a person's time zone: `Mon 2 Mar 2026`. */
export function dayText(instant: string | number, timeZone: string): string {
  return written(instant, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone });
}

/** A calendar day as people write it: `2026-03-02` → `Mon 2 Mar 2026`. */
export function calendarDayText(day: string): string {
  return dayText(`${day}T12:00:00Z`, 'UTC');
}

/** Day and time of an instant in a person's time zone: `Mon 2 Mar 2026, 14:05`. */
export function instantText(instant: string, timeZone: string): string {
  const time = written(instant, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  return `${dayText(instant, timeZone)}, ${time}`;
}

/** Browsers do not agree on the comma behind the weekday, so it is left out. */
function written(instant: string | number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(instant)).replaceAll(',', '');
}

/** A text for a line of a table: cut at so many characters, and said to be cut. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most).join('').trimEnd()} …`;
}

/** A few names, and how many more there are. */
export function fewOf(names: readonly string[], most = 3): string {
  const more = names.length - most;
  // "and 1 more" is no shorter than the name itself.
  return more <= 1 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${more} more`;
}
