import type { Heartbeat } from '../../shared/api/heartbeats.ts';
import type { Activity } from '../core/activity.ts';
import { createActivity } from '../core/activity.ts';
import { keyOfBranch } from '../core/branch-position.ts';
import type { Clock } from '../core/clock.ts';
import { type Failure, notSignedIn } from '../core/failure.ts';
import { asAllowed, categoryOf, heartbeatOf, pathBelow, type Hash, type PathMode } from '../core/heartbeat.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { createLocalTime, type LocalTime } from '../core/local-time.ts';
import { repositoryName } from '../core/repository-name.ts';
import type { Surroundings } from './activity-listeners.ts';
import type { Api } from './api.ts';
import type { FileUri } from './git-api.ts';
import type { Git } from './git.ts';
import { createHeartbeatQueue, type HeartbeatQueue } from './heartbeat-queue.ts';
import { baseName, toHex } from './names.ts';
import { hmacSha256, randomBytes } from './node/digest.ts';
import { processId } from './node/machine.ts';
import * as path from './node/path.ts';
import type { Secrets, Session } from './session.ts';

/** The parts of a text document that a heartbeat is made from. */
export interface WorkDocument {
  readonly uri: FileUri;
  readonly languageId: string;
}

export interface CodingTimePorts<D extends WorkDocument> {
  clock: Clock;
  random: () => number;
  newId: () => string;
  session: Session;
  secrets: Pick<Secrets, 'get' | 'store'>;
  api: Pick<Api, 'postHeartbeats'>;
  git: Pick<Git, 'locate'>;
  storage: string;
  machine: string;
  isRunning: (pid: number) => boolean;
  settings: () => { enabled: boolean; paths: PathMode; idleMinutes: number };
  isWindowActive: () => boolean;
  /** Registers the listeners. Called only while counting is switched on. */
  listen: (activity: Activity<D>) => Disposable & { surroundings: () => Surroundings };
  /** The workspace folder that holds a file outside of repositories. */
  folderOf: (uri: FileUri) => { name: string; path: string } | null;
  onFailure: (failure: Failure) => void;
  onError: (error: unknown) => void;
}

/** Coding time of one person in this window, while it is counted. */
export interface Counting {
  personId: string;
  queue: HeartbeatQueue;
  time: LocalTime;
  /** The last heartbeats made here, as they are sent. */
  last: () => readonly Heartbeat[];
}

/** Counts coding time while the person has switched it on and is known. */
export interface CodingTime extends Disposable {
  /** Null while nothing is counted. */
  counting: () => Counting | null;
  /** Called after settings or session changed. */
  follow: () => Promise<void>;
}

const mostShown = 50;

export function createCodingTime<D extends WorkDocument>(ports: CodingTimePorts<D>): CodingTime {
  let now: (Counting & Disposable) | null = null;
  let changes = 0;

  const follow = async (): Promise<void> => {
    changes += 1;
    const thisChange = changes;
    const personId = ports.settings().enabled ? (ports.session.person()?.personId ?? null) : null;
    if (personId !== (now?.personId ?? null)) {
      const before = now;
      now = null;
      before?.dispose();
      const salt = personId === null ? '' : await readSalt(ports.secrets);
      if (personId === null || thisChange !== changes) return;
      now = start(ports, personId, salt);
    }
    now?.queue.drain().catch(ports.onError);
  };

  return {
    counting: () => now,
    follow,
    dispose() {
      changes += 1;
      now?.dispose();
    },
  };
}

function start<D extends WorkDocument>(
  ports: CodingTimePorts<D>,
  personId: string,
  salt: string,
): Counting & Disposable {
  const { clock, session, settings } = ports;
  const hash: Hash = (text) => hmacSha256(salt, text);
  const last: Heartbeat[] = [];

  const queue = createHeartbeatQueue({
    ...ports,
    pid: processId,
    folder: path.join(ports.storage, 'people', personId, 'heartbeats'),
    async send(heartbeats) {
      const account = session.account();
      if (account?.personId !== personId) return notSignedIn;
      const allowed = heartbeats.map((heartbeat) => asAllowed(heartbeat, settings().paths, hash));
      const departmentId = account.departmentId === null ? {} : { departmentId: account.departmentId };
      const result = await ports.api.postHeartbeats(account, { heartbeats: allowed, ...departmentId });
      if (!result.ok && result.failure.kind === 'unauthorised') session.refuse(account);
      return result;
    },
    onSettled: (ids) => time.delivered(ids, clock.nowMs()),
  });

  const onBeat = (document: D, isWrite: boolean): void => {
    const place = placeOf(ports, document.uri);
    if (place === null) return;
    const { languageId: language } = document;
    const category = categoryOf({ ...listeners.surroundings(), language });
    const moment = { ...place, id: ports.newId(), atMs: clock.nowMs(), language, category, isWrite };
    const heartbeat = heartbeatOf(moment, settings().paths, hash);
    last.splice(0, last.length - mostShown + 1);
    last.push(heartbeat);
    time.beat(heartbeat.id, moment.atMs, keyOfBranch(place.repository, place.branch ?? ''));
    queue.append(heartbeat).catch(ports.onError);
  };

  const activity = createActivity<D>({ clock, isWindowActive: ports.isWindowActive, onBeat });
  const time = createLocalTime(() => settings().idleMinutes * 60, activity.lastInputMs);
  const listeners = ports.listen(activity);
  return {
    personId,
    queue,
    time,
    last: () => last.map((heartbeat) => asAllowed(heartbeat, settings().paths, hash)),
    dispose() {
      listeners.dispose();
      queue.dispose();
      // Tidier for the next window, which would otherwise wait a minute to see that this one has ended.
      queue.close().catch(ports.onError);
    },
  };
}

/** Read at the moment of the beat: a branch switched a second later is another branch. */
function placeOf<D extends WorkDocument>(
  { git, folderOf }: CodingTimePorts<D>,
  uri: FileUri,
): { repository: string; branch: string | null; relativePath: string } | null {
  const located = git.locate(uri);
  const folder = folderOf(uri);
  if (located === null && folder === null) return null;
  // Below a symbolic link Git names the real folder, so the file seems to lie outside.
  const roots = [located?.root.path, folder?.path].filter((root) => root !== undefined);
  const below = roots.map((root) => pathBelow(root, uri.path)).find((relative) => relative !== null);
  const relativePath = below ?? baseName(uri.path);
  if (located !== null) return { repository: located.repository, branch: located.branch, relativePath };
  return { repository: repositoryName(undefined, folder?.name ?? ''), branch: null, relativePath };
}

const saltKey = 'tickmark.salt';

/** Stays on this machine; without it nobody can tell which path a hash stands for. */
async function readSalt(secrets: Pick<Secrets, 'get' | 'store'>): Promise<string> {
  const stored = await secrets.get(saltKey);
  if (stored !== undefined) return stored;
  await secrets.store(saltKey, toHex(randomBytes(32)));
  return (await secrets.get(saltKey)) ?? '';
}
