import { makeId } from './ids.ts';
import type { Color, GroupRecord, OptionRecord, PropertyConfig } from './records.ts';

type Column = { name: string } & PropertyConfig;
type Colored = readonly (readonly [string, Color])[];

const statusGroups: readonly { name: string; color: Color; options: Colored }[] = [
  {
    name: 'To-do',
    color: 'gray',
    options: [
      ['To-do', 'gray'],
      ['Not done', 'gray'],
      ['Icebox', 'brown'],
    ],
  },
  {
    name: 'In progress',
    color: 'blue',
    options: [
      ['In Progress', 'blue'],
      ['In progress (50%)', 'blue'],
      ['In Review', 'purple'],
      ['Blocked', 'red'],
      ['QA', 'yellow'],
    ],
  },
  {
    name: 'Complete',
    color: 'green',
    options: [
      ['Done ✅', 'green'],
      ['Released to prod', 'green'],
      ['Готово', 'green'],
      ["Won't do", 'pink'],
    ],
  },
];

const priorities: Colored = [
  ['Urgent', 'red'],
  ['High', 'orange'],
  ['Medium', 'yellow'],
  ['Low', 'gray'],
];

const bugStatuses: Colored = [
  ['New', 'gray'],
  ['Triaged', 'yellow'],
  ['Fix in progress', 'blue'],
  ['In Review', 'purple'],
  ['Reopened', 'orange'],
  ['Resolved', 'green'],
  ['Shipped', 'green'],
  ['Unresolved', 'pink'],
  ['Cannot reproduce', 'brown'],
];

function makeOptions(newId: () => string, options: Colored): OptionRecord[] {
  return options.map(([name, color]) => ({ id: makeId(newId), name, color }));
}

function makeStatus(newId: () => string): PropertyConfig {
  const options: OptionRecord[] = [];
  const groups: GroupRecord[] = [];
  for (const group of statusGroups) {
    const own = makeOptions(newId, group.options);
    options.push(...own);
    groups.push({ id: makeId(newId), name: group.name, color: group.color, optionIds: own.map(({ id }) => id) });
  }
  return { type: 'status', options, groups };
}

/** Columns of the tasks: a status with groups, an estimate and a Time Spent column that exists already. */
export function taskColumns(newId: () => string): Column[] {
  return [
    { name: 'Name', type: 'title' },
    { name: 'ID', type: 'unique_id', prefix: 'NT' },
    { name: 'Status', ...makeStatus(newId) },
    { name: 'Assignee', type: 'people' },
    { name: 'Priority', type: 'select', options: makeOptions(newId, priorities) },
    { name: 'Estimate', type: 'number', format: 'number' },
    { name: 'Time Spent', type: 'number', format: 'number' },
    { name: 'Due', type: 'date' },
    {
      name: 'Area',
      type: 'multi_select',
      options: makeOptions(newId, [
        ['Web', 'blue'],
        ['API', 'green'],
        ['Mobile', 'pink'],
      ]),
    },
    { name: 'Notes 📝', type: 'rich_text' },
    {
      name: 'Progress',
      type: 'raw',
      apiType: 'formula',
      config: { expression: 'prop("Time Spent") / prop("Estimate")' },
      empty: { type: 'number', number: null },
    },
    { name: 'Created', type: 'created_time' },
    { name: 'Edited by', type: 'last_edited_by' },
  ];
}

/** Columns of the bugs: a select as status, other names, and no Time Spent yet. */
export function bugColumns(newId: () => string): Column[] {
  return [
    { name: 'Bug', type: 'title' },
    { name: 'Number', type: 'unique_id', prefix: 'BUG' },
    { name: 'status', type: 'select', options: makeOptions(newId, bugStatuses) },
    { name: 'Owner', type: 'people' },
    { name: 'Priority', type: 'select', options: makeOptions(newId, priorities) },
    { name: 'Time Estimate', type: 'number', format: 'number' },
    { name: 'Found in', type: 'rich_text' },
    { name: 'Regression', type: 'checkbox' },
  ];
}
