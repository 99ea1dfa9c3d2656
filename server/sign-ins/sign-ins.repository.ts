import { and, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { signIn, type SignInState } from './sign-ins.table.ts';

export type SignInRow = typeof signIn.$inferSelect;

/** False when one of the codes is taken, then nothing was stored. */
export async function insertSignIn(db: Database, row: typeof signIn.$inferInsert): Promise<boolean> {
  const inserted = await db.insert(signIn).values(row).onConflictDoNothing().returning({ id: signIn.id });
  return inserted.length > 0;
}

export async function findByDeviceCode(db: Database, deviceCodeHash: string): Promise<SignInRow | undefined> {
  const [row] = await db.select().from(signIn).where(eq(signIn.deviceCodeHash, deviceCodeHash));
  return row;
}

/** What a person may still look at; not what has expired. */
export async function findByUserCode(db: Database, userCodeHash: string, now: Date): Promise<SignInRow | undefined> {
  const [row] = await db
    .select()
    .from(signIn)
    .where(and(eq(signIn.userCodeHash, userCodeHash), gt(signIn.expiresAt, now)));
  return row;
}

/** Notes a poll. False when it came before its time; then the next ones have to be further apart. */
export async function notePoll(
  db: Database,
  { id, now, slowerBySeconds }: { id: string; now: Date; slowerBySeconds: number },
): Promise<boolean> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const isDue = or(
    isNull(signIn.polledAt),
    lte(sql`${signIn.polledAt} + make_interval(secs => ${signIn.intervalSeconds})`, at),
  );
  const inTime = await db
    .update(signIn)
    .set({ polledAt: now })
    .where(and(eq(signIn.id, id), isDue))
    .returning({ id: signIn.id });
  if (inTime.length > 0) return true;
  const slower = sql`${signIn.intervalSeconds} + ${slowerBySeconds}::integer`;
  await db.update(signIn).set({ polledAt: now, intervalSeconds: slower }).where(eq(signIn.id, id));
  return false;
}

interface Decision {
  state: Exclude<SignInState, 'pending'>;
  personId: string;
  departmentId: string;
}

/** Decides what nobody has decided yet. False when somebody has, or when it expired. */
export async function decideSignIn(db: Database, id: string, decision: Decision, now: Date): Promise<boolean> {
  const decided = await db
    .update(signIn)
    .set(decision)
    .where(and(eq(signIn.id, id), eq(signIn.state, 'pending'), gt(signIn.expiresAt, now)))
    .returning({ id: signIn.id });
  return decided.length > 0;
}

/** Takes an approved sign-in out: of several that ask at once exactly one gets it. */
export async function takeApproved(db: Database, id: string, now: Date): Promise<SignInRow | undefined> {
  const [taken] = await db
    .delete(signIn)
    .where(and(eq(signIn.id, id), eq(signIn.state, 'approved'), gt(signIn.expiresAt, now)))
    .returning();
  return taken;
}

/** Takes back what a person approved and no editor has fetched yet. */
export async function forgetApproved(db: Database, personId: string): Promise<void> {
  await db.delete(signIn).where(and(eq(signIn.personId, personId), eq(signIn.state, 'approved')));
}

export async function deleteSignInsBefore(db: Database, at: Date): Promise<void> {
  await db.delete(signIn).where(lt(signIn.expiresAt, at));
}
