import { and, asc, eq, or, sql } from 'drizzle-orm';
import { defaultTextTemplate } from '../../shared/branch-words.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { codingInterval, dirtyDay } from '../heartbeats/heartbeats.table.ts';
import { issueStatusPeriod } from '../issues/issues.table.ts';
import { membership, person } from '../people/people.table.ts';
import { bookingSetting } from './booking.table.ts';

export type SettingRow = typeof bookingSetting.$inferSelect;

const anything = or(eq(bookingSetting.daily, true), eq(bookingSetting.onLeave, true), eq(bookingSetting.onDone, true));

/** How a person has time booked; nothing by itself when they never said. */
export async function findSetting(ctx: Ctx, personId: string): Promise<SettingRow> {
  const [row] = await ctx.db
    .select()
    .from(bookingSetting)
    .where(owned(ctx, bookingSetting, eq(bookingSetting.personId, personId)));
  return row ?? neverSet(ctx, personId);
}

function neverSet(ctx: Ctx, personId: string): SettingRow {
  const now = ctx.clock.now();
  const today = now.toISOString().slice(0, 10);
  const off = { daily: false, onLeave: false, onDone: false };
  const days = { sinceDay: today, lastDay: today, lookedAt: now };
  return { departmentId: ctx.department.id, personId, ...off, at: '18:00', text: defaultTextTemplate, ...days };
}

export async function saveSetting(ctx: Ctx, row: SettingRow): Promise<void> {
  const target = [bookingSetting.departmentId, bookingSetting.personId];
  await ctx.db.insert(bookingSetting).values(row).onConflictDoUpdate({ target, set: row });
}

/**
 * The setting for the one server that books by it now; undefined while another one does, or when it did since `known` was read.
 * In a transaction.
 */
export async function claimSetting(ctx: Ctx, known: SettingRow): Promise<SettingRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(bookingSetting)
    .where(
      owned(
        ctx,
        bookingSetting,
        eq(bookingSetting.personId, known.personId),
        eq(bookingSetting.lookedAt, known.lookedAt),
        eq(bookingSetting.lastDay, known.lastDay),
        anything,
      ),
    )
    .for('update', { skipLocked: true });
  return row;
}

/** A person who has time booked by the server, with what may have happened since it was last looked at. */
export interface Automatic {
  setting: SettingRow;
  timeZone: string;
  /** Coding time that ended shortly before the last look or later, or heartbeats of which it was not computed yet. */
  hasWorked: boolean;
  /** A task of the department was found done. */
  hasDone: boolean;
}

/**
 * Everybody who has time booked by the server. What came up to `marginSeconds` before the last look counts as new: work ends
 * some time before it is known to have ended, and a status is observed some time before it is stored.
 */
export async function listAutomatic(db: Database, marginSeconds: number): Promise<Automatic[]> {
  const { departmentId, personId, lookedAt } = bookingSetting;
  const since = sql`${lookedAt} - make_interval(secs => ${marginSeconds})`;
  // An interval never begins more than a day before it ends; so the index on its start can be used.
  const hasWorked = sql<boolean>`(exists (select from ${dirtyDay} where ${dirtyDay.personId} = ${personId})
    or exists (select from ${codingInterval}
      where ${codingInterval.departmentId} = ${departmentId} and ${codingInterval.personId} = ${personId}
        and ${codingInterval.endedAt} > ${since} and ${codingInterval.startedAt} > ${since} - interval '2 days'))`;
  const hasDone = sql<boolean>`exists (select from ${issueStatusPeriod}
    where ${issueStatusPeriod.departmentId} = ${departmentId} and ${issueStatusPeriod.defaultStatus} = 'DONE'
      and ${issueStatusPeriod.endedAt} is null and ${issueStatusPeriod.observedAt} > ${since})`;
  return db
    .select({ setting: bookingSetting, timeZone: person.timeZone, hasWorked, hasDone })
    .from(bookingSetting)
    .innerJoin(person, eq(person.id, personId))
    .innerJoin(membership, and(eq(membership.personId, personId), eq(membership.departmentId, departmentId)))
    .where(anything)
    .orderBy(asc(personId), asc(departmentId));
}
