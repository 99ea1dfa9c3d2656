import { z } from 'zod';
import { parseAnswer } from './answer.ts';
import { NotionFailure } from './failure.ts';
import type { NotionSession } from './gateway.ts';
import { personOf, type MappedPage } from './page.ts';
import { unlessMissing } from './reading.ts';

export type Person = MappedPage['people'][number];

const users = z.looseObject({
  results: z.array(z.unknown()),
  has_more: z.boolean().catch(false),
  next_cursor: z.string().nullish(),
});

/** Everybody the connection may list: members and bots, no guests, nobody who left. */
export async function readUsers(session: NotionSession): Promise<Person[]> {
  const found: Person[] = [];
  await forEachUser(session, (user) => {
    const person = parsePerson(user);
    if (person !== undefined) found.push(person);
  });
  return found;
}

async function forEachUser(session: NotionSession, take: (user: unknown) => void): Promise<void> {
  let cursor: string | undefined;
  do {
    const start = cursor === undefined ? {} : { start_cursor: cursor };
    const request = session.read((client) => client.users.list({ page_size: 100, ...start }));
    const answer = parseAnswer(users, await request);
    answer.results.forEach(take);
    cursor = answer.has_more ? (answer.next_cursor ?? undefined) : undefined;
  } while (cursor !== undefined);
}

/** Somebody who is not in the list, such as a guest; undefined for who left. */
async function readUser(session: NotionSession, userId: string): Promise<Person | undefined> {
  return parsePerson(await unlessMissing(() => session.read((client) => client.users.retrieve({ user_id: userId }))));
}

/** A person of the workspace as far as it matters for telling who they are here. */
export interface Member {
  userId: string;
  email: string | null;
  /** False when Notion says that nobody proved to have this address. */
  isVerified: boolean;
}

const member = z.looseObject({
  id: z.string(),
  person: z.looseObject({ email: z.string().nullish(), email_verified: z.boolean().nullish() }),
});

/** The members of the workspace with their e-mails, as far as the connection sees them. */
export async function readMembers(session: NotionSession): Promise<Member[]> {
  const found: Member[] = [];
  await forEachUser(session, (user) => found.push(...memberOf(user)));
  return found;
}

/** One person, a guest too; undefined for who left. */
export async function readMember(session: NotionSession, userId: string): Promise<Member | undefined> {
  const answer = await unlessMissing(() => session.read((client) => client.users.retrieve({ user_id: userId })));
  return memberOf(answer)[0];
}

function memberOf(user: unknown): Member[] {
  const parsed = member.safeParse(user);
  if (!parsed.success) return [];
  const { id, person } = parsed.data;
  return [{ userId: id, email: person.email ?? null, isVerified: person.email_verified !== false }];
}

function parsePerson(answer: unknown): Person | undefined {
  try {
    return personOf(answer);
  } catch {
    return undefined;
  }
}

/** Fills in names and e-mails that pages leave out. Each person is asked for once, and only when needed. */
export type PeopleNames = (people: readonly Person[]) => Promise<Person[]>;

export function createPeopleNames(session: NotionSession): PeopleNames {
  let listed: Promise<Map<string, Person | Promise<Person>> | undefined> | undefined;

  async function named(person: Person): Promise<Person> {
    if (person.name !== null) return person;
    listed ??= visibleUsers(session);
    const known = await listed;
    if (known === undefined) return person;
    const asked = known.get(person.userId) ?? readUser(session, person.userId).then((found) => found ?? person);
    known.set(person.userId, asked);
    return asked;
  }

  return async (people) => {
    const result: Person[] = [];
    for (const person of people) result.push(await named(person));
    return result;
  };
}

/** Undefined without the capability to see users: people then stay what they are, ids. */
async function visibleUsers(session: NotionSession): Promise<Map<string, Person | Promise<Person>> | undefined> {
  try {
    return new Map((await readUsers(session)).map((user) => [user.userId, user]));
  } catch (error) {
    if (error instanceof NotionFailure && (error.kind === 'capability' || error.kind === 'rejected')) return undefined;
    throw error;
  }
}
