import type { Database } from '../database/database.ts';
import { deleteAttemptsBefore } from './attempts.repository.ts';
import { deleteSignInsBefore } from './sign-ins.repository.ts';

const keptMs = 3_600_000;

/** Forgets sign-ins that expired an hour ago, and counts of attempts that no longer matter. */
export async function cleanSignIns(db: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keptMs);
  await deleteSignInsBefore(db, before);
  await deleteAttemptsBefore(db, before);
}
