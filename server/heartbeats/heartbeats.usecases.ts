import type { z } from 'zod';
import { heartbeat, type Heartbeat, type HeartbeatResults } from '../../shared/api/heartbeats.ts';
import { seeBranches, type Sight } from '../branches/sights.usecases.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { holdCodingTime } from '../people/people.repository.ts';
import * as repository from './heartbeats.repository.ts';
import type { HeartbeatRow } from './heartbeats.repository.ts';
import { daysTouched } from './sessions.usecases.ts';

type Result = HeartbeatResults['results'][number];

/** An editor's clock may be this far ahead before its heartbeats are set to the server's time. */
const toleratedFutureMs = 5 * 60_000;
/** Older heartbeats are refused: nobody was offline for that long. */
const oldestMs = 90 * 86_400_000;
const longestReason = 300;
const deletedReason = 'at: is before you deleted your coding time';
const setToArrival = 'at: is in the future; the time of arrival counts instead';

/** Stores a batch of heartbeats; every item gets its own answer, in the order of the batch. */
export async function receiveHeartbeats(ctx: Ctx, personId: string, items: readonly unknown[]): Promise<Result[]> {
  const now = ctx.clock.now();
  const read = items.map((item) => readItem(item, now));
  const values = read.flatMap((entry) => ('beat' in entry ? [rowOf(ctx, personId, entry.beat, now)] : []));
  const distinct = [...new Map(values.map((row) => [row.id, row])).values()];
  const { isNew: stored, late } = await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    // Waits for a deletion that is under way, and holds back the next one until these are stored.
    const deletedAt = await holdCodingTime(inside, personId);
    const refused = new Set(distinct.filter(({ at }) => deletedAt !== null && at <= deletedAt).map(({ id }) => id));
    const isNew = await repository.insertHeartbeats(
      inside,
      distinct.filter(({ id }) => !refused.has(id)),
    );
    const added = distinct.filter(({ id }) => isNew.has(id));
    await repository.markDirty(tx, personId, [...new Set(added.flatMap(({ at }) => daysTouched(at)))]);
    await seeBranches(inside, added.flatMap(sightOf));
    return { isNew, late: refused };
  });
  return read.map((entry) => {
    if ('rejected' in entry) return entry.rejected;
    if (late.has(entry.beat.id))
      return { id: entry.sentId, status: 'rejected', code: 'heartbeat.deleted', reason: deletedReason };
    // Of an id that comes twice in one batch, the first was stored and the second is its repeat.
    if (!stored.delete(entry.beat.id)) return { id: entry.sentId, status: 'duplicate' };
    return { id: entry.sentId, status: 'stored', ...(isInFuture(entry.beat, now) ? { reason: setToArrival } : {}) };
  });
}

function readItem(item: unknown, now: Date): { beat: Heartbeat; sentId: string | null } | { rejected: Result } {
  const sentId = idOf(item);
  const parsed = heartbeat.safeParse(item);
  if (!parsed.success) return { rejected: { id: sentId, status: 'rejected', reason: reasonOf(parsed.error) } };
  if (now.getTime() - Date.parse(parsed.data.at) > oldestMs) {
    return { rejected: { id: sentId, status: 'rejected', reason: 'at: is more than 90 days ago' } };
  }
  return { beat: parsed.data, sentId };
}

function idOf(item: unknown): string | null {
  const id: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, 'id') : undefined;
  return typeof id === 'string' ? id.slice(0, 100) : null;
}

function reasonOf(error: z.ZodError): string {
  const [first] = error.issues;
  const reason = first === undefined ? 'item: is wrong' : `${first.path.join('.') || 'item'}: ${first.message}`;
  return reason.slice(0, longestReason);
}

function isInFuture(beat: Heartbeat, now: Date): boolean {
  return Date.parse(beat.at) - now.getTime() > toleratedFutureMs;
}

function rowOf(ctx: Ctx, personId: string, beat: Heartbeat, now: Date): HeartbeatRow {
  const clamped = isInFuture(beat, now);
  return {
    personId,
    id: beat.id,
    departmentId: ctx.department.id,
    at: clamped ? now : new Date(beat.at),
    receivedAt: now,
    repository: beat.repository,
    branch: beat.branch,
    entity: beat.entity,
    language: beat.language ?? null,
    category: beat.category ?? 'coding',
    isWrite: beat.isWrite ?? false,
    editor: beat.editor ?? null,
    clamped,
    pausedAt: pauseOf(beat),
  };
}

/** A pause after the heartbeat that tells of it is none. */
function pauseOf({ at, pausedAt }: Heartbeat): Date | null {
  return pausedAt === undefined || Date.parse(pausedAt) > Date.parse(at) ? null : new Date(pausedAt);
}

/** A heartbeat is a sight of its branch. */
function sightOf({ repository: repositoryName, branch, at }: HeartbeatRow): Sight[] {
  return branch === null ? [] : [{ repository: repositoryName, name: branch, at }];
}
