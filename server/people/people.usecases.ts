import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { mePatch, newPerson, newToken, Person, PersonalToken, Role } from '../../shared/api/people.ts';
import { ProblemError } from '../../shared/errors.ts';
import { audit, auditUnowned } from '../audit/audit.repository.ts';
import { actorPersonId, within, type Clock, type Ctx } from '../context.ts';
import { uniqueViolation, type Database } from '../database/database.ts';
import type { Page } from '../database/cursor.ts';
import { inTransaction } from '../database/transaction.ts';
import { forgetApproved } from '../sign-ins/sign-ins.repository.ts';
import * as people from './people.repository.ts';

export interface Membership {
  id: string;
  name: string;
  slug: string;
  role: Role;
}

/** Who a token belongs to, and the departments they are in. */
export interface SignedIn {
  person: people.PersonRow;
  memberships: Membership[];
}

/** A token's use is noted at most this often, so that reading does not become writing. */
const touchEveryMs = 60_000;

/** How a token is stored: its SHA-256. Tokens are 32 random bytes, so no slow hash is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A new personal token; `tm_` says what it is when found in the wrong place. */
export function makeToken(): string {
  return `tm_${randomBytes(32).toString('base64url')}`;
}

/**
 * The person behind a token.
 * @throws ProblemError auth.invalid when the token is unknown or revoked.
 */
export async function signIn(db: Database, clock: Clock, token: string): Promise<SignedIn> {
  const found = await people.findByTokenHash(db, hashToken(token));
  if (found === undefined) throw new ProblemError('auth.invalid', 'This token is unknown here or was revoked.');
  const { tokenId, lastUsedAt, ...person } = found;
  const now = clock.now();
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > touchEveryMs) {
    await people.touchToken(db, tokenId, now);
  }
  return { person, memberships: await people.findMemberships(db, person.id) };
}

/**
 * Changes one's own name or time zone, or whether one hides from colleagues. Coding days follow the zone at once, because
 * only instants are stored.
 */
export async function changeMe(
  ctx: Ctx,
  person: people.PersonRow,
  change: z.output<typeof mePatch>,
): Promise<people.PersonRow> {
  const { name = person.name, timeZone = person.timeZone } = change;
  const { hidesFromColleagues = person.hidesFromColleagues } = change;
  await inTransaction(ctx.db, async (tx) => {
    await people.updatePerson(tx, person.id, { name, timeZone, hidesFromColleagues });
    await audit(within(ctx, tx), 'person.changed', person.id, { ...change });
  });
  return { ...person, name, timeZone, hidesFromColleagues };
}

/** Adds a person to the department. */
export async function addPerson(ctx: Ctx, input: z.output<typeof newPerson>): Promise<Person> {
  const id = ctx.newId();
  const createdAt = ctx.clock.now();
  await unlessTaken(() =>
    inTransaction(ctx.db, async (tx) => {
      await people.insertPerson(tx, { id, name: input.name, email: input.email ?? null, createdAt });
      await people.insertMembership(tx, { departmentId: ctx.department.id, personId: id, role: input.role, createdAt });
      await audit(within(ctx, tx), 'person.added', id, { role: input.role });
    }),
  );
  const { name, role, email = null } = input;
  return { id, name, email, role, createdAt: createdAt.toISOString() };
}

/**
 * Gives a person of the department another e-mail, or none.
 * @throws ProblemError person.email_taken, person.not_found.
 */
export async function changeEmail(ctx: Ctx, personId: string, email: string | null): Promise<Person> {
  if (personId !== actorPersonId(ctx)) {
    await requireMember(ctx, personId, 'This person belongs to other departments too, so one of them cannot decide.');
  }
  await unlessTaken(() =>
    inTransaction(ctx.db, async (tx) => {
      await people.updatePerson(tx, personId, { email });
      await people.forgetNotionUser(tx, personId);
      await audit(within(ctx, tx), 'person.email_changed', personId);
    }),
  );
  const changed = (await people.listMembers(ctx)).find(({ id }) => id === personId);
  if (changed === undefined) throw new ProblemError('person.not_found');
  return changed;
}

/** @throws ProblemError person.email_taken. */
async function unlessTaken(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (uniqueViolation(error) !== 'person_email_unique') throw error;
    throw new ProblemError('person.email_taken', undefined, 'email');
  }
}

