import type { Environment } from '../config/environment.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import {
  countPeople,
  findFirstPerson,
  insertMembership,
  insertPerson,
  insertToken,
} from '../people/people.repository.ts';
import { hashToken, makeToken } from '../people/people.usecases.ts';
import { insertDepartment } from './departments.repository.ts';

export interface FirstStart {
  /** Shown once, because only its hash is kept. Undefined later, and when TICKMARK_ADMIN_TOKEN sets it. */
  adminToken: string | undefined;
}

interface Parts {
  db: Database;
  environment: Environment;
  newId: () => string;
  now: Date;
}

/**
 * Makes the first department and its administrator when there is nobody yet. TICKMARK_ADMIN_TOKEN always opens the
 * first administrator's account, so that a lost token can be replaced.
 */
export async function prepareFirstStart({ db, environment, newId, now }: Parts): Promise<FirstStart> {
  const given = environment.TICKMARK_ADMIN_TOKEN;
  const made = await inTransaction(db, async (tx) => {
    if ((await countPeople(tx)) > 0) return undefined;
    const departmentId = newId();
    const personId = newId();
    const token = given ?? makeToken();
    await insertDepartment(tx, {
      id: departmentId,
      name: 'My team',
      slug: 'my-team',
      useStatusGroups: false,
      createdAt: now,
    });
    await insertPerson(tx, { id: personId, name: 'Administrator', createdAt: now });
    await insertMembership(tx, { departmentId, personId, role: 'administrator', createdAt: now });
    await insertToken(tx, tokenRow(newId(), personId, token, now));
    return token;
  });
  if (made === undefined && given !== undefined) {
    const first = await findFirstPerson(db);
    if (first !== undefined) await insertToken(db, tokenRow(newId(), first.id, given, now));
  }
  return { adminToken: given === undefined ? made : undefined };
}

function tokenRow(id: string, personId: string, token: string, createdAt: Date) {
  return { id, personId, name: 'First administrator', hash: hashToken(token), hint: token.slice(-4), createdAt };
}
