import type { PropertyMap, SourceSchema } from './schema.ts';

/** A schema together with what is read from it. */
export interface Reading {
  schema: SourceSchema;
  properties: PropertyMap;
}

/**
 * Whether cells may look different to us although no page was edited: another property is read, it has another type,
 * an option is gone, or what is stored as text was renamed. Renamed statuses are not among it; they are known by id.
 */
export function changesCells(before: Reading, after: Reading): boolean {
  if (before.schema.prefix !== after.schema.prefix) return true;
  const roles = Object.keys(after.properties) as (keyof PropertyMap)[];
  if (roles.some((role) => columnOf(before, role) !== columnOf(after, role))) return true;
  const statuses = new Set(after.schema.options.map(({ id }) => id));
  const priorities = new Map(after.schema.priorities.map(({ id, name }) => [id, name]));
  return (
    before.schema.options.some(({ id }) => !statuses.has(id)) ||
    before.schema.priorities.some(({ id, name }) => priorities.get(id) !== name)
  );
}

function columnOf({ schema, properties }: Reading, role: keyof PropertyMap): string {
  const id = properties[role];
  return `${id}:${schema.properties.find((property) => property.id === id)?.type}`;
}
