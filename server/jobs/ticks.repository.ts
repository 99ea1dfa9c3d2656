import { lt } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { cronTick } from './jobs.table.ts';

/** Claims a tick of a cron job for this server; false when another server has it or a later one already. */
export async function claimTick(db: Database, name: string, tickAt: Date): Promise<boolean> {
  const claimed = await db
    .insert(cronTick)
    .values({ name, tickAt })
    .onConflictDoUpdate({ target: cronTick.name, set: { tickAt }, setWhere: lt(cronTick.tickAt, tickAt) })
    .returning({ name: cronTick.name });
  return claimed.length > 0;
}
