import {
  checkboxOperators,
  condition,
  listOperators,
  numberOperators,
  optionOperators,
  textOperators,
  timeMs,
  timeOperators,
  type Test,
} from './filter-conditions.ts';
import { decodedPropertyId } from './ids.ts';
import { invalid } from './problem.ts';
import type { DataSourceRecord, PageRecord, PropertyRecord, Value } from './records.ts';
import { plainText } from './rich-text.ts';
import { floorToMinuteMs, type WorkspaceState } from './state.ts';
import { apiType, optionOf, valueOf } from './values-shown.ts';

type PageTest = Test<PageRecord>;
type Timestamp = 'created_time' | 'last_edited_time';
type Fields = Readonly<Record<string, unknown>>;
const NESTING_LIMIT = 2;

/** A column by id (as shown or decoded) or by name, or undefined. */
export function findProperty(properties: readonly PropertyRecord[], key: string): PropertyRecord | undefined {
  return properties.find(({ id }) => id === key) ?? findPropertyInUrl(properties, key);
}

/** By the id a URL parser decoded already: an id that was encoded twice finds nothing. */
export function findDecodedProperty(properties: readonly PropertyRecord[], key: string): PropertyRecord | undefined {
  return properties.find(({ id }) => decodedPropertyId(id) === key);
}

/** By a key in a URL: a decoded id or a name. */
export function findPropertyInUrl(properties: readonly PropertyRecord[], key: string): PropertyRecord | undefined {
  return findDecodedProperty(properties, key) ?? properties.find(({ name }) => name === key);
}

/** Like findProperty, but 400 for a column that is not there. */
export function requireProperty(
  properties: readonly PropertyRecord[],
  key: string,
  find: typeof findProperty = findProperty,
): PropertyRecord {
  const property = find(properties, key);
  if (property === undefined) throw invalid(`Could not find property with name or id: ${key}`);
  return property;
}

/** The time a filter or sort sees. Notion shows floored times; what its filters compare is not documented. */
export function comparedTimeMs(state: WorkspaceState, page: PageRecord, timestamp: Timestamp): number {
  const timeOfPageMs = timestamp === 'created_time' ? page.createdAtMs : page.editedAtMs;
  return state.unsettled.filterTimes === 'floored' ? floorToMinuteMs(timeOfPageMs) : timeOfPageMs;
}

function on<Item>(property: PropertyRecord, read: (value: Value) => Item, test: Test<Item>): PageTest {
  return (page) => test(read(valueOf(page, property)));
}

function optionWords(property: PropertyRecord): (value: Value) => readonly string[] {
  return (value) => {
    const option = 'optionId' in value ? optionOf(property, value.optionId) : null;
    return option === null ? [] : [option.id, option.name];
  };
}

function listOf(property: PropertyRecord): (value: Value) => readonly string[] {
  return (value) => {
    if (value.type === 'people') return value.userIds;
    if (value.type === 'relation') return value.pageIds;
    return value.type === 'multi_select' ? value.optionIds.map((id) => optionOf(property, id)?.name ?? '') : [];
  };
}

const numberOf = (value: Value): number | null => ('number' in value ? value.number : null);
const checkedOf = (value: Value): boolean => value.type === 'checkbox' && value.checked;
const dateOf = (value: Value): number | null =>
  value.type === 'date' && value.date !== null ? timeMs(value.date.start) : null;

function textOf(state: WorkspaceState): (value: Value) => string {
  return (value) => ('parts' in value ? plainText(state, value.parts) : 'text' in value ? (value.text ?? '') : '');
}

function propertyTest(state: WorkspaceState, property: PropertyRecord, input: unknown): PageTest {
  const now = state.clock.now();
  switch (property.type) {
    case 'title':
    case 'rich_text':
    case 'url':
    case 'email':
    case 'phone_number':
      return on(property, textOf(state), condition(textOperators, input, property.type, now));
    case 'number':
    case 'unique_id':
      return on(property, numberOf, condition(numberOperators, input, property.type, now));
    case 'select':
    case 'status':
      return on(property, optionWords(property), condition(optionOperators, input, property.type, now));
    case 'multi_select':
    case 'people':
    case 'relation':
      return on(property, listOf(property), condition(listOperators, input, property.type, now));
    case 'checkbox':
      return on(property, checkedOf, condition(checkboxOperators, input, 'checkbox', now));
    case 'date':
      return on(property, dateOf, condition(timeOperators, input, 'date', now));
    case 'created_time':
    case 'last_edited_time':
      return timestampTest(state, property.type, input);
    default:
      throw invalid(`${property.name}: a filter on ${apiType(property)} is not supported by the sample workspace.`);
  }
}

function timestampTest(state: WorkspaceState, timestamp: Timestamp, input: unknown): PageTest {
  const test = condition(timeOperators, input, timestamp, state.clock.now());
  return (page) => test(comparedTimeMs(state, page, timestamp));
}

function propertyFilter(state: WorkspaceState, dataSource: DataSourceRecord, fields: Fields): PageTest {
  const property = requireProperty(dataSource.properties, String(fields['property']));
  const type = apiType(property);
  const key = property.type === 'created_time' || property.type === 'last_edited_time' ? 'date' : type;
  if (!(type in fields) && !(key in fields)) {
    const given = Object.keys(fields).find((name) => name !== 'property' && name !== 'type');
    throw invalid(`database property ${type} does not match filter ${given ?? 'nothing'}`);
  }
  return propertyTest(state, property, fields[type] ?? fields[key]);
}

function compound(state: WorkspaceState, dataSource: DataSourceRecord, parts: unknown, depth: number): PageTest[] {
  if (depth >= NESTING_LIMIT)
    throw invalid('body failed validation: body.filter is nested too deeply; two levels are the limit.');
  if (!Array.isArray(parts)) throw invalid('body failed validation: a compound filter should be an array.');
  return parts.map((part) => compileFilter(state, dataSource, part, depth + 1));
}

/** Turns a request filter into a test on rows. Refuses what the API would refuse with 400. */
export function compileFilter(
  state: WorkspaceState,
  dataSource: DataSourceRecord,
  filter: unknown,
  depth = 0,
): PageTest {
  if (typeof filter !== 'object' || filter === null)
    throw invalid('body failed validation: body.filter should be an object.');
  const fields: Fields = { ...filter };
  if ('and' in fields) {
    const tests = compound(state, dataSource, fields['and'], depth);
    return (page) => tests.every((test) => test(page));
  }
  if ('or' in fields) {
    const tests = compound(state, dataSource, fields['or'], depth);
    return (page) => tests.some((test) => test(page));
  }
  const timestamp = fields['timestamp'];
  if (timestamp === 'created_time' || timestamp === 'last_edited_time')
    return timestampTest(state, timestamp, fields[timestamp]);
  if (typeof fields['property'] === 'string') return propertyFilter(state, dataSource, fields);
  throw invalid('body failed validation: body.filter should have a property, a timestamp, and, or or.');
}
