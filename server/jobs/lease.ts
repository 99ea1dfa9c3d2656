import { and, eq, like, lt, sql } from 'drizzle-orm';
import type { Clock } from '../context.ts';
import type { Database } from '../database/database.ts';
import { lease } from './jobs.table.ts';

/** A claim on some named work. A later holder has a higher fence. */
export interface Lease {
  name: string;
  holder: string;
  fence: number;
}

/** The lease was taken by another server meanwhile: whatever was about to be written is theirs to write. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Begins the name of a holder who gives way: whoever claims with `isUrgent` takes its claim over. It finds out when it
 * next stores something, and has to be able to start over.
 */
export const givingWay = 'giving-way:';

/** Claims the work for `durationMs`, or answers undefined while another holder's claim lasts. */
export async function claimLease(
  db: Database,
  name: string,
  holder: string,
  now: Date,
  durationMs: number,
  { isUrgent = false } = {},
): Promise<Lease | undefined> {
  const leasedUntil = new Date(now.getTime() + durationMs);
  const hasEnded = lt(lease.leasedUntil, now);
  const [row] = await db
    .insert(lease)
    .values({ name, holder, leasedUntil, fence: 1 })
    .onConflictDoUpdate({
      target: lease.name,
      set: { holder, leasedUntil, fence: sql`${lease.fence} + 1` },
      setWhere: isUrgent ? sql`(${hasEnded} or ${like(lease.holder, `${givingWay}%`)})` : hasEnded,
    })
    .returning({ fence: lease.fence });
  return row === undefined ? undefined : { name, holder, fence: row.fence };
}

/**
 * Lengthens the claim. Inside a transaction it also keeps others from claiming until the end of it.
 * @throws LeaseLostError when it is no longer ours.
 */
export async function renewLease(db: Database, held: Lease, now: Date, durationMs: number): Promise<void> {
  const renewed = await db
    .update(lease)
    .set({ leasedUntil: new Date(now.getTime() + durationMs) })
    .where(and(eq(lease.name, held.name), eq(lease.fence, held.fence)))
    .returning({ fence: lease.fence });
  if (renewed.length === 0) throw new LeaseLostError(`The lease ${held.name} was lost.`);
}

/**
 * Lengthens the claim again and again while something long is done, such as waiting until Notion takes requests again.
 * Answers what ends it; afterwards nothing lengthens the claim any more.
 */
export function keepLease(db: Database, held: Lease, clock: Clock, durationMs: number): () => Promise<void> {
  let renewal = Promise.resolve();
  const timer = setInterval(() => {
    renewal = renewLease(db, held, clock.now(), durationMs).catch(() => {
      // Whoever does the work finds out when they next store something.
    });
  }, durationMs / 3);
  return () => {
    clearInterval(timer);
    return renewal;
  };
}

/** Takes the work away from whoever does it: they find out when they next store something. */
export async function revokeLease(db: Database, name: string): Promise<void> {
  await db
    .update(lease)
    .set({ leasedUntil: new Date(0), fence: sql`${lease.fence} + 1` })
    .where(eq(lease.name, name));
}

/** Gives the work back, so that nobody waits for the claim to run out. */
export async function releaseLease(db: Database, held: Lease): Promise<void> {
  await db
    .update(lease)
    .set({ leasedUntil: new Date(0) })
    .where(and(eq(lease.name, held.name), eq(lease.fence, held.fence)));
}

/**
 * Ends every claim. Only for the embedded database, which one server has for itself: who starts there knows that all
 * earlier holders are dead and does not wait for their claims to run out.
 */
export async function endLeasesOfTheDead(db: Database): Promise<void> {
  await db.update(lease).set({ leasedUntil: new Date(0) });
}
