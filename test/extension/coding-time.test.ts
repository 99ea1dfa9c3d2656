import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Heartbeat } from '../../shared/api/heartbeats.ts';
import { createIdFactory } from '../../shared/ids.ts';
import type { Activity } from '../../extension/core/activity.ts';
import type { PathMode } from '../../extension/core/heartbeat.ts';
import { folderOfAccount } from '../../extension/host/account-folder.ts';
import { type CodingTime, createCodingTime, type WorkDocument } from '../../extension/host/coding-time.ts';
import { openPauses, type Pauses } from '../../extension/host/pauses.ts';
import { type Account, createSession, type Session } from '../../extension/host/session.ts';
import { createFakeClock, type FakeClock } from './support/fake-clock.ts';
import { fakeRepository, fileUri, openGitWindow, type FakeRepository } from './support/fake-git.ts';
import { createFakeSecrets } from './support/fake-secrets.ts';
import { createHeartbeatServer, type HeartbeatServer } from './support/heartbeats.ts';
import { failureOf } from './support/samples.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const makeFolder = useTemporaryFolders();
const home = 'http://127.0.0.1:4242';
const ana: Account = { address: home, token: 'tm_a', personId: 'ana', personName: 'Ana Lima', departmentId: 'd1' };
const work = 'https://tickmark.example.com';
const ben: Account = { ...ana, token: 'tm_b', personId: 'ben', personName: 'Ben Ode' };
const document = (file: string, languageId = 'typescript'): WorkDocument => ({ uri: fileUri(file), languageId });

interface Setup {
  time: CodingTime;
  session: Session;
  settings: { enabled: boolean; paths: PathMode; idleMinutes: number };
  server: HeartbeatServer;
  sent: Heartbeat[];
  departments: (string | undefined)[];
  /** Which token brought which repository. */
  tokens: string[];
  app: FakeRepository;
  clock: FakeClock;
  storage: string;
  /** Listeners registered at this moment. */
  listening: () => number;
  type: (file: string) => void;
  errors: unknown[];
  pauses: Pauses;
  /** Pauses as another window has them. */
  otherWindow: () => Pauses;
}

async function setUp(enabled = true): Promise<Setup> {
  const app = fakeRepository('/w/app', 'feature/NT-1', 'https://ana:pw@git.example.com/team/app.git');
  const window = openGitWindow({ repositories: [app] });
  const clock = createFakeClock();
  const secrets = createFakeSecrets();
  const session = createSession(secrets, () => home);
  const settings: Setup['settings'] = { enabled, paths: 'hashed', idleMinutes: 15 };
  const server = createHeartbeatServer();
  const sent: Heartbeat[] = [];
  const departments: (string | undefined)[] = [];
  const tokens: string[] = [];
  const errors: unknown[] = [];
  const listening = new Set<Activity<WorkDocument>>();
  const storage = await makeFolder();
  const values = new Map<string, unknown>();
  const memory = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
  const openWindowPauses = () => openPauses({ clock, storage, memory, onError: (error) => void errors.push(error) });
  const pauses = openWindowPauses();
  const time = createCodingTime<WorkDocument>({
    clock,
    random: () => 0.5,
    newId: createIdFactory({ nowMs: clock.nowMs, randomBytes: (length) => new Uint8Array(length).fill(3) }),
    session,
    secrets,
    api: {
      async postHeartbeats({ token }, { heartbeats, departmentId }) {
        sent.push(...heartbeats);
        tokens.push(...heartbeats.map(({ repository }) => `${token} ${repository}`));
        departments.push(departmentId);
        return server.send(heartbeats);
      },
    },
    git: window.git,
    storage,
    machine: 'here',
    editor: 'vscode',
    isRunning: () => true,
    settings: () => settings,
    isWindowActive: () => true,
    listen(activity) {
      listening.add(activity);
      const surroundings = () => ({ debugging: false, testing: false, building: false, comparing: false });
      return { surroundings, dispose: () => listening.delete(activity) };
    },
    serverOf: (uri) => (uri.path.startsWith('/w/notes/') ? work : home),
    folderOf: (uri) => {
      const name = /^\/w\/(notes|folder)\//u.exec(uri.path)?.[1];
      return name === undefined ? null : { name, path: `/w/${name}` };
    },
    privacyOf: (uri) => (uri.path.startsWith('/w/app/secret/') ? 'private' : null),
    pauses,
    onFailure: () => undefined,
    onError: (error) => void errors.push(error),
  });
  const type = (file: string): void => listening.forEach((activity) => activity.input(document(file)));
  return {
    time,
    session,
    settings,
    server,
    sent,
    departments,
    tokens,
    app,
    clock,
    storage,
    errors,
    pauses,
    otherWindow: openWindowPauses,
    listening: () => listening.size,
    type,
  };
}

