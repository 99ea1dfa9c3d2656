import { eq } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { serverSetting } from './server-setting.table.ts';

export async function readServerSetting(db: Database, name: string): Promise<string | undefined> {
  const [row] = await db.select().from(serverSetting).where(eq(serverSetting.name, name));
  return row?.value;
}

/** Writes the setting unless it exists; answers what is stored then, which may be another server's. */
export async function initServerSetting(db: Database, name: string, value: string): Promise<string> {
  await db.insert(serverSetting).values({ name, value }).onConflictDoNothing();
  return (await readServerSetting(db, name)) ?? value;
}
