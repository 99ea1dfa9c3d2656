import type { OptionRecord, PageRecord, PropertyRecord, TextPart, Value } from './records.ts';
import { plainText, textParts } from './rich-text.ts';
import type { WorkspaceState } from './state.ts';
import { emptyValue, optionOf, valueOf } from './values-shown.ts';

/** What people type: text, numbers, option names, ids of people or pages. Null empties the value. */
export type PlainValue = string | number | boolean | null | readonly string[] | readonly TextPart[];

function optionIdByName(property: PropertyRecord, name: unknown): string {
  const options: OptionRecord[] = 'options' in property ? property.options : [];
  const option = options.find((one) => one.name === name);
  if (option === undefined) throw new Error(`The sample workspace has no option "${String(name)}" in ${property.name}`);
  return option.id;
}

function textOf(plain: PlainValue): string {
  return typeof plain === 'object' ? '' : String(plain);
}

function list(plain: PlainValue): readonly string[] {
  return Array.isArray(plain) ? (plain as readonly string[]) : [textOf(plain)];
}

/** The stored value of something a person typed into a cell. */
export function fromPlain(property: PropertyRecord, plain: PlainValue): Value {
  if (plain === null) return emptyValue(property);
  switch (property.type) {
    case 'title':
    case 'rich_text':
      return {
        type: property.type,
        parts: typeof plain === 'object' ? [...(plain as TextPart[])] : textParts(textOf(plain)),
      };
    case 'number':
    case 'unique_id':
      return { type: property.type, number: Number(plain) };
    case 'select':
    case 'status':
      return { type: property.type, optionId: optionIdByName(property, plain) };
    case 'multi_select':
      return { type: 'multi_select', optionIds: list(plain).map((name) => optionIdByName(property, name)) };
    case 'people':
      return { type: 'people', userIds: [...list(plain)] };
    case 'relation':
      return { type: 'relation', pageIds: [...list(plain)] };
    case 'date':
      return { type: 'date', date: { start: textOf(plain), end: null, timeZone: null } };
    case 'checkbox':
      return { type: 'checkbox', checked: plain === true };
    case 'url':
    case 'email':
    case 'phone_number':
      return { type: property.type, text: textOf(plain) };
    case 'raw':
      return { type: 'raw', raw: plain };
    default:
      throw new Error(`${property.name} is computed and cannot be set`);
  }
}

/** The value as a person reads it in the cell. */
export function toPlain(state: WorkspaceState, property: PropertyRecord, page: PageRecord): PlainValue {
  const value = valueOf(page, property);
  switch (value.type) {
    case 'title':
    case 'rich_text':
      return plainText(state, value.parts);
    case 'number':
    case 'unique_id':
      return value.number;
    case 'select':
    case 'status':
      return optionOf(property, value.optionId)?.name ?? null;
    case 'multi_select':
      return value.optionIds.map((id) => optionOf(property, id)?.name ?? '');
    case 'people':
      return value.userIds;
    case 'relation':
      return value.pageIds;
    case 'date':
      return value.date?.start ?? null;
    case 'checkbox':
      return value.checked;
    case 'url':
    case 'email':
    case 'phone_number':
      return value.text;
    default:
      return null;
  }
}

/** What is left of a value after its column changed type: text survives where it can be read, the rest is lost. */
export function converted(state: WorkspaceState, from: PropertyRecord, to: PropertyRecord, page: PageRecord): Value {
  const plain = toPlain(state, from, page);
  const text = textOf(plain);
  if (to.type === 'rich_text' || to.type === 'title') return { type: to.type, parts: textParts(text) };
  if (to.type === 'number') {
    const number = Number.parseFloat(text);
    return { type: 'number', number: Number.isFinite(number) ? number : null };
  }
  if ('options' in to && to.type !== 'multi_select') {
    return { type: to.type, optionId: to.options.find((option) => option.name === text)?.id ?? null };
  }
  return emptyValue(to);
}
