import { codingIntervals } from '../../shared/sessions.ts';
import { listByNames, type BranchRow } from '../branches/branches.repository.ts';
import { branchAt } from '../branches/lives.ts';
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
export async function recomputePerson(db: Database, personId: string): Promise<void> {
  if (!(await repository.hasDirtyDays(db, personId))) return;
  await inTransaction(db, async (tx) => {
    for (const day of await repository.takeDirtyDays(tx, personId)) {
      const from = new Date(`${day}T00:00:00.000Z`);
      const to = new Date(from.getTime() + dayMs);
      const beats = await repository.listBeats(tx, personId, from, to, timeoutSeconds * 1000);
      await repository.replaceIntervals(tx, personId, from, to, await intervalsOf(tx, beats, to));
    }
  });
}

async function intervalsOf(db: Database, beats: readonly HeartbeatRow[], before: Date): Promise<IntervalRow[]> {
  const timed = beats.map((beat) => ({
    ...beat,
    atMs: beat.at.getTime(),
    pausedAtMs: beat.pausedAt?.getTime() ?? null,
  }));
  const branchOf = await branchFinder(db, beats);
  const merged: IntervalRow[] = [];
  for (const { beat, startMs, endMs } of codingIntervals(timed, { timeoutSeconds })) {
    if (startMs >= before.getTime()) continue;
    const { departmentId, personId, repository: name, branch, editor } = beat;
    const branchId = branchOf(beat);
    const last = merged.at(-1);
    const startedAt = new Date(startMs);
    const endedAt = new Date(endMs);
    const goesOn =
      last?.endedAt.getTime() === startMs && last.branchId === branchId && last.departmentId === departmentId;
    const isSame = goesOn && last.repository === name && last.branch === branch && last.editor === editor;
    if (isSame) last.endedAt = endedAt;
    else merged.push({ departmentId, personId, startedAt, endedAt, repository: name, branch, branchId, editor });
  }
  return merged;
}

/** Finds the branch that a heartbeat's branch name meant at its time. */
async function branchFinder(db: Database, beats: readonly HeartbeatRow[]) {
  const names = new Map<string, { departmentId: string; repository: string; name: string }>();
  for (const { departmentId, repository: repositoryName, branch: name } of beats) {
    if (name !== null) {
      names.set(nameKey(departmentId, repositoryName, name), { departmentId, repository: repositoryName, name });
    }
  }
  const known = new Map<string, BranchRow[]>();
  for (const departmentId of new Set(beats.map((beat) => beat.departmentId))) {
    const inDepartment = [...names.values()].filter((name) => name.departmentId === departmentId);
    for (const row of await listByNames({ db, department: { id: departmentId } }, inDepartment)) {
      const key = nameKey(departmentId, row.repository, row.name);
      known.set(key, [...(known.get(key) ?? []), row]);
    }
  }
  return (beat: HeartbeatRow): string | null => {
    const rows = known.get(nameKey(beat.departmentId, beat.repository, beat.branch)) ?? [];
    return branchAt(rows, beat.at)?.id ?? null;
  };
}

function nameKey(...parts: readonly (string | null)[]): string {
  return JSON.stringify(parts);
}

function utcDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}
