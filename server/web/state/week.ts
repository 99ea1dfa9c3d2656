import { dayBoundsMs, dayOf } from '../../../shared/sessions.ts';

/** A calendar week of a person, Monday to Sunday. The instants are in milliseconds since 1970 UTC. */
export interface Week {
  firstDay: string;
  lastDay: string;
  startMs: number;
  endMs: number;
}

/** The week that holds an instant (or one of the weeks before it), in the time zone of the person. */
export function weekOf(nowMs: number, timeZone: string, weeksBack = 0): Week {
  const today = dayOf(nowMs, timeZone);
  const daysSinceMonday = (new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7;
  const firstDay = dayAfter(today, -daysSinceMonday - 7 * weeksBack);
  const lastDay = dayAfter(firstDay, 6);
  const { startMs } = dayBoundsMs(firstDay, timeZone);
  const { endMs } = dayBoundsMs(lastDay, timeZone);
  return { firstDay, lastDay, startMs, endMs };
}

/** `2 – 8 Mar 2026`, or with both months when the week has two. */
export function weekText({ firstDay, lastDay }: Week): string {
  const [first, last] = [parts(firstDay), parts(lastDay)];
  const sameMonth = first.month === last.month;
  const start = sameMonth ? first.day : `${first.day} ${first.month}`;
  return `${start} – ${last.day} ${last.month} ${last.year}`;
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function parts(day: string): { day: string; month: string; year: string } {
  const [year = '', month = '', date = ''] = day.split('-');
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return { day: String(Number(date)), month: names[Number(month) - 1] ?? '', year };
}
