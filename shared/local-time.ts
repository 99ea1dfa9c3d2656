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
  const read = wallClockReader(timeZone);
  const candidates = [startMs, endMs].map((ms) => wallMs - offsetMs(ms, read)).sort((a, b) => a - b);
  const exact = candidates.find((ms) => ms + offsetMs(ms, read) === wallMs);
  return exact ?? wallMs - offsetMs(startMs, read);
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
function offsetMs(ms: number, read: (ms: number) => WallClock): number {
  const { year, month, day, hour, minute, second } = read(ms);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

/** What a clock and a calendar on the wall show. Months count from 1. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** Reads the clocks on the wall of a zone at instants. Making one takes longer than reading, so keep it. */
export function wallClockReader(timeZone: string): (ms: number) => WallClock {
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
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const day = { year: part('year'), month: part('month'), day: part('day') };
    return { ...day, hour: part('hour'), minute: part('minute'), second: part('second') };
  };
}
