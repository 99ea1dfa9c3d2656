import { sql } from 'drizzle-orm';
import type { OpenDatabase } from './database.ts';

/** The embedded database has no background workers: nobody else takes out dead rows or writes checkpoints. */
export async function tidyDatabase({ db, kind }: OpenDatabase): Promise<void> {
  if (kind !== 'embedded') return;
  await db.execute(sql`vacuum (analyze)`);
  await db.execute(sql`checkpoint`);
}
