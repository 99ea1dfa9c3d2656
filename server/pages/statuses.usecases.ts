import type { z } from 'zod';
import type { statusChange, StatusOption } from '../../shared/api/issues.ts';
import type { Issue } from '../../shared/api/issues.ts';
import { ProblemError } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { findIssue, showIssue } from '../issues/issues.usecases.ts';
import { hasProperty, statusValue } from '../notion/page-writing.ts';
import { noSchema, type StatusOption as SchemaOption } from '../notion/schema.ts';
import type { Services } from '../services.ts';
import { meaningOf } from '../sources/meaning.usecases.ts';
import type { RunContext } from '../sources/run-context.ts';
import { findSource, type SourceRow } from '../sources/sources.repository.ts';
import { changePage, type Plan } from './change-page.usecases.ts';
import { atPage, type PageDesk } from './desk.ts';
import { readSchemaNow, type PageNow } from './page-now.usecases.ts';

/** The statuses a task can have, in the order of its database, as of the last tick. Empty where it has none. */
export async function listStatusOptions(ctx: Ctx, key: string): Promise<StatusOption[]> {
  const issue = await findIssue(ctx, key);
  const { schema } = (await findSource(ctx, issue.sourceId)) ?? { schema: noSchema };
  const meaning = await meaningOf(ctx, issue.sourceId, schema ?? noSchema);
  return (schema ?? noSchema).options.map(({ id, name, groupName, color }) => ({
    id,
    name,
    group: groupName,
    color,
    defaultStatus: meaning.of(id, name).defaultStatus,
    current: id === issue.statusOptionId,
  }));
}

/** The property that is read as the status. */
export interface StatusColumn {
  propertyId: string;
  type: string;
  options: SchemaOption[];
}

/** Undefined when the source has none. */
export function statusColumn({ schema, properties }: SourceRow): StatusColumn | undefined {
  const property = schema?.properties.find(({ id }) => id === properties?.status);
  return schema === null || property === undefined
    ? undefined
    : { propertyId: property.id, type: property.type, options: schema.options };
}

/** The option with this id, else the one with exactly this name. */
export function findOption({ options }: StatusColumn, wanted: string): SchemaOption | undefined {
  return options.find(({ id }) => id === wanted) ?? options.find(({ name }) => name === wanted);
}

/**
 * The status that is wanted, by the schema as it is stored; where that does not have it, by the schema of now.
 * @throws ProblemError issue.no_status, or status.not_an_option.
 */
export async function chooseStatus(
  run: RunContext,
  source: SourceRow,
  wanted: string,
): Promise<{ column: StatusColumn; option: SchemaOption }> {
  const stored = statusColumn(source);
  const known = stored && findOption(stored, wanted);
  if (stored !== undefined && known !== undefined) return { column: stored, option: known };
  const column = statusColumn(await readSchemaNow(run, source));
  if (column === undefined) throw noStatus(source);
  const option = findOption(column, wanted);
  if (option === undefined) throw notAnOption(source, column);
  return { column, option };
}

function noStatus({ name }: SourceRow): ProblemError {
  return new ProblemError('issue.no_status', `The database "${name}" has no property that is read as the status.`);
}

function notAnOption({ name }: SourceRow, { options }: StatusColumn): ProblemError {
  const names = options.map((option) => `"${option.name}"`).join(', ');
  return new ProblemError('status.not_an_option', `The database "${name}" has these statuses now: ${names}.`, 'status');
}

/**
 * Gives a task another status, in Notion and here. A status that it has already is no change.
 * @throws ProblemError issue.changed when the page has another status than the person saw.
 */
export async function setStatus(
  services: Services,
  ctx: Ctx,
  key: string,
  { status, expected }: z.output<typeof statusChange>,
): Promise<Issue> {
  const issue = await findIssue(ctx, key);
  const changed = await atPage(services, ctx, issue, async (desk) => {
    let seen = expected;
    return changePage(desk, {
      name: 'issue.status',
      async plan(now) {
        const plan = await planStatus(desk, now, status);
        // Already what is wanted: said twice, or by somebody else.
        if (await plan.isThere(now)) return undefined;
        if (seen !== undefined && now.issue.status !== seen) throw changedMeanwhile(now);
        // Whatever was found at first must still be there when it is sent again.
        seen = now.issue.status;
        return plan;
      },
      explain: (now) => explainRefusal(desk, now, status),
    });
  });
  return showIssue(ctx, changed);
}

async function planStatus({ run }: PageDesk, now: PageNow, wanted: string): Promise<Plan> {
  let { column, option } = await chooseStatus(run, now.source, wanted);
  // What was the status at the last tick may have been removed since.
  if (!hasProperty(now.answer, column.propertyId)) {
    ({ column, option } = await chooseStatus(run, await readSchemaNow(run, now.source), wanted));
  }
  const { propertyId, type } = column;
  return {
    values: { [propertyId]: statusValue(type, option.id) },
    detail: { before: now.issue.status, after: option.name, optionId: option.id },
    isThere: ({ page }) => page.statusOptionId === option.id,
  };
}

function changedMeanwhile({ issue: { status } }: PageNow): ProblemError {
  const now = status === null ? 'It has no status now.' : `Its status is "${status}" now.`;
  return new ProblemError('issue.changed', `The task was changed in Notion meanwhile. ${now}`, 'expected');
}

/** The option may have been removed since the schema was read. */
async function explainRefusal({ run }: PageDesk, now: PageNow, wanted: string): Promise<ProblemError | undefined> {
  const source = await readSchemaNow(run, now.source);
  const column = statusColumn(source);
  if (column === undefined) return noStatus(source);
  return findOption(column, wanted) === undefined ? notAnOption(source, column) : undefined;
}
