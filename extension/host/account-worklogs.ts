import type { Clock } from '../core/clock.ts';
import { notSignedIn } from '../core/failure.ts';
import { createOwner, type Disposable } from '../core/lifecycle.ts';
import { type QueuedWorklog, type WorklogQueue, createWorklogQueue } from '../core/worklog-queue.ts';
import { folderOfAccount, keyOfAccount } from './account-folder.ts';
import type { Api } from './api.ts';
import * as path from './node/path.ts';
import type { Account, Session } from './session.ts';
import { createWorklogFiles } from './worklog-files.ts';

export interface AccountWorklogsPorts {
  clock: Clock;
  random: () => number;
  session: Session;
  api: Pick<Api, 'postWorklog'>;
  /** Folder of the extension; each account has one below it. */
  storage: string;
  onDelivered: () => void;
  /** For the account in front; what another one's server refuses is told when its folder is in front. */
  onParked: (entry: QueuedWorklog) => void;
  onError: (error: unknown) => void;
}

/**
 * A queue for each account that is signed in. What was logged stays with the account it was logged for: it is sent to its
 * server whichever folder is in front, and waits for its person while they are signed out.
 */
export interface AccountWorklogs extends Disposable {
  /** The queue of the account in front; null when nobody is signed in there. */
  queue: () => WorklogQueue | null;
  /** Sends what waits, for all accounts that are signed in. */
  drain: () => Promise<void>;
  /** Discards everything that is known here. */
  forget: () => Promise<void>;
}

export function openAccountWorklogs(ports: AccountWorklogsPorts): AccountWorklogs {
  const { session } = ports;
  const owner = createOwner();
  const queues = new Map<string, WorklogQueue>();

  const current = (): WorklogQueue | null => {
    const account = session.account();
    return account === null ? null : (queues.get(keyOfAccount(account)) ?? null);
  };
  const follow = (): void => {
    const signedIn = session.people().filter(({ address }) => session.accountAt(address) !== null);
    const keys = new Set(signedIn.map(keyOfAccount));
    for (const [key, queue] of queues) {
      if (keys.has(key)) continue;
      queues.delete(key);
      queue.dispose();
    }
    for (const account of signedIn) {
      const key = keyOfAccount(account);
      const onParked = (entry: QueuedWorklog): void => {
        if (current() === queues.get(key)) ports.onParked(entry);
      };
      if (!queues.has(key)) queues.set(key, openQueue({ ...ports, onParked }, account));
      queues.get(key)?.drain().catch(ports.onError);
    }
  };
  owner.add({ dispose: () => queues.forEach((queue) => queue.dispose()) });
  owner.add(session.onChange(follow));
  owner.add(session.onAccounts(follow));
  return {
    queue: current,
    async drain() {
      await Promise.all([...queues.values()].map((queue) => queue.drain()));
    },
    async forget() {
      for (const queue of queues.values()) {
        for (const { body } of queue.entries()) await queue.discard(body.id);
      }
    },
    dispose: () => owner.dispose(),
  };
}

function openQueue(
  { session, api, storage, ...ports }: AccountWorklogsPorts,
  { address, personId }: Account,
): WorklogQueue {
  return createWorklogQueue({
    ...ports,
    files: createWorklogFiles(path.join(folderOfAccount(storage, { address, personId }), 'worklogs')),
    async send(body) {
      const account = session.accountAt(address);
      if (account?.personId !== personId) return notSignedIn;
      const result = await api.postWorklog(account, body);
      if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
      return result;
    },
  });
}
