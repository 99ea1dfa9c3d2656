import type { Activity } from '../core/activity.ts';
import { createActivity } from '../core/activity.ts';
import { keyOfBranch, type Privacy } from '../core/branch-position.ts';
import { categoryOf, heartbeatOf, pathBelow, type Hash, type PathMode } from '../core/heartbeat.ts';
import { createTurns } from '../core/in-turn.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { repositoryName } from '../core/repository-name.ts';
import type { Surroundings } from './activity-listeners.ts';
import { keyOfAccount } from './account-folder.ts';
import type { FileUri } from './git-api.ts';
import type { Git } from './git.ts';
import { baseName, toHex } from './names.ts';
import { hmacSha256, randomBytes } from './node/digest.ts';
import type { Pauses } from './pauses.ts';
import { type Counting, type Recording, type RecordingPorts, startRecording } from './recording.ts';
import type { Secrets } from './session.ts';

/** The parts of a text document that a heartbeat is made from. */
export interface WorkDocument {
  readonly uri: FileUri;
  readonly languageId: string;
}

export interface CodingTimePorts<D extends WorkDocument> extends Omit<RecordingPorts, 'settings'> {
  secrets: Pick<Secrets, 'get' | 'store'>;
  git: Pick<Git, 'locate'>;
  settings: () => { enabled: boolean; paths: PathMode; idleMinutes: number };
  isWindowActive: () => boolean;
  /** Registers the listeners. Called only while counting is switched on. */
  listen: (activity: Activity<D>) => Disposable & { surroundings: () => Surroundings };
  /** Address of the server that the settings name for a file; null when it cannot be used. */
  serverOf: (uri: FileUri) => string | null;
  /** What this editor is called: one word, such as `vscode`. */
  editor: string;
  /** The workspace folder that holds a file outside of repositories. */
  folderOf: (uri: FileUri) => { name: string; path: string } | null;
  /** What the settings say of a file. */
  privacyOf: (uri: FileUri) => Privacy | null;
  pauses: Pick<Pauses, 'now' | 'look' | 'wasAt' | 'before' | 'onChange'>;
}

/** Counts coding time while the person has switched it on and is known. */
export interface CodingTime extends Disposable {
  /** That of the account in front. Null while nothing is counted. */
  counting: () => Counting | null;
  /** Called after settings or accounts changed. */
  follow: () => Promise<void>;
  /** Sends what waits, for all accounts. */
  drain: () => Promise<void>;
  /** Discards what waits, for all accounts, and ends the recordings; a later `follow` may begin new ones. */
  forget: () => Promise<void>;
}

/**
 * One pair of ears for the window, and a recording for each account: a sign of activity belongs to the account of the
 * server that the file's folder names, whichever folder is in front.
 */
