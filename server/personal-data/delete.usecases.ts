import type { Deleted } from '../../shared/api/personal-data.ts';
import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { markDirty } from '../heartbeats/heartbeats.repository.ts';
import { timeoutSeconds } from '../heartbeats/sessions.usecases.ts';
import { noteCodingTimeDeleted } from '../people/people.repository.ts';
import { revokeTokensOf } from '../people/people.usecases.ts';
import { deleteWorklog } from '../worklogs/worklogs.usecases.ts';
import * as repository from './personal-data.repository.ts';

const rowsAtOnce = 500;

/**
 * Deletes a person's own coding time in the department: heartbeats, what was computed from them, what was taken for worklogs
 * and when the server books by itself. What is from before and arrives later is not taken. Worklogs stay, unless the person
 * wants them gone, each as if it were deleted alone; and so do tokens, which are ended last of all. May be repeated: whatever
 * was left by a failure is done then.
 */
export async function deletePersonalData(
  ctx: Ctx,
  personId: string,
  also: { worklogs: boolean; tokens: boolean },
): Promise<Deleted> {
  const at = ctx.clock.now();
  const gone = await deleteTime(ctx, personId, at);
  const worklogs = also.worklogs ? await deleteWorklogs(ctx, personId) : 0;
  const tokens = also.tokens ? await revokeTokensOf(ctx, personId) : 0;
  return { deletedBefore: at.toISOString(), ...gone, worklogs, tokens };
}

async function deleteTime(ctx: Ctx, personId: string, at: Date) {
  return inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await noteCodingTimeDeleted(inside, personId, at);
    // Waits for whoever computes one of these days now. In another department of the person their time ends otherwise then.
    await markDirty(tx, personId, await repository.listDaysWithBeats(inside, personId, timeoutSeconds));
    const gone = await repository.deleteCodingTime(inside, personId);
    await audit(inside, 'coding_time.deleted', personId, gone);
    return gone;
  });
}

/** One by one, as a person would: each in a transaction of its own, with what is owed to Notion for it. */
async function deleteWorklogs(ctx: Ctx, personId: string): Promise<number> {
  let deleted = 0;
  let after: { id: string } | undefined;
  for (;;) {
    const found = await repository.listWorklogsAfter(ctx, personId, rowsAtOnce, after);
    for (const { row } of found) {
      if (row.deletedAt === null && (await deleteUnlessGone(ctx, row.id))) deleted += 1;
    }
    after = found.at(-1);
    if (found.length < rowsAtOnce) return deleted;
  }
}

/** False when it was deleted meanwhile. */
async function deleteUnlessGone(ctx: Ctx, id: string): Promise<boolean> {
  try {
    await deleteWorklog(ctx, id);
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'worklog.not_found') return false;
    throw error;
  }
}
