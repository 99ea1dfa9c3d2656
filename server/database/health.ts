import { sql } from 'drizzle-orm';
import type { OpenDatabase } from './database.ts';

const patienceMs = 3000;

/** True when the database answers in time. */
export async function isDatabaseThere({ db }: Pick<OpenDatabase, 'db'>, waitMs = patienceMs): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, waitMs, false);
  });
  const answer = db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
