import { NotionFailure } from '../notion/failure.ts';
import type { NotionSession } from '../notion/gateway.ts';
import type { MappedPage } from '../notion/page.ts';
import { readUsers } from '../notion/reading.ts';

type Person = MappedPage['people'][number];

/** Fills in names and e-mails that a page leaves out, from the list of users; asked for once per run, when needed. */
export function createPeopleNames(session: NotionSession): (page: MappedPage) => Promise<MappedPage> {
  let users: Promise<Map<string, Person>> | undefined;
  return async (page) => {
    if (page.people.every(({ name }) => name !== null)) return page;
    users ??= readKnownUsers(session);
    const known = await users;
    return {
      ...page,
      people: page.people.map((person) => (person.name === null ? (known.get(person.userId) ?? person) : person)),
    };
  };
}

/** Without the capability to see users, people stay what they are: ids. */
async function readKnownUsers(session: NotionSession): Promise<Map<string, Person>> {
  try {
    return new Map((await readUsers(session)).map((user) => [user.userId, user]));
  } catch (error) {
    if (error instanceof NotionFailure && (error.kind === 'capability' || error.kind === 'rejected')) return new Map();
    throw error;
  }
}
