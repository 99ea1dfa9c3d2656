/** A calendar day; months count from 1. */
export type Day = { year: number; month: number; day: number };

/** The day part of an expression, as node-cron parses it, Sunday as 0: numbers, `L`, `L-3`, `LW`, `15W`; `5L`, `5#2`. */
export type DayFields = {
  month: readonly number[];
  dayOfMonth: readonly (number | string)[];
  dayOfWeek: readonly (number | string)[];
  /** Unix cron runs when one of two restricted day fields fits, Spring when both do. */
  eitherDay: boolean;
};

/** Combinations such as 29 February on a Monday come back within 40 years. */
const searchedDays = 366 * 41;

export function dayMatches(day: Day, fields: DayFields): boolean {
  if (!fields.month.includes(day.month)) return false;
  const byMonth = fields.dayOfMonth.some((token) => monthDayOf(token, day) === day.day);
  const byWeek = fields.dayOfWeek.some((token) => fitsWeekDay(token, day));
  return fields.eitherDay ? byMonth || byWeek : byMonth && byWeek;
}

/** The first matching day from `from` on, that day included; null when there is none in 41 years. */
export function firstMatchingDay(from: Day, fields: DayFields): Day | null {
  for (let ahead = 0; ahead < searchedDays; ahead += 1) {
    const day = dayAfter(from, ahead);
    if (dayMatches(day, fields)) return day;
  }
  return null;
}

export function dayAfter({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The day of this month a token stands for; null when the month has none. */
function monthDayOf(token: number | string, day: Day): number | null {
  if (typeof token === 'number') return token;
  const last = lastDayOf(day);
  if (token === 'L') return last;
  if (token.startsWith('L-')) return last - Number(token.slice(2));
  const target = token === 'LW' ? last : Number(token.slice(0, -1));
  return target > last ? null : nearestWeekday({ ...day, day: target }, last);
}

/** The weekday nearest to a day without leaving its month. */
function nearestWeekday(target: Day, last: number): number {
  const weekDay = weekDayOf(target);
  if (weekDay === 6) return target.day === 1 ? 3 : target.day - 1;
  if (weekDay === 0) return target.day === last ? last - 2 : target.day + 1;
  return target.day;
}

function fitsWeekDay(token: number | string, day: Day): boolean {
  const weekDay = weekDayOf(day);
  if (typeof token === 'number') return token === weekDay;
  if (Number(token[0]) !== weekDay) return false;
  return token.endsWith('L') ? day.day + 7 > lastDayOf(day) : Math.ceil(day.day / 7) === Number(token[2]);
}

function lastDayOf({ year, month }: Day): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function weekDayOf({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}