export function createCodingTime<D extends WorkDocument>(ports: CodingTimePorts<D>): CodingTime {
  const { session, clock, pauses } = ports;
  const recordings = new Map<string, Recording>();
  /** Of no use any more, but not quite at their end. */
  const ending = new Map<Recording, Promise<void>>();
  let listeners: (Disposable & { surroundings: () => Surroundings }) | null = null;
  let salt: string | null = null;
  let changes = 0;
  /** The account of the last sign of activity: only its time goes on with the person's input. */
  let latest = '';
  const hash: Hash = (text) => hmacSha256(salt ?? '', text);

  /** Of this window, for whichever account. */
  let lastBeatMs = Number.NEGATIVE_INFINITY;
  const inTurn = createTurns();

  const onBeat = (document: D, isWrite: boolean, surroundings: Surroundings): void => {
    const recorder = recorderFor(document, isWrite, surroundings);
    // Until the next sign of activity that is recorded, input goes on with nobody's time.
    if (recorder === null) latest = '';
    else inTurn(recorder).catch(ports.onError);
  };

  /** Null where nothing is to be recorded. */
  const recorderFor = (document: D, isWrite: boolean, surroundings: Surroundings): (() => Promise<void>) | null => {
    if (ports.privacyOf(document.uri) !== null) return null;
    const address = ports.serverOf(document.uri);
    const account = session.people().find((one) => one.address === address);
    const place = account === undefined ? null : placeOf(ports, document.uri);
    if (account === undefined || place === null) return null;
    const { languageId: language } = document;
    const category = categoryOf({ ...surroundings, language });
    const moment = {
      ...place,
      id: ports.newId(),
      atMs: clock.nowMs(),
      language,
      category,
      isWrite,
      editor: ports.editor,
    };
    const key = keyOfAccount(account);
    const recording = recordings.get(key);
    if (recording === undefined) return null;
    return async () => {
      // Another window may have asked for a pause a moment ago; and one may have ended while this was on its way.
      if ((await pauses.look()) !== null || pauses.wasAt(moment.atMs)) {
        latest = '';
        return;
      }
      const pausedAtMs = pauses.before(lastBeatMs);
      const heartbeat = heartbeatOf({ ...moment, pausedAtMs }, ports.settings().paths, hash);
      lastBeatMs = moment.atMs;
      latest = key;
      recording.record(heartbeat, keyOfBranch(place.repository, place.branch ?? ''));
    };
  };
  const activity = createActivity<D>({
    clock,
    isWindowActive: ports.isWindowActive,
    onBeat: (document, isWrite) => {
      if (listeners !== null) onBeat(document, isWrite, listeners.surroundings());
    },
  });

  const ears = pauses.onChange(() => {
    latest = '';
    // After a pause the next input counts at once; during one it is not recorded.
    activity.reset();
  });

  const endAll = (isKept: (key: string) => boolean): void => {
    for (const [key, recording] of recordings) {
      if (isKept(key)) continue;
      recordings.delete(key);
      const ended = recording.end().finally(() => ending.delete(recording));
      ending.set(recording, ended);
    }
  };

  const follow = async (): Promise<void> => {
    changes += 1;
    const thisChange = changes;
    const people = ports.settings().enabled ? session.people() : [];
    const keys = new Set(people.map(keyOfAccount));
    endAll((key) => keys.has(key));
    if (people.length === 0) {
      listeners?.dispose();
      listeners = null;
      return;
    }
    salt ??= await readSalt(ports.secrets);
    if (thisChange !== changes) return;
    for (const account of people) {
      const key = keyOfAccount(account);
      const lastInputMs = (): number => (latest === key ? activity.lastInputMs() : 0);
      if (!recordings.has(key)) recordings.set(key, startRecording(ports, account, hash, lastInputMs));
      recordings.get(key)?.queue.drain().catch(ports.onError);
    }
    listeners ??= ports.listen(activity);
  };

  return {
    counting() {
      const person = session.person();
      return person === null ? null : (recordings.get(keyOfAccount(person)) ?? null);
    },
    follow,
    async drain() {
      await Promise.all([...recordings.values()].map(({ queue }) => queue.drain()));
    },
    forget: () =>
      inTurn(async () => {
        endAll(() => false);
        listeners?.dispose();
        listeners = null;
        // Also of those that ended a moment ago, which may still close their file or send.
        await Promise.all([...ending].map(async ([{ queue }, ended]) => [await queue.discardAll(), await ended]));
        salt = null;
      }),
    dispose() {
      changes += 1;
      ears.dispose();
      listeners?.dispose();
      endAll(() => false);
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
  if ((located === null && folder === null) || (located?.privacy ?? null) !== null) return null;
  // Below a symbolic link Git names the real folder, so the file seems to lie outside.
  const roots = [located?.root.path, folder?.path].filter((root) => root !== undefined);
  const below = roots.map((root) => pathBelow(root, uri.path)).find((relative) => relative !== null);
  const relativePath = below ?? baseName(uri.path);
  if (located !== null) return { repository: located.repository, branch: located.branch, relativePath };
  return { repository: repositoryName(undefined, folder?.name ?? ''), branch: null, relativePath };
}

export const saltKey = 'tickmark.salt';

/** Stays on this machine; without it nobody can tell which path a hash stands for. */
async function readSalt(secrets: Pick<Secrets, 'get' | 'store'>): Promise<string> {
  const stored = await secrets.get(saltKey);
  if (stored !== undefined) return stored;
  await secrets.store(saltKey, toHex(randomBytes(32)));
  return (await secrets.get(saltKey)) ?? '';
}
