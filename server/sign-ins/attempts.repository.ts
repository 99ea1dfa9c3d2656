import { lt, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { attemptCount } from './sign-ins.table.ts';

/**
 * Counts one attempt, before it is known how it ends, so that attempts side by side are counted too.
 * @returns how many there were under this name, with this one, in the current window
 */
export async function countAttempt(db: Database, name: string, now: Date, windowMs: number): Promise<number> {
  const oldest = new Date(now.getTime() - windowMs);
  const isOver = sql`${attemptCount.since} <= ${oldest.toISOString()}::timestamptz`;
  const [row] = await db
    .insert(attemptCount)
    .values({ name, attempts: 1, since: now })
    .onConflictDoUpdate({
      target: attemptCount.name,
      set: {
        attempts: sql`case when ${isOver} then 1 else ${attemptCount.attempts} + 1 end`,
        since: sql`case when ${isOver} then excluded.since else ${attemptCount.since} end`,
      },
    })
    .returning({ attempts: attemptCount.attempts });
  return row?.attempts ?? 1;
}

export async function deleteAttemptsBefore(db: Database, at: Date): Promise<void> {
  await db.delete(attemptCount).where(lt(attemptCount.since, at));
}
