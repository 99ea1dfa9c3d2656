import type { Heartbeat } from '../../shared/api/heartbeats.ts';
import { notSignedIn } from '../core/failure.ts';
import { asAllowed, type Hash, type PathMode } from '../core/heartbeat.ts';
import { createLocalTime, type LocalTime } from '../core/local-time.ts';
import { folderOfAccount } from './account-folder.ts';
import type { Api } from './api.ts';
import { createHeartbeatQueue, type HeartbeatQueue, type HeartbeatQueuePorts } from './heartbeat-queue.ts';
import { processId } from './node/machine.ts';
import * as path from './node/path.ts';
import type { Account, Session } from './session.ts';

export interface RecordingPorts extends Omit<HeartbeatQueuePorts, 'folder' | 'send' | 'onSettled' | 'pid'> {
  session: Session;
  api: Pick<Api, 'postHeartbeats'>;
  /** Folder of the extension; each account has one below it. */
  storage: string;
  settings: () => { paths: PathMode; idleMinutes: number };
}

/** Coding time of one account in this window, while it is counted. */
export interface Counting {
  queue: HeartbeatQueue;
  time: LocalTime;
  /** The last heartbeats made here, as they are sent. */
  last: () => readonly Heartbeat[];
}

/** What is kept for an account. */
export interface Recording extends Counting {
  record: (heartbeat: Heartbeat, key: string) => void;
  /** Records nothing more. Resolves when nothing more is written either. */
  end: () => Promise<void>;
}

const mostShown = 50;

/**
 * Starts to keep what is recorded for an account, and sends it to its server.
 * @param lastInputMs wall clock of the person's last input in what is recorded here; 0 while that is elsewhere
 */
export function startRecording(
  ports: RecordingPorts,
  { address, personId }: Account,
  hash: Hash,
  lastInputMs: () => number,
): Recording {
  const { clock, session, settings } = ports;
  const last: Heartbeat[] = [];
  const time = createLocalTime(() => settings().idleMinutes * 60, lastInputMs);
  const queue = createHeartbeatQueue({
    ...ports,
    pid: processId,
    folder: path.join(folderOfAccount(ports.storage, { address, personId }), 'heartbeats'),
    async send(heartbeats) {
      const account = session.accountAt(address);
      if (account?.personId !== personId) return notSignedIn;
      const allowed = heartbeats.map((heartbeat) => asAllowed(heartbeat, settings().paths, hash));
      const departmentId = account.departmentId === null ? {} : { departmentId: account.departmentId };
      const result = await ports.api.postHeartbeats(account, { heartbeats: allowed, ...departmentId });
      if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
      return result;
    },
    onSettled: (ids) => time.delivered(ids, clock.nowMs()),
  });
  return {
    queue,
    time,
    last: () => last.map((heartbeat) => asAllowed(heartbeat, settings().paths, hash)),
    record(heartbeat, key) {
      last.splice(0, last.length - mostShown + 1);
      last.push(heartbeat);
      const { id, at, pausedAt } = heartbeat;
      time.beat(id, Date.parse(at), key, pausedAt === undefined ? null : Date.parse(pausedAt));
      queue.append(heartbeat).catch(ports.onError);
    },
    async end() {
      queue.dispose();
      // Tidier for the next window, which would otherwise wait a minute to see that this one has ended.
      await queue.close().catch(ports.onError);
    },
  };
}
