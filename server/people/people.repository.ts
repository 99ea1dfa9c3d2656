import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Person } from '../../shared/api/people.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { department } from '../departments/departments.table.ts';
import { membership, person, personalToken } from './people.table.ts';

export type TokenRow = typeof personalToken.$inferSelect;

export interface PersonRow {
  id: string;
  name: string;
  email: string | null;
  timeZone: string;
  hidesFromColleagues: boolean;
}

/** The person behind a token's hash, with the token's id; undefined when unknown or revoked. */
export async function findByTokenHash(db: Database, hash: string) {
  const [row] = await db
    .select({
      tokenId: personalToken.id,
      lastUsedAt: personalToken.lastUsedAt,
      id: person.id,
      name: person.name,
      email: person.email,
      timeZone: person.timeZone,
      hidesFromColleagues: person.hidesFromColleagues,
    })
    .from(personalToken)
    .innerJoin(person, eq(person.id, personalToken.personId))
    .where(and(eq(personalToken.hash, hash), isNull(personalToken.revokedAt)));
  return row;
}

export async function findMemberships(db: Database, personId: string) {
  return db
    .select({ id: department.id, name: department.name, slug: department.slug, role: membership.role })
    .from(membership)
    .innerJoin(department, eq(department.id, membership.departmentId))
    .where(eq(membership.personId, personId))
    .orderBy(asc(department.createdAt), asc(department.id));
}

export async function touchToken(db: Database, tokenId: string, at: Date): Promise<void> {
  await db.update(personalToken).set({ lastUsedAt: at }).where(eq(personalToken.id, tokenId));
}

export async function insertPerson(db: Database, row: typeof person.$inferInsert): Promise<void> {
  await db.insert(person).values(row);
}

export async function updatePerson(db: Database, personId: string, change: Partial<PersonRow>): Promise<void> {
  await db.update(person).set(change).where(eq(person.id, personId));
}

export async function insertMembership(db: Database, row: typeof membership.$inferInsert): Promise<void> {
  await db.insert(membership).values(row);
}

export async function insertToken(db: Database, row: typeof personalToken.$inferInsert): Promise<boolean> {
  const inserted = await db.insert(personalToken).values(row).onConflictDoNothing().returning({ id: personalToken.id });
  return inserted.length > 0;
}

export async function countPeople(db: Database): Promise<number> {
  return db.$count(person);
}

/** True when some token was used. */
export async function hasAnybodySignedIn(db: Database): Promise<boolean> {
  const [row] = await db
    .select({ id: personalToken.id })
    .from(personalToken)
    .where(isNotNull(personalToken.lastUsedAt))
    .limit(1);
  return row !== undefined;
}

/** The first person ever made: who gets TICKMARK_ADMIN_TOKEN. */
export async function findFirstPerson(db: Database): Promise<{ id: string } | undefined> {
  const [row] = await db.select({ id: person.id }).from(person).orderBy(asc(person.createdAt), asc(person.id)).limit(1);
  return row;
}

export async function listMembers(ctx: Ctx): Promise<Person[]> {
  const rows = await ctx.db
    .select({
      id: person.id,
      name: person.name,
      email: person.email,
      role: membership.role,
      createdAt: person.createdAt,
    })
    .from(membership)
    .innerJoin(person, eq(person.id, membership.personId))
    .where(owned(ctx, membership))
    .orderBy(asc(person.createdAt), asc(person.id));
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}

/** A person of the department. */
export async function findMember(ctx: Ctx, personId: string): Promise<PersonRow | undefined> {
  const [row] = await ctx.db
    .select({
      id: person.id,
      name: person.name,
      email: person.email,
      timeZone: person.timeZone,
      hidesFromColleagues: person.hidesFromColleagues,
    })
    .from(membership)
    .innerJoin(person, eq(person.id, membership.personId))
    .where(owned(ctx, membership, eq(membership.personId, personId)));
  return row;
}

export async function listTokens(db: Database, personId: string) {
  return db
    .select()
    .from(personalToken)
    .where(and(eq(personalToken.personId, personId), isNull(personalToken.revokedAt)))
    .orderBy(asc(personalToken.createdAt), asc(personalToken.id));
}

export async function revokeToken(db: Database, personId: string, tokenId: string, at: Date): Promise<boolean> {
  const ended = await db
    .update(personalToken)
    .set({ revokedAt: at })
    .where(and(eq(personalToken.id, tokenId), eq(personalToken.personId, personId), isNull(personalToken.revokedAt)))
    .returning({ id: sql<string>`id` });
  return ended.length > 0;
}

/** Makes whoever gives the person a token wait for whoever takes theirs away, and the other way round. */
export async function lockPerson(db: Database, personId: string): Promise<void> {
  await db.select({ id: person.id }).from(person).where(eq(person.id, personId)).for('update');
}

/** Ends all living tokens of a person; answers how many those were. */
export async function revokeTokensOf(db: Database, personId: string, at: Date): Promise<number> {
  const ended = await db
    .update(personalToken)
    .set({ revokedAt: at })
    .where(and(eq(personalToken.personId, personId), isNull(personalToken.revokedAt)))
    .returning({ id: sql<string>`id` });
  return ended.length;
}

/** When the person deleted their coding time last. In the caller's transaction no deletion can come in between. */
export async function holdCodingTime(ctx: Ctx, personId: string): Promise<Date | null> {
  const [row] = await ctx.db
    .select({ deletedAt: membership.codingTimeDeletedAt })
    .from(membership)
    .where(owned(ctx, membership, eq(membership.personId, personId)))
    .for('key share');
  return row?.deletedAt ?? null;
}

/** The same, for reading only. */
export async function findCodingTimeDeleted(ctx: Ctx, personId: string): Promise<Date | null> {
  const [row] = await ctx.db
    .select({ deletedAt: membership.codingTimeDeletedAt })
    .from(membership)
    .where(owned(ctx, membership, eq(membership.personId, personId)));
  return row?.deletedAt ?? null;
}

/** Notes that the person deletes their coding time; waits until what arrives at this moment is stored. In a transaction. */
export async function noteCodingTimeDeleted(ctx: Ctx, personId: string, at: Date): Promise<void> {
  const mine = owned(ctx, membership, eq(membership.personId, personId));
  await ctx.db.select({ personId: membership.personId }).from(membership).where(mine).for('update');
  await ctx.db.update(membership).set({ codingTimeDeletedAt: at }).where(mine);
}

/** Who the person was last found to be in the department's Notion. */
export async function findNotionUser(ctx: Ctx, personId: string): Promise<string | null> {
  const [row] = await ctx.db
    .select({ userId: membership.notionUserId })
    .from(membership)
    .where(owned(ctx, membership, eq(membership.personId, personId)));
  return row?.userId ?? null;
}

/** Whoever the person was found to be, in any department: another e-mail may be somebody else's there. */
export async function forgetNotionUser(db: Database, personId: string): Promise<void> {
  await db.update(membership).set({ notionUserId: null }).where(eq(membership.personId, personId));
}

export async function saveNotionUser(ctx: Ctx, personId: string, notionUserId: string | null): Promise<void> {
  await ctx.db
    .update(membership)
    .set({ notionUserId })
    .where(owned(ctx, membership, eq(membership.personId, personId)));
}