/** Counting, with nothing under way that was left from before. */
async function started({ time }: Setup): Promise<void> {
  await time.follow();
  await time.counting()?.queue.drain();
}

async function drained({ time }: Setup, count: number): Promise<void> {
  await until(async () => (await time.counting()?.queue.counts())?.waiting === count);
  await time.counting()?.queue.drain();
}

test('switched off, no listener is registered, whoever is signed in', async () => {
  const setup = await setUp(false);
  await setup.session.signIn(ana);
  await setup.time.follow();
  expect(setup.listening()).toBe(0);
  expect(setup.time.counting()).toBeNull();
  expect(await readdir(setup.storage)).toEqual([]);
});

test('switched on but signed out, no listener is registered either', async () => {
  const setup = await setUp();
  await setup.session.load();
  await setup.time.follow();
  expect(setup.listening()).toBe(0);
});

test('switching on registers, switching off removes every listener', async () => {
  const setup = await setUp(false);
  await setup.session.signIn(ana);
  for (const enabled of [true, false, true, false]) {
    setup.settings.enabled = enabled;
    await setup.time.follow();
    expect(setup.listening()).toBe(enabled ? 1 : 0);
  }
  expect(setup.clock.timers()).toBe(0);
});

test('a heartbeat carries repository and branch of the moment, a hash and no path, no credentials', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/src/secret.ts');
  setup.app.checkOut('feature/NT-2');
  setup.type('/w/app/src/other.ts');
  await drained(setup, 2);
  expect(setup.sent.map(({ branch }) => branch)).toEqual(['feature/NT-1', 'feature/NT-2']);
  expect(setup.sent[0]).toMatchObject({
    at: '2026-03-02T09:00:00.000Z',
    repository: 'git.example.com/team/app',
    language: 'typescript',
    category: 'coding',
  });
  const text = JSON.stringify(setup.sent);
  for (const secret of ['secret', 'src', '/w/', 'pw']) expect(text).not.toContain(secret);
  expect(setup.departments).toEqual(['d1']);
});

test('what is shown as sent is what was sent', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/a.ts');
  setup.type('/w/app/b.ts');
  await drained(setup, 2);
  expect(setup.time.counting()?.last()).toEqual(setup.sent);
});

test('only the last fifty are shown', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  for (let file = 0; file < 60; file += 1) setup.type(`/w/app/${file}.ts`);
  await drained(setup, 60);
  expect(setup.time.counting()?.last()).toHaveLength(50);
});

test('paths recorded while they were allowed are hashed once they are no longer', async () => {
  const setup = await setUp();
  setup.settings.paths = 'relative';
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/src/secret.ts');
  await until(() => setup.time.counting()?.last()[0]?.entity === 'src/secret.ts');
  setup.settings.paths = 'hashed';
  await drained(setup, 1);
  expect(JSON.stringify(setup.sent)).not.toContain('secret');
});

test('the same file has the same hash after a restart', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/a.ts');
  const before = setup.time.counting()?.last()[0]?.entity;
  setup.settings.enabled = false;
  await setup.time.follow();
  setup.settings.enabled = true;
  await started(setup);
  setup.type('/w/app/a.ts');
  expect(setup.time.counting()?.last()[0]?.entity).toBe(before);
});

test('a file of an open folder without Git counts for the folder, without a branch', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/folder/plan.md');
  await until(() => setup.time.counting()?.last().length === 1);
  expect(setup.time.counting()?.last()[0]).toMatchObject({ repository: 'folder', branch: null });
});

test('a file outside of everything that is open is nobody’s business', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/home/ana/diary.txt');
  expect(setup.time.counting()?.last()).toEqual([]);
});

test('while the token is refused, time is still recorded, and sent after the next sign-in', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await setup.time.follow();
  setup.session.refuse(ana);
  await started(setup);
  setup.type('/w/app/a.ts');
  await drained(setup, 1);
  expect(setup.sent).toEqual([]);
  await setup.session.signIn({ ...ana, token: 'tm_new' });
  await setup.time.follow();
  await until(() => setup.server.stored.length === 1);
});

test('what one person recorded is never sent for another one, and waits for its own', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await setup.time.follow();
  setup.server.always(() => failureOf('offline'));
  setup.type('/w/app/a.ts');
  await drained(setup, 1);
  setup.server.always(null);
  setup.sent.splice(0);
  await setup.session.signOut();
  await setup.time.follow();
  await setup.session.signIn(ben);
  await setup.time.follow();
  await setup.time.counting()?.queue.drain();
  expect(setup.sent).toEqual([]);
  await setup.session.signIn(ana);
  await setup.time.follow();
  await until(() => setup.server.stored.length === 1);
  await until(async () => (await readdir(path.join(folderOfAccount(setup.storage, ana), 'heartbeats'))).length === 0);
});

