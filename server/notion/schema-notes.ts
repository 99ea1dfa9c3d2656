import type { Reading } from './schema-change.ts';
import type { PropertyMap } from './schema.ts';

/** A change in a data source, for its administrator: what it means, and what to do. */
export interface SchemaNote {
  message: string;
  fix: string;
}

/** What a property is read as, and what to add where it is missing. */
const roles: Record<keyof PropertyMap, { as: string; missing: string; wanted: string }> = {
  title: { as: 'title', missing: 'tasks have no titles', wanted: 'a title property' },
  uniqueId: { as: 'ID', missing: 'new tasks get no keys', wanted: 'a property of type ID' },
  status: { as: 'status', missing: 'every task is UNDEFINED', wanted: 'a property called Status, of type Status,' },
  assignee: {
    as: 'assignee',
    missing: 'tasks have no assignee',
    wanted: 'a property called Assignee, of type Person,',
  },
  priority: {
    as: 'priority',
    missing: 'tasks have no priority',
    wanted: 'a property called Priority, of type Select,',
  },
  estimate: {
    as: 'estimate',
    missing: 'tasks have no estimate',
    wanted: 'a property called Estimate, of type Number,',
  },
  timeSpent: {
    as: 'time spent',
    missing: 'hours of worklogs have no place until one is added with the next worklog',
    wanted: 'a Number property called Time Spent',
  },
};

const nothingToDo = 'Nothing to do.';

/** What changed between two readings of a data source, in plain words. Empty when nothing did that concerns us. */
export function describeChanges(before: Reading, after: Reading): SchemaNote[] {
  const names = Object.keys(roles) as (keyof PropertyMap)[];
  return [
    ...prefixNote(before, after),
    ...names.flatMap((role) => roleNotes(before, after, role)),
    ...optionNotes(before, after),
  ];
}

function prefixNote({ schema: before }: Reading, { schema: after }: Reading): SchemaNote[] {
  if (before.prefix === after.prefix) return [];
  const told = (prefix: string | null) => (prefix === null ? 'the one of the setting here' : prefix);
  return [
    {
      message: `The prefix of keys is ${told(after.prefix)} now and was ${told(before.prefix)}. Old keys and their branches stay linked.`,
      fix: 'Name new branches with the new prefix.',
    },
  ];
}

function roleNotes(before: Reading, after: Reading, role: keyof PropertyMap): SchemaNote[] {
  const { as, missing, wanted } = roles[role];
  const old = propertyOf(before, before.properties[role]);
  const now = propertyOf(after, after.properties[role]);
  if (old === undefined) {
    return now === undefined ? [] : [{ message: `"${now.name}" is read as the ${as} now.`, fix: nothingToDo }];
  }
  if (now?.id === old.id) {
    if (now.type !== old.type)
      return [{ message: `"${now.name}" is of type ${now.type} now and was ${old.type}.`, fix: nothingToDo }];
    return now.name === old.name
      ? []
      : [{ message: `"${old.name}" is called "${now.name}" now and is read as before.`, fix: nothingToDo }];
  }
  const left = propertyOf(after, old.id);
  const gone =
    left === undefined
      ? `"${old.name}", which was read as the ${as}, was removed`
      : `"${left.name}", which was read as the ${as}, is of type ${left.type} now and was ${old.type}`;
  if (now !== undefined) return [{ message: `${gone}; "${now.name}" is read instead.`, fix: nothingToDo }];
  const fix =
    left === undefined
      ? `Add ${wanted} in Notion.`
      : `Change its type back to ${old.type} in Notion, or add ${wanted.replace(/,$/u, '')}.`;
  return [{ message: `${gone}, so ${missing}.`, fix }];
}

function propertyOf({ schema }: Reading, id: string | null) {
  return schema.properties.find((property) => property.id === id);
}

function optionNotes({ schema: before }: Reading, { schema: after }: Reading): SchemaNote[] {
  const now = new Map(after.options.map((option) => [option.id, option]));
  return before.options.flatMap((option) => {
    const same = now.get(option.id);
    if (same === undefined) {
      return [{ message: `The status "${option.name}" was removed.`, fix: 'Give its tasks another status in Notion.' }];
    }
    if (same.name !== option.name) {
      const message = `The status "${option.name}" is called "${same.name}" now; no task counts as moved by that.`;
      return [{ message, fix: 'See under Statuses whether the new name is understood as you mean it.' }];
    }
    if (same.group === option.group) return [];
    return [
      { message: `The status "${option.name}" is in the group ${same.groupName ?? '(none)'} now.`, fix: nothingToDo },
    ];
  });
}
