import { initServerSetting } from '../config/server-setting.repository.ts';
import type { Environment } from '../config/environment.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import {
  countPeople,
  findFirstPerson,
  hasAnybodySignedIn,
  insertMembership,
  insertPerson,
  insertToken,
} from '../people/people.repository.ts';
import { hashToken, makeToken } from '../people/people.usecases.ts';
import { insertDepartment } from './departments.repository.ts';

export interface FirstStart {
  /** A token to show, because only its hash is kept. Undefined once somebody signed in, and when one is given. */
  adminToken: string | undefined;
}

interface Parts {
  db: Database;
  environment: Environment;
  newId: () => string;
  now: Date;
}

/**
 * Makes the first department and its administrator when there is nobody yet, also when several servers start at once.
 * Every start makes and shows a token until one is used: a start that fails or whose output is lost locks nobody out.
 * TICKMARK_ADMIN_TOKEN always opens the first administrator's account, so that a lost token can be replaced.
 */
export async function prepareFirstStart(parts: Parts): Promise<FirstStart> {
  const given = parts.environment.TICKMARK_ADMIN_TOKEN;
  return inTransaction(parts.db, async (tx) => {
    // Whoever starts at the same time waits here until this transaction is over.
    await initServerSetting(tx, 'first_start', parts.now.toISOString());
    if ((await countPeople(tx)) === 0) await makeFirstDepartment(tx, parts);
    const administrator = await findFirstPerson(tx);
    if (administrator === undefined) return { adminToken: undefined };
    if (given === undefined && (await hasAnybodySignedIn(tx))) return { adminToken: undefined };
    const token = given ?? makeToken();
    await insertToken(tx, tokenRow(parts.newId(), administrator.id, token, parts.now));
    return { adminToken: given === undefined ? token : undefined };
  });
}

async function makeFirstDepartment(tx: Database, { newId, now }: Parts): Promise<void> {
  const departmentId = newId();
  const personId = newId();
  await insertDepartment(tx, {
    id: departmentId,
    name: 'My team',
    slug: 'my-team',
    useStatusGroups: false,
    createdAt: now,
  });
  await insertPerson(tx, { id: personId, name: 'Administrator', createdAt: now });
  await insertMembership(tx, { departmentId, personId, role: 'administrator', createdAt: now });
}

function tokenRow(id: string, personId: string, token: string, createdAt: Date) {
  return { id, personId, name: 'First administrator', hash: hashToken(token), hint: token.slice(-4), createdAt };
}
