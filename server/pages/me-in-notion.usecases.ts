import { ProblemError } from '../../shared/errors.ts';
import { within } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { findAssigneeByEmail } from '../issues/issues.repository.ts';
import { NotionFailure } from '../notion/failure.ts';
import type { NotionSession } from '../notion/gateway.ts';
import { readMember, readMembers, type Member } from '../notion/users.ts';
import { findNotionUser, saveNotionUser } from '../people/people.repository.ts';
import type { RunContext } from '../sources/run-context.ts';

/** The person who calls. */
export interface Caller {
  id: string;
  email: string | null;
}

/**
 * Who the caller is in Notion: the member with their e-mail, if Notion knows it to be theirs, else whoever was seen as an
 * assignee with it, because guests are in no list. Never by a name.
 * @throws ProblemError person.not_in_notion.
 */
export async function findMeInNotion(run: RunContext, me: Caller): Promise<string> {
  const { ctx, session } = run;
  if (me.email === null) {
    throw new ProblemError('person.not_in_notion', 'You have no e-mail here, by which you could be found in Notion.');
  }
  const email = me.email.toLowerCase();
  const known = await findNotionUser(ctx, me.id);
  if (known !== null && (await isStill(session, known, email))) return known;
  const userId = (await findMember(session, email)) ?? (await findAssigneeByEmail(ctx, email));
  if (userId !== known) {
    await inTransaction(ctx.db, (tx) => saveNotionUser(within(ctx, tx), me.id, userId ?? null));
  }
  if (userId !== undefined) return userId;
  throw new ProblemError('person.not_in_notion', `Notion shows nobody with the e-mail ${me.email} to this connection.`);
}

async function isStill(session: NotionSession, userId: string, email: string): Promise<boolean> {
  const member = await unlessHidden(() => readMember(session, userId));
  return member !== undefined && isOf(member, email);
}

async function findMember(session: NotionSession, email: string): Promise<string | undefined> {
  const members = await unlessHidden(() => readMembers(session));
  return members?.find((member) => isOf(member, email))?.userId;
}

function isOf(member: Member, email: string): boolean {
  return member.isVerified && member.email?.toLowerCase() === email;
}

/** Undefined without the capability to see users. */
async function unlessHidden<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NotionFailure && (error.kind === 'capability' || error.kind === 'rejected')) return undefined;
    throw error;
  }
}
