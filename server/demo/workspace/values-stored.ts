import { z } from 'zod';
import { makeId, parseId } from './ids.ts';
import { invalid } from './problem.ts';
import type { OptionRecord, PropertyRecord, Value } from './records.ts';
import { richTextSchema, storeRichText } from './rich-text.ts';
import { optionColors, type WorkspaceState } from './state.ts';
import { apiType } from './values-shown.ts';

type OptionProperty = Extract<PropertyRecord, { options: OptionRecord[] }>;

const optionInput = z.union([z.object({ id: z.string() }).loose(), z.object({ name: z.string().min(1) }).loose()]);
const referencesInput = z.array(z.object({ id: z.string() }).loose()).max(100);
const dateInput = z.object({
  start: z.iso.datetime({ offset: true, local: true }).or(z.iso.date()),
  end: z.string().nullish(),
  time_zone: z.string().nullish(),
});

function parsed<Output>(schema: z.ZodType<Output>, input: unknown, property: PropertyRecord): Output {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = ['properties', property.name, apiType(property), ...(issue?.path ?? [])].join('.');
  throw invalid(`body failed validation: body.${where}: ${issue?.message ?? 'not valid'}`);
}

function newOption(state: WorkspaceState, property: OptionProperty, name: string): OptionRecord {
  if (name.includes(',')) throw invalid('Invalid select option, commas not allowed.');
  const color = optionColors[property.options.length % optionColors.length] ?? 'default';
  const option = { id: makeId(state.newId), name, color };
  property.options.push(option);
  return option;
}

function findOption(property: OptionProperty, wanted: z.infer<typeof optionInput>): OptionRecord | undefined {
  return property.options.find((option) => ('id' in wanted ? option.id === wanted.id : option.name === wanted.name));
}

/** Id of an option named in a page write. A select grows by unknown names; a status never does. */
function storedOption(state: WorkspaceState, property: OptionProperty, input: unknown): string {
  const wanted = parsed(optionInput, input, property);
  const option = findOption(property, wanted);
  if (option !== undefined) return option.id;
  const name = 'name' in wanted && typeof wanted.name === 'string' ? wanted.name : null;
  if (property.type !== 'status' && name !== null) return newOption(state, property, name).id;
  throw invalid(`Invalid ${property.type} option. ${property.type} option "${name ?? '?'}" does not exist.`);
}

/** The option a status takes when it is emptied: the first of the first group. */
export function defaultStatusId(property: PropertyRecord): string | null {
  if (property.type !== 'status') return null;
  return property.groups[0]?.optionIds[0] ?? property.options[0]?.id ?? null;
}

function storedPeople(state: WorkspaceState, property: PropertyRecord, input: unknown): string[] {
  return parsed(referencesInput, input, property).map((person) => {
    const id = parseId(person.id);
    if (id === null || !state.users.has(id)) throw invalid(`${property.name}: user ${person.id} does not exist.`);
    return id;
  });
}

function storedPages(property: PropertyRecord, input: unknown): string[] {
  return parsed(referencesInput, input, property).map((page) => {
    const id = parseId(page.id);
    if (id === null) throw invalid(`${property.name}: "${page.id}" should be a valid uuid.`);
    return id;
  });
}

function storedDate(property: PropertyRecord, input: unknown): Value {
  const date = parsed(dateInput.nullable(), input, property);
  if (date === null) return { type: 'date', date: null };
  return { type: 'date', date: { start: date.start, end: date.end ?? null, timeZone: date.time_zone ?? null } };
}

function storedText(property: PropertyRecord, input: unknown): string | null {
  return parsed(
    z
      .string()
      .max(property.type === 'url' ? 2000 : 200)
      .nullable(),
    input,
    property,
  );
}

/** Turns the `[type]` part of a property in a request into a stored value. Arrays replace what was there. */
function storedContent(state: WorkspaceState, property: PropertyRecord, input: unknown): Value {
  switch (property.type) {
    case 'title':
    case 'rich_text':
      return { type: property.type, parts: storeRichText(parsed(richTextSchema, input, property)) };
    case 'number':
      return { type: 'number', number: parsed(z.number().nullable(), input, property) };
    case 'status':
      return {
        type: 'status',
        optionId: input === null ? defaultStatusId(property) : storedOption(state, property, input),
      };
    case 'select':
      return { type: 'select', optionId: input === null ? null : storedOption(state, property, input) };
    case 'multi_select':
      return {
        type: 'multi_select',
        optionIds: parsed(z.array(z.unknown()).max(100), input, property).map((one) =>
          storedOption(state, property, one),
        ),
      };
    case 'people':
      return { type: 'people', userIds: storedPeople(state, property, input) };
    case 'relation':
      return { type: 'relation', pageIds: storedPages(property, input) };
    case 'date':
      return storedDate(property, input);
    case 'checkbox':
      return { type: 'checkbox', checked: parsed(z.boolean(), input, property) };
    case 'url':
    case 'email':
    case 'phone_number':
      return { type: property.type, text: storedText(property, input) };
    default:
      throw invalid(`${property.name} is a ${apiType(property)} property and cannot be written.`);
  }
}

/** The stored value for one entry of a request's `properties`, such as `{ number: 1.5 }`. */
export function storeValue(state: WorkspaceState, property: PropertyRecord, input: unknown): Value {
  const type = apiType(property);
  if (typeof input !== 'object' || input === null || !(type in input)) {
    throw invalid(`${property.name} is expected to be ${type}.`);
  }
  return storedContent(state, property, (input as Record<string, unknown>)[type]);
}
