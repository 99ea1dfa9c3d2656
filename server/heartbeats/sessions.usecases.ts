import { codingIntervals } from '../../shared/sessions.ts';
import { listByRepositories, type BranchRow } from '../branches/branches.repository.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import * as repository from './heartbeats.repository.ts';
import type { HeartbeatRow, IntervalRow } from './heartbeats.repository.ts';

/** A gap of at most this long between two heartbeats is work. */
export const timeoutSeconds = 15 * 60;

const dayMs = 86_400_000;

/** The UTC days whose intervals a heartbeat at this instant can change: its own, and that of the beat before it. */
export function daysTouched(at: Date): string[] {
  const before = new Date(at.getTime() - timeoutSeconds * 1000);
  return [...new Set([utcDay(before), utcDay(at)])];
}

/**
 * Computes the coding time of a person again for the days that got new heartbeats. Called before that time is read,
 * so that it is never out of date.
 */
export async function recomputePerson(ctx: Ctx, personId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    for (const day of await repository.takeDirtyDays(tx, personId)) {
      const from = new Date(`${day}T00:00:00.000Z`);
      const to = new Date(from.getTime() + dayMs);
      const beats = await repository.listBeats(tx, personId, from, to, timeoutSeconds * 1000);
      await repository.replaceIntervals(tx, personId, from, to, await intervalsOf(ctx, tx, beats, to));
    }
  });
}

async function intervalsOf(
  ctx: Ctx,
  tx: Database,
  beats: readonly HeartbeatRow[],
  before: Date,
): Promise<IntervalRow[]> {
  const timed = beats.map((beat) => ({ ...beat, atMs: beat.at.getTime() }));
  const branchOf = await branchFinder(ctx, tx, beats);
  const merged: IntervalRow[] = [];
  for (const { beat, startMs, endMs } of codingIntervals(timed, { timeoutSeconds })) {
    if (startMs >= before.getTime()) continue;
    const { departmentId, personId, repository: name, branch } = beat;
    const branchId = branchOf(beat);
    const last = merged.at(-1);
    const startedAt = new Date(startMs);
    const endedAt = new Date(endMs);
    const goesOn =
      last?.endedAt.getTime() === startMs && last.branchId === branchId && last.departmentId === departmentId;
    if (goesOn && last.repository === name && last.branch === branch) last.endedAt = endedAt;
    else merged.push({ departmentId, personId, startedAt, endedAt, repository: name, branch, branchId });
  }
  return merged;
}

/** Finds the branch that a name meant at an instant: the newest one first seen by then, else the oldest one. */
async function branchFinder(ctx: Ctx, tx: Database, beats: readonly HeartbeatRow[]) {
  const known = new Map<string, BranchRow[]>();
  for (const departmentId of new Set(beats.map((beat) => beat.departmentId))) {
    const names = beats.filter((beat) => beat.departmentId === departmentId).map((beat) => beat.repository);
    const inDepartment = { ...ctx, db: tx, department: { id: departmentId } };
    for (const row of await listByRepositories(inDepartment, [...new Set(names)])) {
      const key = JSON.stringify([departmentId, row.repository, row.name]);
      known.set(
        key,
        [...(known.get(key) ?? []), row].sort((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime()),
      );
    }
  }
  return (beat: HeartbeatRow): string | null => {
    const rows = known.get(JSON.stringify([beat.departmentId, beat.repository, beat.branch])) ?? [];
    return (rows.findLast((row) => row.firstSeenAt <= beat.at) ?? rows[0])?.id ?? null;
  };
}

function utcDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}
