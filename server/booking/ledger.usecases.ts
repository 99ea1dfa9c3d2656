import {
  proposedSeconds,
  sourceDayId,
  sourceDays,
  type LoggedByHand,
  type SourceDay,
  type TrackedPiece,
} from '../../shared/proposals.ts';
import { noRounding, type Rounding } from '../../shared/rounding.ts';
import { dayBoundsMs, dayOf, splitByDay } from '../../shared/sessions.ts';
import type { Ctx } from '../context.ts';
import { findDepartment } from '../departments/departments.repository.ts';
import { listIntervals, listIntervalsOnIssue, type IntervalRow } from '../heartbeats/heartbeats.repository.ts';
import { issuesOfBranches } from '../heartbeats/time.usecases.ts';
import type { IssueRow } from '../issues/issues.repository.ts';
import { listBooked, listByHand, listTaken, type BookedDay } from './booking.repository.ts';

/** Whose time it is, and where their days begin. */
export interface TimedPerson {
  id: string;
  timeZone: string;
}

/** One branch of what was tracked on a source and day. */
export interface TrackedBranch {
  branchId: string | null;
  repository: string;
  branch: string | null;
  seconds: number;
  lastAt: Date;
}

/** A source and day with everything that is known of it. */
export interface LedgerDay extends SourceDay {
  /** The task; undefined for a branch without one. */
  issue: IssueRow | undefined;
  branches: TrackedBranch[];
  booked: BookedDay;
  /** What a worklog for all that is left would hold, as the department rounds. */
  proposedSeconds: number;
}

const dayMs = 86_400_000;

interface LedgerQuery {
  fromDay: string;
  /** Treat time of worklogs that were taken back as booked: who took them back does not want them by themselves. */
  withTakenBack?: boolean;
}

/**
 * What was tracked on each source and day from a day until now, what became of it, and what is left to book. To be asked
 * after the coding time was computed; in the transaction of a booking it is asked under the lock of the person.
 */
export async function readLedger(
  ctx: Ctx,
  person: TimedPerson,
  { fromDay, withTakenBack = false }: LedgerQuery,
): Promise<LedgerDay[]> {
  const from = new Date(dayBoundsMs(fromDay, person.timeZone).startMs);
  const until = new Date(ctx.clock.now().getTime() + dayMs);
  const intervals = await listIntervals(ctx, person.id, from, until);
  if (intervals.length === 0) return [];
  const issues = await issuesOfBranches(ctx, intervals);
  const pieces = piecesOf(intervals, issues, person.timeZone).filter(({ day }) => day >= fromDay);
  const taken = await listTaken(ctx, person.id, { from, withTakenBack });
  const days = sourceDays(pieces, taken, await byHandOf(ctx, person, from));
  const booked = await listBooked(ctx, person.id, fromDay);
  const rounding = await roundingOf(ctx);
  return describeDays(days, pieces, { booked, rounding });
}

/** Seconds tracked on an issue that are in no worklog of the person: what the proposals of all days say together. */
export async function unloggedOnIssue(ctx: Ctx, person: TimedPerson, issueId: string): Promise<number> {
  const intervals = await listIntervalsOnIssue(ctx, person.id, issueId);
  const [first] = intervals;
  if (first === undefined) return 0;
  const pieces = splitByDay(intervals.map(spanOf), person.timeZone).map(({ day, startMs, endMs }): TrackedPiece => ({
    day,
    source: issueId,
    ...wholeSeconds(startMs, endMs),
  }));
  const taken = await listTaken(ctx, person.id, { from: first.startedAt, withTakenBack: false });
  const byHand = await byHandOf(ctx, person, new Date(first.startedAt.getTime() - dayMs), issueId);
  return sourceDays(pieces, taken, byHand).reduce((total, { unloggedSeconds }) => total + unloggedSeconds, 0);
}

/** How the department rounds. */
export async function roundingOf(ctx: Ctx): Promise<Rounding> {
  return (await findDepartment(ctx.db, ctx.department.id))?.rounding ?? noRounding;
}

interface LedgerPiece extends TrackedPiece {
  row: IntervalRow;
  issue: IssueRow | undefined;
}

function piecesOf(
  intervals: readonly IntervalRow[],
  issues: ReadonlyMap<string, IssueRow>,
  timeZone: string,
): LedgerPiece[] {
  return splitByDay(intervals.map(spanOf), timeZone).flatMap(({ beat: row, day, startMs, endMs }) => {
    const issue = issues.get(row.branchId ?? '');
    const span = wholeSeconds(startMs, endMs);
    return span.from < span.to ? [{ day, source: issue?.id ?? sourceOfBranch(row), ...span, row, issue }] : [];
  });
}

/** Time without a task is told apart by its branch, or by its name where no branch is known. */
function sourceOfBranch({ branchId, repository, branch }: IntervalRow): string {
  return branchId ?? `${repository} ${branch ?? ''}`.trim();
}

function spanOf(row: IntervalRow) {
  return { beat: row, startMs: row.startedAt.getTime(), endMs: row.endedAt.getTime() };
}

/** Both ends cut to whole seconds, as everywhere: parts then add up to their whole and do not overlap. */
function wholeSeconds(startMs: number, endMs: number) {
  return { from: Math.floor(startMs / 1000), to: Math.floor(endMs / 1000) };
}

async function byHandOf(ctx: Ctx, person: TimedPerson, from: Date, issueId?: string): Promise<LoggedByHand[]> {
  const rows = await listByHand(ctx, person.id, from, issueId);
  return rows.map(({ issueId: source, seconds, startedAt, createdAt }) => {
    const endMs = startedAt === null ? createdAt.getTime() : startedAt.getTime() + seconds * 1000 - 1;
    return { source, seconds, day: dayOf(endMs, person.timeZone) };
  });
}

function describeDays(
  days: readonly SourceDay[],
  pieces: readonly LedgerPiece[],
  { booked, rounding }: { booked: readonly BookedDay[]; rounding: Rounding },
): LedgerDay[] {
  const before = new Map(booked.map((one) => [sourceDayId(one.day, one.source), one]));
  const behind = new Map<string, LedgerPiece[]>();
  for (const piece of pieces) {
    const id = sourceDayId(piece.day, piece.source);
    const others = behind.get(id);
    if (others === undefined) behind.set(id, [piece]);
    else others.push(piece);
  }
  return days.map((one) => {
    const { day, source } = one;
    const id = sourceDayId(day, source);
    const known = before.get(id) ?? { day, source, takenSeconds: 0, bookedSeconds: 0, leftOutSeconds: 0 };
    const some = behind.get(id) ?? [];
    return {
      ...one,
      issue: some[0]?.issue,
      branches: branchesOf(some),
      booked: known,
      proposedSeconds: proposedSeconds(one.unloggedSeconds, known, rounding),
    };
  });
}

function branchesOf(pieces: readonly LedgerPiece[]): TrackedBranch[] {
  const branches = new Map<string, TrackedBranch>();
  for (const { row, from, to } of pieces) {
    const { branchId, repository, branch } = row;
    const key = JSON.stringify([branchId, repository, branch]);
    const known = branches.get(key)?.seconds ?? 0;
    branches.set(key, { branchId, repository, branch, seconds: known + to - from, lastAt: row.endedAt });
  }
  return [...branches.values()].sort((a, b) => b.seconds - a.seconds);
}
