import { invalid } from './problem.ts';

export type Test<Item> = (value: Item) => boolean;
type Operator<Item> = (wanted: unknown, now: Date) => Test<Item>;
export type Operators<Item> = Readonly<Record<string, Operator<Item>>>;

const DAY_MS = 86_400_000;
const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;
const HAS_OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;

function asNumber(wanted: unknown): number {
  if (typeof wanted !== 'number')
    throw invalid(`body failed validation: a number filter should be a number, instead was ${JSON.stringify(wanted)}.`);
  return wanted;
}

function asText(wanted: unknown): string {
  if (typeof wanted !== 'string')
    throw invalid(`body failed validation: a filter value should be a string, instead was ${JSON.stringify(wanted)}.`);
  return wanted;
}

function compareNumber(holds: (value: number, wanted: number) => boolean): Operator<number | null> {
  return (wanted) => {
    const number = asNumber(wanted);
    return (value) => value !== null && holds(value, number);
  };
}

export const numberOperators: Operators<number | null> = {
  equals: compareNumber((value, wanted) => value === wanted),
  does_not_equal: (wanted) => (value) => value !== asNumber(wanted),
  greater_than: compareNumber((value, wanted) => value > wanted),
  less_than: compareNumber((value, wanted) => value < wanted),
  greater_than_or_equal_to: compareNumber((value, wanted) => value >= wanted),
  less_than_or_equal_to: compareNumber((value, wanted) => value <= wanted),
  is_empty: () => (value) => value === null,
  is_not_empty: () => (value) => value !== null,
};

function compareText(holds: (value: string, wanted: string) => boolean): Operator<string> {
  return (wanted) => {
    const text = asText(wanted).toLowerCase();
    return (value) => holds(value.toLowerCase(), text);
  };
}

export const textOperators: Operators<string> = {
  equals: compareText((value, wanted) => value === wanted),
  does_not_equal: compareText((value, wanted) => value !== wanted),
  contains: compareText((value, wanted) => value.includes(wanted)),
  does_not_contain: compareText((value, wanted) => !value.includes(wanted)),
  starts_with: compareText((value, wanted) => value.startsWith(wanted)),
  ends_with: compareText((value, wanted) => value.endsWith(wanted)),
  is_empty: () => (value) => value === '',
  is_not_empty: () => (value) => value !== '',
};

function names(wanted: unknown): readonly string[] {
  return Array.isArray(wanted) ? wanted.map(asText) : [asText(wanted)];
}

/** For an option's id and name; `equals` takes one name or several. */
export const optionOperators: Operators<readonly string[]> = {
  equals: (wanted) => (value) => names(wanted).some((name) => value.includes(name)),
  does_not_equal: (wanted) => (value) => !names(wanted).some((name) => value.includes(name)),
  is_empty: () => (value) => value.length === 0,
  is_not_empty: () => (value) => value.length > 0,
};

/** For lists of ids or names. */
export const listOperators: Operators<readonly string[]> = {
  contains: (wanted) => (value) => value.includes(asText(wanted)),
  does_not_contain: (wanted) => (value) => !value.includes(asText(wanted)),
  is_empty: () => (value) => value.length === 0,
  is_not_empty: () => (value) => value.length > 0,
};

export const checkboxOperators: Operators<boolean> = {
  equals: (wanted) => (value) => value === wanted,
  does_not_equal: (wanted) => (value) => value !== wanted,
};

/** Reads a time as the API does: without an offset it is UTC. */
export function timeMs(text: string): number {
  const full = DATE_ONLY.test(text) || HAS_OFFSET.test(text) ? text : `${text}Z`;
  const time = Date.parse(full);
  if (Number.isNaN(time)) throw invalid(`body failed validation: "${text}" should be a valid ISO 8601 date string.`);
  return time;
}

/** With a time part the comparison is to the millisecond, with a date only it is by day. */
function compareTime(holds: (value: number, wanted: number) => boolean): Operator<number | null> {
  return (wanted) => {
    const text = asText(wanted);
    const time = timeMs(text);
    const unitMs = DATE_ONLY.test(text) ? DAY_MS : 1;
    return (value) => value !== null && holds(Math.floor(value / unitMs), Math.floor(time / unitMs));
  };
}

function pastDays(days: number): Operator<number | null> {
  return (_wanted, now) => (value) =>
    value !== null && value <= now.getTime() && value >= now.getTime() - days * DAY_MS;
}

export const timeOperators: Operators<number | null> = {
  equals: compareTime((value, wanted) => value === wanted),
  before: compareTime((value, wanted) => value < wanted),
  after: compareTime((value, wanted) => value > wanted),
  on_or_before: compareTime((value, wanted) => value <= wanted),
  on_or_after: compareTime((value, wanted) => value >= wanted),
  past_week: pastDays(7),
  past_month: pastDays(30),
  past_year: pastDays(365),
  is_empty: () => (value) => value === null,
  is_not_empty: () => (value) => value !== null,
};

/** Builds the test for a condition such as `{ on_or_after: '…' }`: exactly one operator the type knows. */
export function condition<Item>(operators: Operators<Item>, input: unknown, where: string, now: Date): Test<Item> {
  const entries = typeof input === 'object' && input !== null ? Object.entries(input) : [];
  const [entry] = entries;
  const operator = entry === undefined || !Object.hasOwn(operators, entry[0]) ? undefined : operators[entry[0]];
  if (entry === undefined || entries.length !== 1 || operator === undefined) {
    throw invalid(
      `body failed validation: body.filter.${where} should have exactly one of ${Object.keys(operators).join(', ')}.`,
    );
  }
  return operator(entry[1], now);
}
