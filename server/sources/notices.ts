import type { Check } from '../../shared/api/notion.ts';
import { wrongType, type PropertyMap, type SourceSchema } from '../notion/schema.ts';

/** One finding, in plain words and with its fix. */
export function finding(name: string, level: Check['level'], message: string, fix: string | null = null): Check {
  return { name, ok: level === 'ok', level, message, fix };
}

/** What an administrator should know about a data source's properties. Each thing is told apart, with its fix. */
export function schemaFindings(schema: SourceSchema, map: PropertyMap, setting: string): Check[] {
  return [statusFinding(schema, map), idFinding(schema, map, setting), timeSpentFinding(schema, map)];
}

function statusFinding(schema: SourceSchema, map: PropertyMap): Check {
  const name = 'status property';
  const chosen = schema.properties.find(({ id }) => id === map.status);
  if (chosen?.type === 'status') return finding(name, 'ok', `"${chosen.name}" is read as the status.`);
  if (chosen?.type === 'select') {
    return finding(
      name,
      'warning',
      `"${chosen.name}" is of type Select. It is read, but a Select has no groups.`,
      'For status groups, change its type to Status in Notion.',
    );
  }
  const wrong = wrongType(schema, 'status');
  const message =
    wrong === undefined
      ? 'There is no property called Status, so every task is UNDEFINED.'
      : `"${wrong.name}" is of type ${wrong.type}, which cannot be read as a status.`;
  return finding(name, 'warning', message, 'Add a property called Status, of type Status, in Notion.');
}

function idFinding(schema: SourceSchema, map: PropertyMap, setting: string): Check {
  const name = 'unique id';
  if (map.uniqueId === null) {
    return finding(
      name,
      'warning',
      'There is no ID property, so tasks have no keys and branches cannot link by number.',
      'Add a property of type ID in Notion; existing pages get their numbers too.',
    );
  }
  const { prefix } = schema;
  if (prefix === null || prefix === '') {
    return finding(
      name,
      'ok',
      `The ID property has no prefix in Notion; keys are ${setting}-1, ${setting}-2 … by the setting here.`,
    );
  }
  if (prefix.toUpperCase() === setting.toUpperCase()) return finding(name, 'ok', `Keys are ${prefix}-1, ${prefix}-2 …`);
  return finding(
    name,
    'warning',
    `The prefix in Notion is ${prefix}, the setting here is ${setting}. Keys are ${prefix}-1, ${prefix}-2 …, as Notion shows them.`,
    `Set the prefix here to ${prefix}, or change it in Notion.`,
  );
}

function timeSpentFinding(schema: SourceSchema, map: PropertyMap): Check {
  const name = 'time spent';
  const chosen = schema.properties.find(({ id }) => id === map.timeSpent);
  if (chosen !== undefined) return finding(name, 'ok', `"${chosen.name}" gets the hours of worklogs.`);
  const wrong = wrongType(schema, 'timeSpent');
  if (wrong === undefined) {
    return finding(name, 'ok', 'There is no Time Spent property yet; it is added as a Number with the first worklog.');
  }
  return finding(
    name,
    'warning',
    `"${wrong.name}" is of type ${wrong.type}, so worklogs are written as comments only.`,
    'Make it a Number property in Notion, or rename it so that a Number called Time Spent can be added.',
  );
}
