import { validateDetailed } from 'node-cron';
import { wallClockReader, type WallClock } from '../../shared/local-time.ts';
import { dayBoundsMs, isTimeZone } from '../../shared/sessions.ts';
import { dayAfter, dayMatches, firstMatchingDay, type Day, type DayFields } from './cron-days.ts';
import { cronFields, normalisedField } from './cron-fields.ts';

export type SyncCron = {
  ok: true;
  /** Six fields for node-cron. Its ticks include every run; ask `matches` whether a tick is one. */
  expression: string;
  /** Six fields are Spring's (day of month AND day of week), five are Unix cron's (either of the two). */
  style: 'spring' | 'unix';
  /** True when the second `date` falls in is a run. */
  matches(date: Date): boolean;
  /** The first run after `after`. */
  next(after: Date): Date;
};

type Refused = { ok: false; message: string };
type Reading = { style: SyncCron['style']; eitherDay: boolean; timeZone: string };
type Times = DayFields & { second: number; minute: readonly number[]; hour: readonly number[] };

const minuteMs = 60_000;
const examples = 'Examples: “0 */5 * * * *” runs every 5 minutes, “0 0 */1 * * *” every hour.';

/**
 * Reads the schedule of the sync as Spring writes it: second, minute, hour, day of month, month, day of week. Five
 * fields are read as Unix cron. More often than once a minute is refused, and so is a time that never comes.
 * @param timeZone IANA name. Local times that summer time skips do not run; those it repeats run twice.
 */
export function parseSyncCron(text: string, { timeZone = 'UTC' } = {}): SyncCron | Refused {
  if (!isTimeZone(timeZone)) return refused(`“${timeZone}” is not a known time zone. Write for example Europe/Berlin.`);
  const written = text.trim().split(/\s+/);
  const style = written.length === 5 ? 'unix' : 'spring';
  const parts = style === 'unix' ? ['0', ...written] : written;
  if (parts.length !== cronFields.length) return refused(`A schedule has six fields, and “${text.trim()}” has not.`);
  const fields = cronFields.map((field, index) => normalisedField(parts[index] ?? '', field));
  const wrong = fields.indexOf(null);
  if (wrong !== -1) return refused(`The ${cronFields[wrong]?.name} field “${parts[wrong]}” is not valid.`);
  const eitherDay = style === 'unix' && [parts[3], parts[5]].every((part) => /^[^*?]/.test(part ?? ''));
  return compiled(fields.join(' '), { style, eitherDay, timeZone });
}

function compiled(fields: string, how: Reading): SyncCron | Refused {
  const { valid, fields: parsed, errors } = validateDetailed(fields);
  if (!valid || parsed === undefined) return refused(`This never runs: ${errors[0]?.message ?? fields}.`);
  const [second, ...moreSeconds] = parsed.second;
  if (second === undefined || moreSeconds.length > 0) {
    return refused('The second field must be one number: the sync runs at most once a minute.');
  }
  const times: Times = { ...parsed, second, eitherDay: how.eitherDay };
  if (firstMatchingDay({ year: 2000, month: 1, day: 1 }, times) === null) {
    return refused('The fields day of month, month and day of week never fit together.');
  }
  const [, minute, hour, , month] = fields.split(' ');
  // node-cron joins the day fields with AND; where either is enough, it ticks every day and `matches` chooses.
  const expression = how.eitherDay ? `${second} ${minute} ${hour} * ${month} *` : fields;
  const read = wallClockReader(how.timeZone);
  return {
    ok: true,
    expression,
    style: how.style,
    matches: (date: Date) => timeMatches(read(date.getTime()), times),
    next: (after: Date) => nextRun(after, { times, read, timeZone: how.timeZone }),
  };
}

function refused(message: string): Refused {
  return { ok: false, message: `${message} ${examples}` };
}

function timeMatches(local: WallClock, times: Times): boolean {
  const { hour, minute, second } = times;
  return (
    local.second === second && minute.includes(local.minute) && hour.includes(local.hour) && dayMatches(local, times)
  );
}

type Schedule = { times: Times; read: (ms: number) => WallClock; timeZone: string };

function nextRun(after: Date, { times, read, timeZone }: Schedule): Date {
  const afterMs = after.getTime();
  let ms = Math.floor(afterMs / minuteMs) * minuteMs + times.second * 1000;
  if (ms <= afterMs) ms += minuteMs;
  for (;;) {
    const local = read(ms);
    if (timeMatches(local, times)) return new Date(ms);
    if (dayMatches(local, times)) ms += minuteMs;
    else ms = startOfDay(firstMatchingDay(dayAfter(local, 1), times), timeZone) + times.second * 1000;
  }
}

function startOfDay(day: Day | null, timeZone: string): number {
  if (day === null) throw new RangeError('The schedule has no further run');
  const text = [day.year, day.month, day.day].map((part) => String(part).padStart(2, '0')).join('-');
  return dayBoundsMs(text, timeZone).startMs;
}
