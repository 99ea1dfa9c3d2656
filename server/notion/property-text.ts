import { z } from 'zod';
import { plainTextOf } from './page.ts';
import type { Person } from './users.ts';

/** What a page names by its id only, and what people call it. */
export interface Names {
  person: (userId: string) => string;
  page: (pageId: string) => string;
}

/** A property of a page as people read it. */
export interface PropertyText {
  name: string;
  value: string;
}

const typed = z.looseObject({ type: z.string() });
const entries = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const text = z.array(z.looseObject({ plain_text: z.string() })).transform(plainTextOf);
const named = z.looseObject({ name: z.string() }).transform(({ name }) => name);
const date = z.looseObject({ start: z.string(), end: z.string().nullish() });
const user = z.looseObject({ id: z.string(), name: z.string().nullish() });
const file = z.looseObject({
  name: z.string().catch(''),
  external: z.looseObject({ url: z.string() }).optional().catch(undefined),
});
const uniqueId = z.looseObject({ prefix: z.string().nullish(), number: z.number().nullable() });
const place = z.looseObject({ name: z.string().nullish(), address: z.string().nullish() });
const references = z.array(z.looseObject({ id: z.string() }));

/** Longest value of a type that is not known: it is shown as it came. */
const longestRaw = 500;
/** A page shows at most this many people and relations of one property. */
const maxShown = 25;

/** The properties of a page in its order, but for its title. What cannot be understood is shown as it came. */
export function propertyTexts(answer: unknown, names: Names): PropertyText[] {
  const { data } = entries.safeParse(answer);
  return Object.entries(data?.properties ?? {})
    .filter(([, value]) => typed.safeParse(value).data?.type !== 'title')
    .map(([name, value]) => ({ name, value: textOf(value, names) }));
}

/** Everybody that the properties of a page name, with or without their names. */
export function peopleNamed(answer: unknown): Person[] {
  const { data } = entries.safeParse(answer);
  return Object.values(data?.properties ?? {}).flatMap(peopleIn);
}

/** The pages that the properties of a page name. */
export function pagesNamed(answer: unknown): string[] {
  const { data } = entries.safeParse(answer);
  return Object.values(data?.properties ?? {}).flatMap(pagesIn);
}

function pagesIn(value: unknown): string[] {
  const property = typed.safeParse(value).data;
  if (property?.type === 'rollup') return rolledUp(property['rollup']).flatMap(pagesIn);
  const related = property?.type === 'relation' ? references.safeParse(property['relation']).data : undefined;
  return (related ?? []).map(({ id }) => id);
}

function peopleIn(value: unknown): Person[] {
  const property = typed.safeParse(value).data;
  if (property === undefined) return [];
  if (property.type === 'rollup') return rolledUp(property['rollup']).flatMap(peopleIn);
  const isPeople = ['people', 'created_by', 'last_edited_by'].includes(property.type);
  const users = isPeople ? [property[property.type]].flat() : [];
  return users.flatMap((one) => {
    const found = user.safeParse(one).data;
    return found === undefined ? [] : [{ userId: found.id, name: found.name ?? null, email: null }];
  });
}

function rolledUp(rollup: unknown): unknown[] {
  const array: unknown = typeof rollup === 'object' && rollup !== null ? Reflect.get(rollup, 'array') : undefined;
  return Array.isArray(array) ? array : [];
}

function textOf(value: unknown, names: Names): string {
  const property = typed.safeParse(value).data;
  if (property === undefined) return raw(value);
  const content = property[property.type];
  if (content === null || content === undefined) return '';
  const more = property['has_more'] === true ? ', …' : '';
  const reader = readers[property.type];
  try {
    return reader === undefined ? raw(content) : `${reader(content, names)}${more}`;
  } catch {
    return raw(content);
  }
}

/** Each throws for what is not as Notion describes it. */
const readers: Record<string, (content: unknown, names: Names) => string> = {
  title: (content) => text.parse(content),
  rich_text: (content) => text.parse(content),
  number: (content) => String(z.number().parse(content)),
  select: (content) => named.parse(content),
  status: (content) => named.parse(content),
  multi_select: (content) => listed(z.array(named).parse(content)),
  date: (content) => {
    const { start, end } = date.parse(content);
    return end == null ? start : `${start} to ${end}`;
  },
  people: (content, names) => {
    const people = z.array(user).parse(content);
    return listed(people.map((one) => personName(one, names))) + (people.length < maxShown ? '' : ', …');
  },
  files: (content) => listed(z.array(file).parse(content).map(fileName)),
  checkbox: (content) => (z.boolean().parse(content) ? 'yes' : 'no'),
  url: (content) => z.string().parse(content),
  email: (content) => z.string().parse(content),
  phone_number: (content) => z.string().parse(content),
  created_time: (content) => z.string().parse(content),
  last_edited_time: (content) => z.string().parse(content),
  created_by: (content, names) => personName(user.parse(content), names),
  last_edited_by: (content, names) => personName(user.parse(content), names),
  unique_id: (content) => {
    const { prefix, number } = uniqueId.parse(content);
    return number === null ? '' : [prefix, number].filter((part) => part != null && part !== '').join('-');
  },
  relation: (content, names) => listed(references.parse(content).map(({ id }) => names.page(id))),
  // A formula and a rollup hold a value of one of the simple types.
  formula: (content, names) => computed(content, names),
  rollup: (content, names) =>
    typed.parse(content).type === 'array'
      ? listed(rolledUp(content).map((one) => textOf(one, names)))
      : computed(content, names),
  string: (content) => z.string().parse(content),
  boolean: (content) => (z.boolean().parse(content) ? 'yes' : 'no'),
  place: (content) => {
    const { name, address } = place.parse(content);
    return listed([name ?? '', address ?? '']);
  },
  verification: (content) => z.looseObject({ state: z.string() }).parse(content).state,
  button: () => '',
};

/** Notion does not say what it cannot compute. */
function computed(content: unknown, names: Names): string {
  return ['unsupported', 'incomplete'].includes(typed.parse(content).type) ? '' : textOf(content, names);
}

function personName({ id, name }: z.output<typeof user>, names: Names): string {
  return name ?? names.person(id);
}

/** The address of a file kept by Notion is signed and soon worth nothing. */
function fileName({ name, external }: z.output<typeof file>): string {
  return name === '' ? (external?.url ?? 'file') : name;
}

function raw(value: unknown): string {
  const json = JSON.stringify(value) ?? '';
  return json.length > longestRaw ? `${json.slice(0, longestRaw)}…` : json;
}

function listed(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
