import { sql } from 'drizzle-orm';
import type { OpenDatabase } from './database.ts';

/** True when the database answers. */
export async function isDatabaseThere({ db }: Pick<OpenDatabase, 'db'>): Promise<boolean> {
  try {
    await db.execute(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}