test('when somebody else signs in while batches are being sent, the rest waits for its owner', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  setup.server.always(() => failureOf('offline'));
  await started(setup);
  for (let file = 0; file < 60; file += 1) setup.type(`/w/app/${file}.ts`);
  await drained(setup, 60);
  const queue = setup.time.counting()?.queue;
  setup.server.always(null);
  setup.sent.splice(0);
  setup.server.next(() => {
    void setup.session.signIn(ben);
    return null;
  });
  await queue?.drain();
  expect(setup.session.account()?.personId).toBe('ben');
  expect(setup.sent).toHaveLength(25);
  expect((await queue?.counts())?.waiting).toBe(35);
});

test('changing one’s mind quickly leaves exactly one set of listeners', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await Promise.all([setup.time.follow(), setup.time.follow(), setup.time.follow()]);
  expect(setup.listening()).toBe(1);
});

test('after disposal nothing listens and no timer is left', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/a.ts');
  await until(() => setup.clock.timers() === 1);
  setup.time.dispose();
  expect(setup.listening()).toBe(0);
  expect(setup.clock.timers()).toBe(0);
  expect(setup.errors).toEqual([]);
});

test('a file in a folder of another server counts for the account there, whichever folder is in front', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await setup.session.signIn({ ...ben, address: work, token: 'tm_work' });
  await started(setup);
  setup.type('/w/app/a.ts');
  setup.type('/w/notes/plan.md');
  setup.type('/w/app/b.ts');
  await until(async () => {
    await setup.clock.advanceSettling(60_000);
    return setup.tokens.length === 3;
  });
  expect(setup.tokens.toSorted()).toEqual([
    'tm_a git.example.com/team/app',
    'tm_a git.example.com/team/app',
    'tm_work notes',
  ]);
  expect(setup.listening()).toBe(1);
});

test('signed out at its server, a folder’s files are nobody’s business', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/notes/plan.md');
  expect(setup.time.counting()?.last()).toEqual([]);
});

test('in a private folder nothing is recorded, and typing there adds to no task', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/a.ts');
  await until(() => setup.time.counting()?.last().length === 1);
  setup.type('/w/app/secret/b.ts');
  setup.clock.advance(300_000);
  setup.type('/w/app/secret/c.ts');
  await drained(setup, 1);
  expect(setup.sent).toHaveLength(1);
  expect(setup.time.counting()?.time.sessionSeconds('git.example.com/team/app\nfeature/NT-1')).toBe(0);
});

test('a pause asked in another window counts from that moment on: not one heartbeat is recorded after it', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/a.ts');
  await until(() => setup.time.counting()?.last().length === 1);
  await setup.otherWindow().pause(setup.clock.nowMs() + 1_800_000);
  setup.clock.advance(121_000);
  setup.type('/w/app/b.ts');
  await until(async () => (await setup.pauses.look()) !== null);
  await drained(setup, 1);
  expect(setup.sent).toHaveLength(1);
  expect(setup.errors).toEqual([]);
});

test('after a pause the next input is recorded at once, tells when the pause began, and the pause is in no number', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  const key = 'git.example.com/team/app\nfeature/NT-1';
  setup.type('/w/app/a.ts');
  await until(() => setup.time.counting()?.last().length === 1);
  setup.clock.advance(60_000);
  await setup.pauses.pause(setup.clock.nowMs() + 240_000);
  const pausedAt = new Date(setup.clock.nowMs()).toISOString();
  setup.type('/w/app/a.ts');
  await setup.pauses.look();
  expect(setup.time.counting()?.last()).toHaveLength(1);
  // It ends by itself, with one timer and without a look.
  setup.clock.advance(240_000);
  expect(setup.pauses.now()).toBeNull();
  setup.type('/w/app/a.ts');
  await until(() => setup.time.counting()?.last().length === 2);
  expect(setup.time.counting()?.last()[1]).toMatchObject({ pausedAt });
  setup.clock.advance(125_000);
  setup.type('/w/app/a.ts');
  await until(() => setup.time.counting()?.last().length === 3);
  expect(setup.time.counting()?.last()[2]?.pausedAt).toBeUndefined();
  expect(setup.time.counting()?.time.sessionSeconds(key)).toBe(125);
  expect(setup.time.counting()?.time.unknownSeconds(key, 0)).toBe(125);
});

test('forgetting leaves neither a heartbeat nor a recording', async () => {
  const setup = await setUp();
  await setup.session.signIn(ana);
  await started(setup);
  setup.type('/w/app/a.ts');
  await until(() => setup.time.counting()?.last().length === 1);
  setup.settings.enabled = false;
  await setup.time.forget();
  expect(setup.time.counting()).toBeNull();
  expect(setup.listening()).toBe(0);
  setup.settings.enabled = true;
  await started(setup);
  expect(setup.sent).toEqual([]);
});
