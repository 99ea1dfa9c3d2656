import type { OptionRecord, PageRecord, PropertyRecord, UserInformation, Value } from './records.ts';
import { firstMentions, shownRichText } from './rich-text.ts';
import { shownTime, type WorkspaceState } from './state.ts';
import { partialUser, shownUser, type Json } from './users.ts';

/** Page objects carry at most this many people, relation targets and inline mentions per property. */
export const REFERENCE_LIMIT = 25;

export interface ShowContext {
  state: WorkspaceState;
  information: UserInformation;
  /** Infinity where nothing is to be cut off. */
  referenceLimit: number;
}

/** The API's name of a property's type. */
export function apiType(property: PropertyRecord): string {
  return property.type === 'raw' ? property.apiType : property.type;
}

/** The value a page has before anybody set one. */
export function emptyValue(property: PropertyRecord): Value {
  switch (property.type) {
    case 'title':
    case 'rich_text':
      return { type: property.type, parts: [] };
    case 'number':
    case 'unique_id':
      return { type: property.type, number: null };
    case 'select':
    case 'status':
      return { type: property.type, optionId: null };
    case 'multi_select':
      return { type: 'multi_select', optionIds: [] };
    case 'people':
      return { type: 'people', userIds: [] };
    case 'relation':
      return { type: 'relation', pageIds: [] };
    case 'date':
      return { type: 'date', date: null };
    case 'checkbox':
      return { type: 'checkbox', checked: false };
    case 'url':
    case 'email':
    case 'phone_number':
      return { type: property.type, text: null };
    case 'raw':
      return { type: 'raw', raw: property.empty };
    default:
      return { type: 'computed' };
  }
}

export function valueOf(page: PageRecord, property: PropertyRecord): Value {
  return page.values[property.id] ?? emptyValue(property);
}

export function optionOf(property: PropertyRecord, optionId: string | null): OptionRecord | null {
  if (!('options' in property)) return null;
  return property.options.find((option) => option.id === optionId) ?? null;
}

function shownComputed(property: PropertyRecord, page: PageRecord): unknown {
  if (property.type === 'created_time') return shownTime(page.createdAtMs);
  if (property.type === 'last_edited_time') return shownTime(page.editedAtMs);
  return partialUser(property.type === 'created_by' ? page.createdBy : page.editedBy);
}

function shownDate(value: Extract<Value, { type: 'date' }>): Json | null {
  if (value.date === null) return null;
  return { start: value.date.start, end: value.date.end, time_zone: value.date.timeZone };
}

function shownContent(context: ShowContext, property: PropertyRecord, value: Value, page: PageRecord): unknown {
  const { state, information, referenceLimit } = context;
  switch (value.type) {
    case 'title':
    case 'rich_text':
      return shownRichText(state, firstMentions(value.parts, referenceLimit), information);
    case 'number':
      return value.number;
    case 'unique_id':
      return { prefix: property.type === 'unique_id' ? property.prefix : null, number: value.number };
    case 'select':
    case 'status':
      return optionOf(property, value.optionId);
    case 'multi_select':
      return value.optionIds.map((id) => optionOf(property, id)).filter((option) => option !== null);
    case 'people':
      return value.userIds.slice(0, referenceLimit).map((id) => shownUser(state, id, information));
    case 'relation':
      return value.pageIds.slice(0, referenceLimit).map((id) => ({ id }));
    case 'date':
      return shownDate(value);
    case 'checkbox':
      return value.checked;
    case 'url':
    case 'email':
    case 'phone_number':
      return value.text;
    case 'computed':
      return shownComputed(property, page);
    default:
      return value.raw;
  }
}

/** One entry of a page object's `properties`. */
export function shownValue(context: ShowContext, property: PropertyRecord, page: PageRecord): Json {
  const value = valueOf(page, property);
  const type = apiType(property);
  const shown: Json = { id: property.id, type, [type]: shownContent(context, property, value, page) };
  if (value.type === 'relation') shown['has_more'] = value.pageIds.length > context.referenceLimit;
  return shown;
}
