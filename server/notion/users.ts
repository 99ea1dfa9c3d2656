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
  let cursor: string | undefined;
  do {
    const start = cursor === undefined ? {} : { start_cursor: cursor };
    const request = session.read((client) => client.users.list({ page_size: 100, ...start }));
    const answer = parseAnswer(users, await request);
    found.push(...answer.results.flatMap((user) => parsePerson(user) ?? []));
    cursor = answer.has_more ? (answer.next_cursor ?? undefined) : undefined;
  } while (cursor !== undefined);
  return found;
}

/** Somebody who is not in the list, such as a guest; undefined for who left. */
async function readUser(session: NotionSession, userId: string): Promise<Person | undefined> {
  return parsePerson(await unlessMissing(() => session.read((client) => client.users.retrieve({ user_id: userId }))));
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
