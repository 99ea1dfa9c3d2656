import { exportRow, type ExportRow } from '../../shared/api/worklog-lists.ts';
import { csvLine } from '../../shared/csv.ts';
import { hoursText, roundHours } from '../../shared/worklog-text.ts';
import type { Ctx } from '../context.ts';
import { showWorklogs } from './show-worklogs.usecases.ts';
import * as repository from './worklogs.repository.ts';
import type { WorklogFilter } from './worklogs.repository.ts';

const rowsAtOnce = 500;

interface ExportOptions {
  format: 'json' | 'csv';
  /** Of CSV: begin with a byte order mark. */
  hasMark: boolean;
}

/**
 * All worklogs of a filter as the text of a file, newest first, some hundred rows at a time: how many there are is no matter
 * of memory. Hours are rounded to hundredths, seconds are exact.
 */
export async function* exportWorklogs(
  ctx: Ctx,
  filter: WorklogFilter,
  { format, hasMark }: ExportOptions,
): AsyncGenerator<string> {
  let isFirst = true;
  const beginning = format === 'json' ? '[' : `${hasMark ? '\uFEFF' : ''}${csvLine(Object.keys(exportRow.shape))}`;
  for await (const rows of pagesOf(ctx, filter)) {
    const text = format === 'csv' ? rows.map(csvOf).join('') : rows.map((row) => `\n${JSON.stringify(row)}`).join(',');
    // The beginning leaves with the first rows: a database that is away then is a failure and not an empty file.
    yield `${isFirst ? beginning : ''}${!isFirst && format === 'json' ? ',' : ''}${text}`;
    isFirst = false;
  }
  if (format === 'json') yield '\n]\n';
}

async function* pagesOf(ctx: Ctx, filter: WorklogFilter): AsyncGenerator<ExportRow[]> {
  let before: { createdAt: Date; id: string } | undefined;
  for (;;) {
    const views = await repository.listWorklogs(ctx, filter, rowsAtOnce, before);
    const shown = await showWorklogs(ctx, views);
    const titles = new Map(views.map(({ row, title }) => [row.id, title]));
    if (shown.length > 0 || before === undefined) yield shown.map((one) => rowOf(one, titles.get(one.id) ?? ''));
    const last = views.at(-1)?.row;
    if (views.length < rowsAtOnce || last === undefined) return;
    before = { createdAt: last.createdAt, id: last.id };
  }
}

type Shown = Awaited<ReturnType<typeof showWorklogs>>[number];

function rowOf(one: Shown, title: string): ExportRow {
  const { id, issueId, day, key, seconds, text, origin, isAutomatic, state, startedAt, createdAt } = one;
  return {
    day,
    key,
    title,
    person: one.person.name,
    seconds,
    hours: roundHours(seconds),
    text,
    origin,
    trackedOn: one.trackedOn?.key ?? null,
    bookedBy: one.bookedBy?.name ?? null,
    isAutomatic,
    state,
    startedAt,
    createdAt,
    id,
    issueId,
    personId: one.person.id,
  };
}

function csvOf(row: ExportRow): string {
  const cells = { ...row, hours: hoursText(row.seconds), isAutomatic: row.isAutomatic ? 'yes' : 'no' };
  return csvLine(Object.keys(exportRow.shape).map((name) => cells[name as keyof ExportRow]));
}
