/** One position of a cron expression; `max` of the week day is 7 because both 0 and 7 are Sunday. */
export type CronField = { name: string; min: number; max: number; names: readonly string[]; special: RegExp | null };

const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const dayNames = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** The six fields of a Spring cron expression. `special` holds the forms that only the day fields have. */
export const cronFields: readonly CronField[] = [
  { name: 'second', min: 0, max: 59, names: [], special: null },
  { name: 'minute', min: 0, max: 59, names: [], special: null },
  { name: 'hour', min: 0, max: 23, names: [], special: null },
  {
    name: 'day of month',
    min: 1,
    max: 31,
    names: [],
    special: /^(?:L|L-(?:[1-9]|[12]\d|30)|LW|(?:[1-9]|[12]\d|3[01])W)$/,
  },
  { name: 'month', min: 1, max: 12, names: monthNames, special: null },
  { name: 'day of week', min: 0, max: 7, names: dayNames, special: /^[0-7](?:L|#[1-5])$/ },
];

/**
 * One field in the spelling node-cron takes: names as numbers, `?` as `*`, `5/15` as `5-59/15`. Null when it is not valid.
 * Checked here and not left to node-cron, which reads `5*` as 50-59 and `SUN1` as 1 and expands `0-99999999`.
 */
export function normalisedField(text: string, field: CronField): string | null {
  if (text === '?') return field.name.startsWith('day') ? '*' : null;
  const tokens = text
    .toUpperCase()
    .split(',')
    .map((token) => normalisedToken(token, field));
  return tokens.includes(null) ? null : tokens.join(',');
}

function normalisedToken(text: string, field: CronField): string | null {
  const token = text.replaceAll(/(?<![0-9A-Z])[A-Z]{3}(?![0-9A-KM-Z])/g, (name) => numberOf(name, field));
  if (field.special?.test(token) === true) return token;
  const [, first = '', last, step] = /^(\*|\d{1,2})(?:-(\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(token) ?? [];
  if (first === '' || (first === '*' && last !== undefined)) return null;
  const bounds = [first, last].filter((bound) => bound !== undefined && bound !== '*').map(Number);
  if (bounds.some((bound) => bound < field.min || bound > field.max)) return null;
  if (step === undefined) return token;
  // A step beyond the field would run once a round and not, as written, every 90 minutes.
  if (Number(step) < 1 || Number(step) > field.max + 1 - field.min) return null;
  return first === '*' || last !== undefined ? token : `${first}-${field.max}/${step}`;
}

function numberOf(name: string, field: CronField): string {
  const index = field.names.indexOf(name);
  return index === -1 ? name : String(index + field.min);
}
