import type { OptionRecord, PropertyRecord } from './records.ts';
import { apiType } from './values-shown.ts';
import type { Json } from './users.ts';

function shownOptions(options: readonly OptionRecord[]): Json[] {
  return options.map((option) => ({ ...option, description: null }));
}

function shownConfig(property: PropertyRecord): unknown {
  switch (property.type) {
    case 'number':
      return { format: property.format };
    case 'select':
    case 'multi_select':
      return { options: shownOptions(property.options) };
    case 'status': {
      const groups = property.groups.map(({ optionIds, ...group }) => ({ ...group, option_ids: optionIds }));
      return { options: shownOptions(property.options), groups };
    }
    case 'unique_id':
      return { prefix: property.prefix };
    case 'relation':
      return {
        database_id: property.databaseId,
        data_source_id: property.dataSourceId,
        type: 'single_property',
        single_property: {},
      };
    case 'raw':
      return property.config;
    default:
      return {};
  }
}

/** The schema as data source answers show it: keyed by name, the id inside. */
export function shownSchema(properties: readonly PropertyRecord[]): Json {
  return Object.fromEntries(
    properties.map((property) => {
      const type = apiType(property);
      return [
        property.name,
        { id: property.id, name: property.name, description: null, type, [type]: shownConfig(property) },
      ];
    }),
  );
}
