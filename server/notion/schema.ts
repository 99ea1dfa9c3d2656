import { z } from 'zod';
import { groupOf, type StatusGroup } from '../../shared/status.ts';
import { parseAnswer } from './answer.ts';

/** A status option with its group: Notion's fixed kind of it, and the name people see. */
export interface StatusOption {
  id: string;
  name: string;
  group: StatusGroup | null;
  groupName: string | null;
  color: string | null;
}

/** What we keep of a data source's schema. */
export interface SourceSchema {
  /** Shown before the number of the unique id; null when Notion shows none. */
  prefix: string | null;
  properties: { id: string; name: string; type: string }[];
  /** Of the property that is read as the status. */
  options: StatusOption[];
  /** Of the property that is read as the priority. */
  priorities: { id: string; name: string }[];
}

/** A schema before anything was read. */
export const noSchema: SourceSchema = { prefix: null, properties: [], options: [], priorities: [] };

/** Which property is read as what: ids, because names are changed by people. */
export interface PropertyMap {
  title: string | null;
  uniqueId: string | null;
  status: string | null;
  assignee: string | null;
  priority: string | null;
  estimate: string | null;
  timeSpent: string | null;
}

/** Nothing is mapped: enough to read the frame of a page. */
export const noProperties: PropertyMap = {
  title: null,
  uniqueId: null,
  status: null,
  assignee: null,
  priority: null,
  estimate: null,
  timeSpent: null,
};

const option = z.looseObject({ id: z.string(), name: z.string(), color: z.string().nullish().catch(null) });
const property = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  unique_id: z.looseObject({ prefix: z.string().nullish() }).optional().catch(undefined),
  status: z
    .looseObject({
      options: z.array(option).catch([]),
      groups: z.array(z.looseObject({ name: z.string(), option_ids: z.array(z.string()) })).catch([]),
    })
    .optional()
    .catch(undefined),
  select: z
    .looseObject({ options: z.array(option).catch([]) })
    .optional()
    .catch(undefined),
});
const dataSource = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
type Property = z.output<typeof property>;

/**
 * Reads a data source as Notion describes it, and which property is read as what. Properties of unknown types are kept
 * by their name; one that cannot be understood at all is left out.
 * @param previous the choice until now: a property is kept through renames.
 */
export function readSchema(
  answer: unknown,
  previous: PropertyMap | null,
): { schema: SourceSchema; properties: PropertyMap } {
  const described = Object.values(parseAnswer(dataSource, answer).properties);
  const found = described.flatMap((entry) => property.safeParse(entry).data ?? []);
  const map = mapProperties(found, previous);
  const chosen = (id: string | null) => found.find((entry) => entry.id === id);
  const prefix = chosen(map.uniqueId)?.unique_id?.prefix ?? '';
  const schema = {
    prefix: prefix === '' ? null : prefix,
    properties: found.map(({ id, name, type }) => ({ id, name, type })),
    options: optionsOf(chosen(map.status)),
    priorities: (chosen(map.priority)?.select?.options ?? []).map(({ id, name }) => ({ id, name })),
  };
  return { schema, properties: map };
}

function optionsOf(chosen: Property | undefined): StatusOption[] {
  const groups = chosen?.status?.groups ?? [];
  return (chosen?.status?.options ?? chosen?.select?.options ?? []).map(({ id, name, color }) => ({
    id,
    name,
    group: groupOf(groups, id),
    groupName: groups.find((group) => group.option_ids.includes(id))?.name ?? null,
    color: color ?? null,
  }));
}

/** How a property is found: by names in the guide's order and by types, the better type first. `names: null` = any name. */
interface Rule {
  names: readonly string[] | null;
  types: readonly string[];
}

const rules: Record<keyof PropertyMap, Rule> = {
  title: { names: null, types: ['title'] },
  uniqueId: { names: null, types: ['unique_id'] },
  status: { names: ['status'], types: ['status', 'select'] },
  assignee: { names: ['assignee', 'owner', 'responsible'], types: ['people'] },
  priority: { names: ['priority'], types: ['select'] },
  estimate: { names: ['estimate', 'time estimate'], types: ['number'] },
  timeSpent: { names: ['time spent'], types: ['number'] },
};

/** The name people are asked for when Tickmark makes the property itself. */
export const timeSpentName = 'Time Spent';

/** Names are compared without regard to case and to spaces around and between. */
export function foldName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/**
 * Chooses the properties. A property once chosen is kept by its id through renames, until it disappears or one of a
 * better type has the name.
 */
function mapProperties(found: readonly Property[], previous: PropertyMap | null): PropertyMap {
  const choose = (role: keyof PropertyMap) => pick(found, previous?.[role] ?? null, rules[role])?.id ?? null;
  return {
    title: choose('title'),
    uniqueId: choose('uniqueId'),
    status: choose('status'),
    assignee: choose('assignee'),
    priority: choose('priority'),
    estimate: choose('estimate'),
    timeSpent: choose('timeSpent'),
  };
}

function pick(
  properties: readonly Property[],
  previousId: string | null,
  { names, types }: Rule,
): Property | undefined {
  const kept = properties.find(({ id, type }) => id === previousId && types.includes(type));
  const named = properties
    .filter(({ name, type }) => types.includes(type) && (names === null || names.includes(foldName(name))))
    .sort((a, b) => types.indexOf(a.type) - types.indexOf(b.type) || rank(names, a.name) - rank(names, b.name))[0];
  if (kept === undefined) return named;
  if (named !== undefined && types.indexOf(named.type) < types.indexOf(kept.type)) return named;
  return kept;
}

function rank(names: readonly string[] | null, name: string): number {
  return names === null ? 0 : names.indexOf(foldName(name));
}

/** A property that has the name of a role but a type that cannot be used for it. */
export function wrongType(schema: SourceSchema, role: keyof PropertyMap): { name: string; type: string } | undefined {
  const { names, types } = rules[role];
  return schema.properties.find(({ name, type }) => names?.includes(foldName(name)) === true && !types.includes(type));
}

/** Names of the mapped properties, for people. */
export function propertyNames(schema: SourceSchema, map: PropertyMap): Record<string, string | null> {
  const name = (id: string | null) => schema.properties.find((entry) => entry.id === id)?.name ?? null;
  return Object.fromEntries(Object.entries(map).map(([role, id]) => [role, name(id as string | null)]));
}
