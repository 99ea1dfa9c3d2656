import { makeId } from './ids.ts';
import { firstPerson, requireColumn } from './people-pages.ts';
import type { DataSourceRecord, OptionRecord, PropertyConfig, PropertyRecord } from './records.ts';
import { addProperty, removeProperty, retype, touchSchema } from './schema-written.ts';
import type { WorkspaceState } from './state.ts';

/** What people do with the columns of a data source. None of it edits a page. */
export interface SchemaPeople {
  renameStatusOption(dataSourceId: string, from: string, to: string, column?: string): void;
  /** Adds an option to a status group ("To-do", "In progress", "Complete"). Gives its id. */
  addStatusOption(dataSourceId: string, name: string, group: string, column?: string): string;
  removeStatusOption(dataSourceId: string, name: string, column?: string): void;
  renameProperty(dataSourceId: string, from: string, to: string): void;
  /** Gives the new column's id. A unique id column numbers the rows that exist. */
  addProperty(dataSourceId: string, name: string, config: PropertyConfig): string;
  removeProperty(dataSourceId: string, name: string): void;
  retypeProperty(dataSourceId: string, name: string, config: PropertyConfig): void;
  changeUniqueIdPrefix(dataSourceId: string, prefix: string | null): void;
}

export function requireDataSource(state: WorkspaceState, dataSourceId: string): DataSourceRecord {
  const dataSource = state.dataSources.get(dataSourceId);
  if (dataSource === undefined) throw new Error(`The sample workspace has no data source ${dataSourceId}`);
  return dataSource;
}

type StatusProperty = Extract<PropertyRecord, { type: 'status' }>;

function requireStatus(dataSource: DataSourceRecord, column: string): StatusProperty {
  const property = requireColumn(dataSource.properties, column);
  if (property.type !== 'status') throw new Error(`"${column}" is not a status column`);
  return property;
}

function requireOption(property: StatusProperty, name: string): OptionRecord {
  const option = property.options.find((one) => one.name === name);
  if (option === undefined) throw new Error(`"${property.name}" has no option "${name}"`);
  return option;
}

export function schemaPeople(state: WorkspaceState): SchemaPeople {
  function edit<Result>(dataSourceId: string, change: (dataSource: DataSourceRecord) => Result): Result {
    const dataSource = requireDataSource(state, dataSourceId);
    const result = change(dataSource);
    touchSchema(state, dataSource, firstPerson(state));
    return result;
  }
  const column = (dataSource: DataSourceRecord, name: string) => requireColumn(dataSource.properties, name);

  return {
    renameStatusOption: (dataSourceId, from, to, name = 'Status') =>
      edit(dataSourceId, (dataSource) => void (requireOption(requireStatus(dataSource, name), from).name = to)),
    addStatusOption: (dataSourceId, option, groupName, name = 'Status') =>
      edit(dataSourceId, (dataSource) => {
        const property = requireStatus(dataSource, name);
        const group = property.groups.find((one) => one.name === groupName);
        if (group === undefined) throw new Error(`"${name}" has no group "${groupName}"`);
        const id = makeId(state.newId);
        property.options.push({ id, name: option, color: group.color });
        group.optionIds.push(id);
        return id;
      }),
    removeStatusOption: (dataSourceId, option, name = 'Status') =>
      edit(dataSourceId, (dataSource) => {
        const property = requireStatus(dataSource, name);
        const { id } = requireOption(property, option);
        property.options = property.options.filter((one) => one.id !== id);
        for (const group of property.groups) group.optionIds = group.optionIds.filter((one) => one !== id);
      }),
    renameProperty: (dataSourceId, from, to) =>
      edit(dataSourceId, (dataSource) => void (column(dataSource, from).name = to)),
    addProperty: (dataSourceId, name, config) =>
      edit(dataSourceId, (dataSource) => addProperty(state, dataSource, name, config).id),
    removeProperty: (dataSourceId, name) =>
      edit(dataSourceId, (dataSource) => removeProperty(state, dataSource, column(dataSource, name))),
    retypeProperty: (dataSourceId, name, config) =>
      edit(dataSourceId, (dataSource) => retype(state, dataSource, column(dataSource, name), config)),
    changeUniqueIdPrefix: (dataSourceId, prefix) =>
      edit(dataSourceId, (dataSource) => {
        const property = dataSource.properties.find((one) => one.type === 'unique_id');
        if (property?.type !== 'unique_id') throw new Error('The data source has no unique id column');
        property.prefix = prefix;
      }),
  };
}
