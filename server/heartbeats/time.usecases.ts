import type { Time } from '../../shared/api/heartbeats.ts';
import { dayBoundsMs, dayOf, secondsByDay, type CodingInterval } from '../../shared/sessions.ts';
import { findByIds as findBranches } from '../branches/branches.repository.ts';
import type { Ctx } from '../context.ts';
import { findByIds as findIssues, type IssueRow } from '../issues/issues.repository.ts';
import * as repository from './heartbeats.repository.ts';
import type { IntervalRow } from './heartbeats.repository.ts';
import { recomputePerson } from './sessions.usecases.ts';

/** A person's coding time on one issue. */
export interface TrackedTime {
  todaySeconds: number;
  seconds: number;
  /** The parts of today, which add up to it; most first. */
  todayByEditor: { editor: string | null; seconds: number }[];
}

/** The person's coding time on all branches that are linked to the issue; days begin at their midnight. */
export async function trackedOnIssue(
  ctx: Ctx,
  person: { id: string; timeZone: string },
  issueId: string,
): Promise<TrackedTime> {
  await recomputePerson(ctx.db, person.id);
  const today = dayBoundsMs(dayOf(ctx.clock.now().getTime(), person.timeZone), person.timeZone);
  const span = { from: new Date(today.startMs), to: new Date(today.endMs) };
  const sums = await repository.sumOnIssue(ctx, person.id, issueId, span);
  const todayByEditor = sums
    .flatMap(({ editor, secondsInSpan }) => (secondsInSpan === 0 ? [] : [{ editor, seconds: secondsInSpan }]))
    .sort((a, b) => b.seconds - a.seconds || (a.editor ?? '').localeCompare(b.editor ?? '', 'en'));
  const total = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);
  return {
    todaySeconds: total(todayByEditor.map((part) => part.seconds)),
    seconds: total(sums.map((part) => part.seconds)),
    todayByEditor,
  };
}

interface TimeQuery {
  from: Date;
  to: Date;
  groupBy: 'issue' | 'day' | 'branch';
}

type Item = Time['items'][number];

/** The person's own coding time between two instants, by issue, by local day, or by branch. */
export async function readTime(ctx: Ctx, person: { id: string; timeZone: string }, query: TimeQuery): Promise<Time> {
  await recomputePerson(ctx.db, person.id);
  const intervals = (await repository.listIntervals(ctx, person.id, query.from, query.to)).map((row) =>
    cut(row, query),
  );
  const itemFor = await itemFinder(ctx, intervals, query.groupBy);
  const groups = new Map<string, Item>();
  for (const { day, key, seconds } of secondsByDay(intervals.map(spanOf), person.timeZone, branchKey)) {
    const item = itemFor(day, key);
    const name = JSON.stringify(item);
    groups.set(name, { ...item, seconds: (groups.get(name)?.seconds ?? 0) + seconds });
  }
  const items = [...groups.values()].sort((a, b) => compare(a, b));
  return { items, totalSeconds: items.reduce((total, { seconds }) => total + seconds, 0) };
}

const nothing: Item = { key: null, issueId: null, day: null, repository: null, branch: null, seconds: 0 };

/** Makes the function that says which line of the answer a day's time on a branch belongs to. */
async function itemFinder(ctx: Ctx, intervals: readonly IntervalRow[], groupBy: TimeQuery['groupBy']) {
  if (groupBy === 'day') return (day: string): Item => ({ ...nothing, day });
  const issues = await issuesOfBranches(ctx, intervals);
  return (_day: string, key: string): Item => {
    const [branchId, repositoryName, branch] = JSON.parse(key) as [string | null, string, string | null];
    const issue = issues.get(branchId ?? '');
    const linked = { ...nothing, key: issue?.projectKey ?? null, issueId: issue?.id ?? null };
    return groupBy === 'issue' ? linked : { ...linked, repository: repositoryName, branch };
  };
}

/** The tasks of the branches that intervals were tracked on, by the ids of the branches. */
export async function issuesOfBranches(
  ctx: Ctx,
  intervals: readonly Pick<IntervalRow, 'branchId'>[],
): Promise<Map<string, IssueRow>> {
  const branches = await findBranches(ctx, [...new Set(intervals.flatMap(({ branchId }) => branchId ?? []))]);
  const issues = await findIssues(
    ctx,
    branches.flatMap(({ issueId }) => issueId ?? []),
  );
  return new Map(
    branches.flatMap(({ id, issueId }) => {
      const issue = issues.get(issueId ?? '');
      return issue === undefined ? [] : [[id, issue] as const];
    }),
  );
}

function branchKey({ branchId, repository: name, branch }: IntervalRow): string {
  return JSON.stringify([branchId, name, branch]);
}

function spanOf(row: IntervalRow): CodingInterval<IntervalRow> {
  return { beat: row, startMs: row.startedAt.getTime(), endMs: row.endedAt.getTime() };
}

/** The part of an interval inside the asked span. */
function cut(row: IntervalRow, { from, to }: TimeQuery): IntervalRow {
  return {
    ...row,
    startedAt: row.startedAt < from ? from : row.startedAt,
    endedAt: row.endedAt > to ? to : row.endedAt,
  };
}

/** Days in their order, everything else by time, most first. */
function compare(a: Item, b: Item): number {
  if (a.day !== null && b.day !== null) return a.day < b.day ? -1 : 1;
  return b.seconds - a.seconds || JSON.stringify(a).localeCompare(JSON.stringify(b), 'en');
}