/** Makes a personal token for oneself, or, as an administrator, for a person of the department. Shown once. */
export async function createToken(
  ctx: Ctx,
  input: z.output<typeof newToken>,
): Promise<PersonalToken & { token: string }> {
  const personId = input.personId ?? actorPersonId(ctx);
  if (personId === null) throw new ProblemError('person.not_found');
  if (personId !== actorPersonId(ctx)) {
    await requireMember(ctx, personId, 'This person belongs to other departments too and makes their own tokens.');
  }
  return inTransaction(ctx.db, async (tx) => {
    await people.lockPerson(tx, personId);
    // They were all ended while this was asked for: who had one of them gets no other.
    if (personId === actorPersonId(ctx) && (await people.listTokens(tx, personId)).length === 0) {
      throw new ProblemError('auth.invalid', 'Your token was revoked meanwhile.');
    }
    return addToken(within(ctx, tx), personId, { name: input.name, detail: {} });
  });
}

/** Stores a new token of a person in the caller's transaction. Who may have it was decided before. */
export async function addToken(
  ctx: Ctx,
  personId: string,
  { name, detail }: { name: string; detail: Record<string, unknown> },
): Promise<PersonalToken & { token: string }> {
  const token = makeToken();
  const row = { id: ctx.newId(), name, hint: token.slice(-4), createdAt: ctx.clock.now() };
  await people.insertToken(ctx.db, { ...row, personId, hash: hashToken(token) });
  await audit(ctx, 'token.created', personId, { tokenId: row.id, name, ...detail });
  return { ...row, createdAt: row.createdAt.toISOString(), lastUsedAt: null, token };
}

async function requireMember(ctx: Ctx, personId: string, whenShared: string): Promise<void> {
  if (ctx.actor.kind === 'person' && ctx.actor.role !== 'administrator') {
    throw new ProblemError('auth.forbidden', 'Only an administrator does this for others.', 'personId');
  }
  const memberships = await people.findMemberships(ctx.db, personId);
  if (!memberships.some(({ id }) => id === ctx.department.id)) {
    throw new ProblemError('person.not_found', undefined, 'personId');
  }
  // A token opens every department of its person, so one department's administrator must not make it for a shared one.
  if (memberships.length > 1) throw new ProblemError('auth.forbidden', whenShared, 'personId');
}

/** The people of the department. */
export async function listPeople(ctx: Ctx): Promise<Page<Person>> {
  return { items: await people.listMembers(ctx), nextCursor: null };
}

/** One's own living tokens; the tokens themselves are not kept. */
export async function listTokens(db: Database, personId: string): Promise<Page<PersonalToken>> {
  const tokens = await people.listTokens(db, personId);
  return { items: tokens.map(tokenOf), nextCursor: null };
}

function tokenOf({ id, name, hint, createdAt, lastUsedAt }: people.TokenRow): PersonalToken {
  return { id, name, hint, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}

/**
 * Ends one of one's own tokens at once. What was approved and not fetched yet goes too: whoever had this token may have
 * approved it, and it would become a token that no list has shown.
 */
export async function revokeToken(ctx: Ctx, personId: string, tokenId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    // First, so that a token that is being fetched is there to be ended, or is never made.
    await forgetApproved(tx, personId);
    const ended = await people.revokeToken(tx, personId, tokenId, ctx.clock.now());
    if (!ended) throw new ProblemError('token.not_found');
    await audit(within(ctx, tx), 'token.revoked', personId, { tokenId });
  });
}

/**
 * Ends every token of a person of the department, who left or lost a machine, and what they approved and nobody fetched
 * yet. Answers how many tokens those were.
 * @throws ProblemError person.not_found; auth.forbidden for somebody who belongs to other departments too.
 */
export async function revokeTokensOf(ctx: Ctx, personId: string): Promise<number> {
  if (personId !== actorPersonId(ctx)) {
    await requireMember(ctx, personId, 'This person belongs to other departments too and ends their own tokens.');
  }
  return inTransaction(ctx.db, async (tx) => {
    // First, so that a token that is being fetched is there to be ended, or is never made.
    await forgetApproved(tx, personId);
    await people.lockPerson(tx, personId);
    const tokens = await people.revokeTokensOf(tx, personId, ctx.clock.now());
    await audit(within(ctx, tx), 'token.all_revoked', personId, { tokens });
    return tokens;
  });
}

/** Ends the token that is shown, whoever shows it: who has it may end it. False when it is unknown here or ended before. */
export async function endToken(
  { db, clock, newId }: Pick<Ctx, 'db' | 'clock' | 'newId'>,
  token: string,
  requestId: string,
): Promise<boolean> {
  const found = await people.findByTokenHash(db, hashToken(token));
  if (found === undefined) return false;
  const at = clock.now();
  return inTransaction(db, async (tx) => {
    if (!(await people.revokeToken(tx, found.id, found.tokenId, at))) return false;
    const detail = { tokenId: found.tokenId, by: 'sign-out' };
    const entry = { id: newId(), actor: `person:${found.id}`, action: 'token.revoked', subject: found.id };
    await auditUnowned(tx, { ...entry, detail, requestId, at });
    return true;
  });
}
