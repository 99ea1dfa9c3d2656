import { dayBoundsMs, dayOf } from './sessions.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * When a clock on the wall shows `HH:MM` on a local day. A time that the clocks skip is as much later as they skip; of one
 * that comes twice it is the first.
 */
export function instantOnDayMs(day: string, time: string, timeZone: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const wallMs = Date.parse(`${day}T00:00:00Z`) + (hours * 60 + minutes) * minuteMs;
  const { startMs, endMs } = dayBoundsMs(day, timeZone);
  const candidates = [startMs, endMs].map((ms) => wallMs - offsetMs(ms, timeZone)).sort((a, b) => a - b);
  const exact = candidates.find((ms) => ms + offsetMs(ms, timeZone) === wallMs);
  return exact ?? wallMs - offsetMs(startMs, timeZone);
}

/** The latest local day whose `HH:MM` has come, at an instant. */
export function lastDayReached(nowMs: number, time: string, timeZone: string): string {
  const today = dayOf(nowMs, timeZone);
  return instantOnDayMs(today, time, timeZone) <= nowMs ? today : dayBefore(today);
}

/** The calendar day before. */
export function dayBefore(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
}

/** How far the clocks on the wall are before UTC. */
function offsetMs(ms: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const get = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return wall - Math.floor(ms / 1000) * 1000;
}
