import { sha256 } from './node/digest.ts';
import * as path from './node/path.ts';
import type { Account } from './session.ts';

/** Names an account: the same id at another server is somebody else. */
export function keyOfAccount({ address, personId }: Pick<Account, 'address' | 'personId'>): string {
  return `${address} ${personId}`;
}

/**
 * Where the queues of an account lie. What is recorded for one server never goes to another one, so both are in the name;
 * hashed, because neither was chosen by us.
 */
export function folderOfAccount(storage: string, account: Pick<Account, 'address' | 'personId'>): string {
  const name = sha256(keyOfAccount(account)).slice(0, 32);
  return path.join(storage, 'accounts', name);
}
