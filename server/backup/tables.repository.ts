import { getTableName, is } from 'drizzle-orm';
import { getTableConfig, PgTable, type PgColumn } from 'drizzle-orm/pg-core';
import * as audit from '../audit/audit.table.ts';
import * as booking from '../booking/booking.table.ts';
import * as branches from '../branches/branches.table.ts';
import * as budgets from '../budgets/budgets.table.ts';
import * as serverSettings from '../config/server-setting.table.ts';
import * as departments from '../departments/departments.table.ts';
import * as events from '../events/events.table.ts';
import * as heartbeats from '../heartbeats/heartbeats.table.ts';
import * as issues from '../issues/issues.table.ts';
import * as jobs from '../jobs/jobs.table.ts';
import * as creations from '../pages/creations.table.ts';
import * as people from '../people/people.table.ts';
import * as signIns from '../sign-ins/sign-ins.table.ts';
import * as sources from '../sources/sources.table.ts';
import * as webhooks from '../webhooks/webhooks.table.ts';
import * as notes from '../worklogs/notes.table.ts';
import * as worklogs from '../worklogs/worklogs.table.ts';

/** Every module of tables. A test compares them with what the migrations make, so that none is forgotten. */
const modules = [
  audit,
  booking,
  branches,
  budgets,
  creations,
  serverSettings,
  departments,
  events,
  heartbeats,
  issues,
  jobs,
  notes,
  people,
  signIns,
  sources,
  webhooks,
  worklogs,
];

/** What no backup holds, and why nothing is lost by it. */
export const leftOut: Readonly<Record<string, string>> = {
  lease: 'Claims of servers that run now. After a restore none of them does.',
  cron_tick: 'The newest tick that a running server claimed. The next start reads at once.',
  sign_in: 'Editors that wait to be signed in, for some minutes. They ask again.',
  attempt_count: 'How often something was tried in the last minutes.',
  notion_budget: 'How many requests were made in the last minute.',
  event:
    'Hints that are kept for a day, in the order of the transactions of the database they were written in, which another database counts anew.',
};

/** Every table of the schema, by its name. */
export const allTables: ReadonlyMap<string, PgTable> = new Map(
  modules
    .flatMap((module): unknown[] => Object.values(module))
    .filter((value) => is(value, PgTable))
    .map((table) => [getTableName(table), table] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1)),
);

/** The tables that a backup holds, by name. */
export const keptTables: ReadonlyMap<string, PgTable> = new Map(
  [...allTables].filter(([name]) => !Object.hasOwn(leftOut, name)),
);

/** The columns that tell the rows of a table apart, in the order of the key. */
export function keyOf(table: PgTable): PgColumn[] {
  const { columns, primaryKeys } = getTableConfig(table);
  return primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary);
}

/** Columns with sealed secrets, which only the installation's secret opens. */
export function sealedColumns(table: PgTable): PgColumn[] {
  return getTableConfig(table).columns.filter(({ name }) => name.startsWith('sealed_'));
}
