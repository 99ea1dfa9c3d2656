import type { Ctx } from '../context.ts';
import { owe } from './effects.repository.ts';
import { arrangeCarriers, commentOf } from './held.ts';
import { unknownSinceOf } from './restored.usecases.ts';
import * as repository from './worklogs.repository.ts';
import type { WorklogRow } from './worklogs.repository.ts';

/**
 * Owes every comment that a change of one worklog changes: its own, and with time too short for a comment those of
 * the worklogs it waits or stands together with. Call it in the transaction of the change, under the lock of the issue.
 */
export async function oweComments(ctx: Ctx, changed: WorklogRow): Promise<void> {
  const rows = await repository.listShort(ctx, changed);
  const before = new Map(rows.map(({ id, carriedBy }) => [id, carriedBy]));
  const worklogs = rows.map(({ id, seconds, carriedBy, deletedAt }) => ({
    id,
    seconds,
    carriedBy,
    isDeleted: deletedAt !== null,
  }));
  const after = arrangeCarriers(worklogs);
  const touched = new Set([changed.id]);
  for (const [id, carrier] of after) {
    const former = before.get(id) ?? null;
    if (former !== carrier) await repository.setCarrier(ctx, id, carrier);
    if (former === carrier && id !== changed.id) continue;
    for (const subject of [id, former, carrier]) if (subject !== null) touched.add(subject);
  }
  for (const id of touched) {
    const unknownSince = id === changed.id ? await unknownSinceOf(ctx, id) : null;
    await owe(ctx, 'comment', id, changed.issueId, (await isWaiting(ctx, id)) ? 'held' : 'pending', unknownSince);
  }
}

/** True for a worklog that waits to add up with others: its comment is not to be there yet. */
async function isWaiting(ctx: Ctx, id: string): Promise<boolean> {
  const carried = await repository.listCarried(ctx, id);
  return carried.length > 0 && commentOf(carried) === null;
}
