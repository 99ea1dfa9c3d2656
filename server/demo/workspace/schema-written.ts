import { z } from 'zod';
import { findProperty } from './filters.ts';
import { makePropertyId } from './ids.ts';
import { invalid } from './problem.ts';
import type { DataSourceRecord, PropertyConfig, PropertyRecord } from './records.ts';
import { makeConfig, wantedType } from './schema-config.ts';
import { changed, happened, nowMs, type WorkspaceState } from './state.ts';
import { converted } from './values-plain.ts';
import { apiType } from './values-shown.ts';

export const updateDataSourceSchema = z.looseObject({
  properties: z
    .record(z.string(), z.union([z.null(), z.looseObject({ name: z.string().min(1).optional() })]))
    .optional(),
});
type SchemaPatch = NonNullable<z.infer<typeof updateDataSourceSchema>['properties']>;
type ColumnPatch = NonNullable<SchemaPatch[string]>;

function checkRetype(property: PropertyRecord, config: PropertyConfig): void {
  if (property.type === 'title' || config.type === 'title') throw invalid('The title property cannot change its type.');
}

/** Replaces a column's type and converts every value in it; what cannot be read in the new type is lost. */
export function retype(
  state: WorkspaceState,
  dataSource: DataSourceRecord,
  property: PropertyRecord,
  config: PropertyConfig,
): void {
  checkRetype(property, config);
  const next: PropertyRecord = { id: property.id, name: property.name, ...config };
  for (const page of state.rows.get(dataSource.id) ?? [])
    page.values[property.id] = converted(state, property, next, page);
  dataSource.properties[dataSource.properties.indexOf(property)] = next;
}

/** Takes a column and all its values away. */
export function removeProperty(state: WorkspaceState, dataSource: DataSourceRecord, property: PropertyRecord): void {
  dataSource.properties.splice(dataSource.properties.indexOf(property), 1);
  for (const page of state.rows.get(dataSource.id) ?? []) delete page.values[property.id];
}

/** Adds a column. Rows that exist already are numbered in the order of their creation when it is a unique id. */
export function addProperty(
  state: WorkspaceState,
  dataSource: DataSourceRecord,
  name: string,
  config: PropertyConfig,
): PropertyRecord {
  const taken = dataSource.properties.map((property) => property.id);
  const property: PropertyRecord = {
    id: config.type === 'title' ? 'title' : makePropertyId(state.newId, taken),
    name,
    ...config,
  };
  dataSource.properties.push(property);
  if (property.type === 'unique_id') {
    const rows = [...(state.rows.get(dataSource.id) ?? [])].toSorted(
      (left, right) => left.createdAtMs - right.createdAtMs,
    );
    for (const page of rows) page.values[property.id] = { type: 'unique_id', number: dataSource.nextNumber++ };
  }
  return property;
}

function checkRename(dataSource: DataSourceRecord, property: PropertyRecord, name: string): void {
  const other = dataSource.properties.find((one) => one.name === name);
  if (other !== undefined && other !== property) throw invalid(`A property named "${name}" exists already.`);
}

type Step = () => void;

function planNew(state: WorkspaceState, dataSource: DataSourceRecord, key: string, input: ColumnPatch): Step {
  const type = wantedType(key, input);
  if (type === null) throw invalid(`body failed validation: body.properties.${key} should have a type.`);
  if (type === 'title') throw invalid('A data source has exactly one title property.');
  const config = makeConfig(state, type, input[type], null);
  return () => addProperty(state, dataSource, input.name ?? key, config);
}

function planChange(
  state: WorkspaceState,
  dataSource: DataSourceRecord,
  property: PropertyRecord,
  input: ColumnPatch,
): Step {
  const type = wantedType(property.name, input);
  const name = input.name ?? property.name;
  checkRename(dataSource, property, name);
  if (type === null) return () => void (property.name = name);
  const config = makeConfig(state, type, input[type], property);
  if (type === apiType(property)) return () => void Object.assign(property, config, { id: property.id, name });
  checkRetype(property, config);
  return () => {
    property.name = name;
    retype(state, dataSource, property, config);
  };
}

/** Decides about one entry before anything changes, so that a refused request changes nothing. */
function plan(state: WorkspaceState, dataSource: DataSourceRecord, key: string, input: ColumnPatch | null): Step {
  const property = findProperty(dataSource.properties, key);
  if (input !== null && property === undefined) return planNew(state, dataSource, key, input);
  if (property === undefined) throw invalid(`Could not find property with name or id: ${key}`);
  if (input !== null) return planChange(state, dataSource, property, input);
  if (property.type === 'title') throw invalid('The title property cannot be removed.');
  return () => removeProperty(state, dataSource, property);
}

/** Marks a schema as changed now. */
export function touchSchema(state: WorkspaceState, dataSource: DataSourceRecord, userId: string): void {
  dataSource.editedAtMs = nowMs(state);
  dataSource.editedBy = userId;
  changed(state);
  const entity = { id: dataSource.id, type: 'data_source' as const };
  happened(state, { type: 'data_source.schema_updated', entity, authorId: userId });
}

/** PATCH data_sources: null removes a column, a known key changes it, an unknown key adds it. */
export function updateSchema(
  state: WorkspaceState,
  dataSource: DataSourceRecord,
  patch: SchemaPatch,
  userId: string,
): void {
  const steps = Object.entries(patch).map(([key, input]) => plan(state, dataSource, key, input));
  for (const step of steps) step();
  touchSchema(state, dataSource, userId);
}
