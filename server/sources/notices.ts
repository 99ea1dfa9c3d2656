import type { Check } from '../../shared/api/notion.ts';
import type { Reading } from '../notion/schema-change.ts';
import { wrongType } from '../notion/schema.ts';

/** One finding, in plain words and with its fix. */
export function finding(name: string, level: Check['level'], message: string, fix: string | null = null): Check {
  return { name, ok: level === 'ok', level, message, fix };
}

/** A data source as it is read, beside the others of the same department. */
export interface FoundSource {
  reading: Reading;
  others: readonly { name: string; reading: Reading }[];
}

/**
 * What an administrator should know about a data source's properties. Each thing is told apart, with its fix.
 * @param setting the department's prefix
 */
export function schemaFindings(found: FoundSource, setting: string): Check[] {
  return [statusFinding(found.reading), idFinding(found, setting), timeSpentFinding(found.reading)];
}

function statusFinding({ schema, properties: map }: Reading): Check {
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

function idFinding({ reading, others }: FoundSource, setting: string): Check {
  const name = 'unique id';
  if (reading.properties.uniqueId === null) {
    return finding(
      name,
      'warning',
      'There is no ID property, so tasks have no keys and branches cannot link by number.',
      'Add a property of type ID in Notion; existing pages get their numbers too.',
    );
  }
  const prefix = keyPrefixOf(reading, setting);
  const keyed = others.filter((other) => other.reading.properties.uniqueId !== null);
  const same = keyed.find((other) => sameText(keyPrefixOf(other.reading, setting), prefix));
  if (same !== undefined) {
    return finding(
      name,
      'warning',
      `${prefix} is the prefix of "${same.name}" too, so a key may mean two tasks. Such keys link nothing.`,
      'Give one of the two another prefix in Notion.',
    );
  }
  return prefixFinding(name, reading.schema.prefix, { setting, isOnly: keyed.length === 0 });
}

function prefixFinding(
  name: string,
  prefix: string | null,
  { setting, isOnly }: { setting: string; isOnly: boolean },
): Check {
  if (prefix === null) {
    return finding(
      name,
      'ok',
      `The ID property has no prefix in Notion; keys are ${setting}-1, ${setting}-2 … by the setting here.`,
    );
  }
  if (sameText(prefix, setting)) return finding(name, 'ok', `Keys are ${prefix}-1, ${prefix}-2 …`);
  const message = `The prefix in Notion is ${prefix}, the setting here is ${setting}. Keys are ${prefix}-1, ${prefix}-2 …, as Notion shows them.`;
  // Of several data sources only one can have the prefix of the setting.
  if (!isOnly) return finding(name, 'ok', message);
  return finding(name, 'warning', message, `Set the prefix here to ${prefix}, or change it in Notion.`);
}

function keyPrefixOf({ schema }: Reading, setting: string): string {
  return schema.prefix ?? setting;
}

function sameText(left: string, right: string): boolean {
  return left.toUpperCase() === right.toUpperCase();
}

function timeSpentFinding({ schema, properties: map }: Reading): Check {
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
