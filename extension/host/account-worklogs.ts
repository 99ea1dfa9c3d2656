import type { Clock } from '../core/clock.ts';
import { notSignedIn } from '../core/failure.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { type QueuedWorklog, type WorklogQueue, createWorklogQueue } from '../core/worklog-queue.ts';
import type { Api } from './api.ts';
import type { Session } from './session.ts';
import * as path from './node/path.ts';
import { createWorklogFiles } from './worklog-files.ts';

export interface AccountWorklogsPorts {
  clock: Clock;
  random: () => number;
  session: Session;
  api: Pick<Api, 'postWorklog'>;
  /** Folder of the extension; each person has one below it. */
  storage: string;
  onDelivered: () => void;
  onParked: (entry: QueuedWorklog) => void;
  onError: (error: unknown) => void;
}

/** The queue of the signed-in person. What waits for somebody else stays untouched until that person signs in again. */
export interface AccountWorklogs extends Disposable {
  queue: () => WorklogQueue | null;
}

export function openAccountWorklogs(ports: AccountWorklogsPorts): AccountWorklogs {
  const { session } = ports;
  let personId: string | null = null;
  let queue: WorklogQueue | null = null;

  const follow = (): void => {
    const account = session.account();
    if (account?.personId !== personId) {
      queue?.dispose();
      personId = account?.personId ?? null;
      queue = personId === null ? null : openQueue(ports, personId);
    }
    queue?.drain().catch(ports.onError);
  };
  const listener = session.onChange(follow);
  return {
    queue: () => queue,
    dispose() {
      listener.dispose();
      queue?.dispose();
    },
  };
}

function openQueue({ session, api, storage, ...ports }: AccountWorklogsPorts, personId: string): WorklogQueue {
  return createWorklogQueue({
    ...ports,
    files: createWorklogFiles(path.join(storage, 'people', personId, 'worklogs')),
    async send(body) {
      const account = session.account();
      if (account?.personId !== personId) return notSignedIn;
      const result = await api.postWorklog(account, body);
      if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
      return result;
    },
  });
}
